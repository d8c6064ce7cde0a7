"""Who may open a booking: the browser that made it, those that proved it is theirs, and all devices of an account."""

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, literal, union
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from tiketa.bookings import codes
from tiketa.identity import one_time_links
from tiketa.identity.one_time_links import DEVICE
from tiketa.identity.visitors import check_visitor
from tiketa.kernel import contacts
from tiketa.kernel.errors.bookings import WrongCodeOrContact
from tiketa.kernel.errors.identity import LinkExpired
from tiketa.storage.models.bookings import Booking, BookingVisitor
from tiketa.storage.models.customers import CustomerRow, CustomerVisitor
from tiketa.storage.statements import insert
from tiketa.storage.transaction import Transaction

BOOKING = "booking"  # what a signed link is for

_MAILED = aliased(Booking)  # made once: making it anew takes longer than asking by it


def accessible_to(visitor: str) -> ColumnElement[bool]:
    """Return the condition for bookings that this visitor may open, change and cancel.

    With an account they are those of all its devices, and those that were booked with its address.
    """
    account = select(CustomerVisitor.customer_id).where(CustomerVisitor.visitor == visitor)
    devices = select(CustomerVisitor.visitor).where(col(CustomerVisitor.customer_id).in_(account))
    visitors = union(select(literal(visitor)), devices)  # and no OR, which would have PostgreSQL read whole tables
    addresses = select(CustomerRow.email).where(col(CustomerRow.id).in_(account))
    shown = select(BookingVisitor.booking_id).where(col(BookingVisitor.visitor).in_(visitors))
    mailed = select(col(_MAILED.id)).where(col(_MAILED.contact_key).in_(addresses))
    return col(Booking.id).in_(union(shown, mailed))


def grant_access(tx: Transaction, visitor: str, which: ColumnElement[bool]) -> int:
    """Let the visitor open these bookings from now on, and return how many they are."""
    ids = tx.session.exec(select(Booking.id).where(which)).all()
    if ids:
        rows = [{"booking_id": booking_id, "visitor": visitor} for booking_id in ids]
        tx.session.execute(insert(tx.session, BookingVisitor).on_conflict_do_nothing(), rows)
    return len(ids)


def open_with_link(tx: Transaction, key: str, *, visitor: str) -> str:
    """Let in who has the link from a mail, and return the booking's code; raises `LinkExpired`."""
    check_visitor(visitor)
    code = tx.signer.subject_of(BOOKING, key, tx.now)
    if code is None or not grant_access(tx, visitor, col(Booking.code) == code):
        raise LinkExpired
    return code


def open_with_contact(tx: Transaction, code: str, contact: str, *, visitor: str, address: str) -> str:
    """Let in who knows a booking's code and the contact given with it, and return the code as it is stored.

    Raises `WrongCodeOrContact`, whichever was wrong, or `TooFast`: guesses are counted by the network address they come
    from and by the code they are about, right ones too.
    """
    check_visitor(visitor)
    known = codes.normalize(code)
    tx.limits.guesses.spend(f"from {address}", tx.now)
    tx.limits.guesses.spend(f"about {known}", tx.now)
    kept = tx.session.exec(select(Booking.contact_key).where(Booking.code == known)).first()
    said = contacts.spoken(contact)
    if not said or not secrets.compare_digest((kept or "").encode(), said.encode()):
        raise WrongCodeOrContact
    grant_access(tx, visitor, col(Booking.code) == known)
    return known


def link_to_device(tx: Transaction, *, visitor: str) -> str:
    """Return the secret of a link that takes this visitor's bookings to another device, once; raises `TooFast`."""
    check_visitor(visitor)
    tx.limits.guesses.spend(f"by {visitor}", tx.now)
    return one_time_links.create(tx, DEVICE, visitor)


def take_to_device(tx: Transaction, secret: str, *, visitor: str) -> int:
    """Let this visitor open all that the link's maker may open, and return how many; raises `LinkExpired`."""
    check_visitor(visitor)
    link = one_time_links.redeem(tx, secret, DEVICE)
    return grant_access(tx, visitor, accessible_to(link.subject))


def link_key(tx: Transaction, code: str, expires_at: datetime) -> str:
    """Return the key of a link to a booking, good until the instant."""
    return tx.signer.key(BOOKING, code, expires_at)
