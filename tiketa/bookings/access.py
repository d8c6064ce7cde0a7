"""Who may open a booking: the browser that made it, those that proved it is theirs, and all devices of an account."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, false, literal, true, union
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from tiketa.bookings import codes
from tiketa.identity import authorization, one_time_links
from tiketa.identity.one_time_links import DEVICE
from tiketa.kernel import contacts
from tiketa.kernel.actor import Actor, House, Provider, Role, StaffMember, Visitor
from tiketa.kernel.errors.bookings import WrongCodeOrContact
from tiketa.kernel.errors.identity import LinkExpired
from tiketa.storage.models.bookings import Booking, BookingVisitor
from tiketa.storage.models.customers import CustomerRow, CustomerVisitor
from tiketa.storage.statements import insert
from tiketa.storage.transaction import Transaction, reading

BOOKING = "booking"  # what a signed link is for

_GRANTS = insert(
    BookingVisitor, ("booking_id", "visitor", "granted_at", "browser"), lambda new: new.on_conflict_do_nothing()
)
_MAILED = aliased(Booking)  # made once: building it takes longer than running the statement


def accessible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for bookings that the actor may open; a visitor may change and cancel them too.

    Tiketa itself, a payment provider, a cashier and a manager may open every booking, other staff none.
    """
    match actor:
        case Visitor(visitor):
            return accessible_to_visitor(visitor)
        case House() | Provider() | StaffMember(role=Role.CASHIER | Role.MANAGER):
            return true()
    return false()


def accessible_to_visitor(visitor: str) -> ColumnElement[bool]:
    """Return the condition for bookings that this visitor may open.

    With an account they are those of all its devices, and those that were booked with its address.
    """
    shown = select(BookingVisitor.booking_id).where(col(BookingVisitor.visitor).in_(browsers_of(visitor)))
    mailed = select(col(_MAILED.id)).where(col(_MAILED.contact_key).in_(addresses_of(visitor)))
    return col(Booking.id).in_(union(shown, mailed))


def browsers_of(visitor: str) -> CompoundSelect[tuple[str]]:
    """Return the query for this visitor and all browsers in which their account is signed in."""
    signed_in = select(CustomerVisitor.visitor).where(col(CustomerVisitor.customer_id).in_(_account_of(visitor)))
    return union(select(literal(visitor)), signed_in)  # a UNION: with an OR PostgreSQL reads whole tables


def addresses_of(visitor: str) -> SelectOfScalar[str]:
    """Return the query for the mail address of this visitor's account."""
    return select(CustomerRow.email).where(col(CustomerRow.id).in_(_account_of(visitor)))


@reading
def who_may_open(tx: Transaction, code: str, visitors: Collection[str]) -> frozenset[str]:
    """Return those of the visitors who may open the booking with this code, as it is stored."""
    found = select(Booking.id).where(Booking.code == code)
    return frozenset(
        visitor for visitor in visitors if tx.session.exec(found.where(accessible_to_visitor(visitor))).first()
    )


def grant_access(tx: Transaction, visitor: Visitor, which: ColumnElement[bool]) -> int:
    """Let the visitor open these bookings from now on, and return their number."""
    ids = tx.session.exec(select(Booking.id).where(which)).all()
    if ids:
        granted = {"visitor": visitor.id, "granted_at": tx.now, "browser": visitor.browser}
        rows = [{"booking_id": booking_id, **granted} for booking_id in ids]
        tx.run_for_each(_GRANTS, rows)
    return len(ids)


def open_with_link(tx: Transaction, code: str, key: str) -> str:
    """Grant access by the key of a link from an email, and return its booking's code; raises `LinkExpired`.

    A visitor who may already open the booking with this code succeeds with an expired key too.
    """
    visitor = authorization.require_visitor(tx)
    opened = tx.signer.opened(BOOKING, key, tx.now)
    if opened and grant_access(tx, visitor, col(Booking.code) == opened.subject):
        return opened.subject
    known = codes.normalize(code)
    mine = select(Booking.id).where((col(Booking.code) == known) & accessible_to_visitor(visitor.id))
    if tx.session.exec(mine).first() is None:
        raise LinkExpired
    return known


def open_with_contact(tx: Transaction, code: str, contact: str) -> str:
    """Grant access by a booking's code and the contact given with it; return the code as it is stored.

    Raises `WrongCodeOrContact`, whichever was wrong, or `TooFast`: attempts are counted by network address and by the
    code that was typed; successful ones count too.
    """
    visitor = authorization.require_visitor(tx)
    known = codes.normalize(code)
    tx.limits.guesses.spend(f"from {visitor.address}", tx.now)
    tx.limits.guesses.spend(f"about {known}", tx.now)
    kept = tx.session.exec(select(Booking.contact).where(Booking.code == known)).first()
    if not kept or not contacts.is_same(kept, contact):
        raise WrongCodeOrContact
    grant_access(tx, visitor, col(Booking.code) == known)
    return known


def link_to_device(tx: Transaction) -> str:
    """Return the secret of a one-time link to this visitor's bookings for another device; raises `TooFast`."""
    visitor = authorization.require_visitor(tx).id
    tx.limits.guesses.spend(f"by {visitor}", tx.now)
    return one_time_links.create(tx, DEVICE, visitor)


def take_to_device(tx: Transaction, kept: str) -> int:
    """Let this visitor open what the kept link's maker has booked or opened themselves, and return its number.

    What an account lends them is not passed on: it would stay when they have signed out. Raises `LinkExpired`, also
    where the maker has signed in or out since.
    """
    visitor = authorization.require_visitor(tx)
    link = one_time_links.redeem(tx, kept, DEVICE)
    own = select(BookingVisitor.booking_id).where(BookingVisitor.visitor == link.subject)
    granted = grant_access(tx, visitor, col(Booking.id).in_(own))
    if not granted:
        raise LinkExpired
    return granted


def link_key(tx: Transaction, code: str, expires_at: datetime) -> str:
    """Return the key of a link to a booking, good until the instant."""
    return tx.signer.key(BOOKING, code, expires_at)


def _account_of(visitor: str) -> SelectOfScalar[int]:
    return select(CustomerVisitor.customer_id).where(CustomerVisitor.visitor == visitor)
