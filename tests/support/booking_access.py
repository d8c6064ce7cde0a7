"""Ways to ask for access to a booking."""

from datetime import timedelta

from sqlmodel import select

from tests.support.sample_house import ANA, Guest
from tiketa.bookings import access
from tiketa.identity import customers
from tiketa.kernel.actor import Visitor
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
