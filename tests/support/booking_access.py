"""Ways to ask for access to a booking."""

from datetime import timedelta

from sqlmodel import select

from tests.support.sample_house import ANA, Guest
from tiketa.bookings import access
from tiketa.identity import customers, one_time_links, sessions, staff
from tiketa.identity.one_time_links import ACCOUNT, DEVICE
from tiketa.identity.read_models import Customer
from tiketa.kernel.actor import StaffMember, Visitor
from tiketa.office import BoxOffice
from tiketa.storage.models.outbox import Email

MAIL = {"smtp_host": "mail.test", "mail_from": "tiketa@example.com", "public_url": "https://cinema.example"}
CONTACT = "Ana@example.com"


def link_key(guest: Guest, code: str, lasts: timedelta = timedelta(days=1)) -> str:
    return guest.office.perform_now(lambda tx: access.link_key(tx, code, tx.now + lasts))


def by_contact(guest: Guest, code: str, contact: str = CONTACT, address: str = "10.0.0.1") -> str:
    return guest.office.acting_as(Visitor(guest.visitor, address)).perform_now(access.open_with_contact, code, contact)


def by_link(guest: Guest, key: str) -> str:
    return guest.office.acting_as(Visitor(guest.visitor)).perform_now(access.open_with_link, "", key)


def account_secret(office: BoxOffice, email: str = CONTACT) -> str:
    """Ask for a link to an account, and read the email that waits."""
    office.acting_as(Visitor(ANA, "10.0.0.9")).perform_now(customers.ask_for_link, email, language="en")
    emails = office.perform_now(lambda tx: [email.secret for email in tx.session.exec(select(Email))])
    return [secret for secret in emails if secret][-1]


def kept(office: BoxOffice, visitor: str, secret: str, purpose: str = ACCOUNT) -> str:
    """Open a one-time link as a visitor, and return what their session keeps of it."""
    return office.acting_as(Visitor(visitor)).perform_now(one_time_links.keep, secret, purpose)


def sign_in(guest: Guest, secret: str) -> Customer:
    """Sign the guest in by a link; they are a visitor with another id then."""
    office = guest.office
    link = kept(office, guest.visitor, secret)
    signed_in = office.acting_as(Visitor(guest.visitor, browser="Firefox, Android")).perform_now(
        customers.sign_in, link
    )
    guest.visitor, customer = signed_in
    return customer


def sign_out(guest: Guest) -> None:
    guest.visitor = guest.office.acting_as(Visitor(guest.visitor)).perform_now(sessions.sign_out, "a page")


def device_secret(guest: Guest) -> str:
    return guest.office.acting_as(Visitor(guest.visitor)).perform_now(access.link_to_device)


def take_to_device(guest: Guest, secret: str) -> int:
    link = kept(guest.office, guest.visitor, secret, DEVICE)
    return guest.office.acting_as(Visitor(guest.visitor)).perform_now(access.take_to_device, link)


def working_by(guest: Guest, key: str) -> StaffMember:
    """Sign the guest in by a cashier's key, and return who they are then."""
    link = guest.performer.perform_now(staff.keep, key, staff.CASHIER)
    guest.visitor = guest.performer.perform_now(staff.sign_in, link)
    return guest.performer.perform_now(staff.member)
