"""Finding bookings."""

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from tiketa.bookings import access, codes, views
from tiketa.bookings.read_models import BookingView
from tiketa.identity import visitors
from tiketa.kernel.errors.bookings import UnknownBooking
from tiketa.storage.models.bookings import Booking
from tiketa.storage.transaction import Transaction, reading


def find(tx: Transaction, code: str, *, visitor: str) -> Booking:
    """Return a booking that the visitor may open, for this act alone to change; raises `UnknownBooking`."""
    return locked(tx, (col(Booking.code) == codes.normalize(code)) & access.accessible_to(visitor))


def locked(tx: Transaction, which: ColumnElement[bool]) -> Booking:
    """Return the booking, for this act alone to change; raises `UnknownBooking`."""
    found = tx.session.exec(select(Booking).where(which).with_for_update()).first()
    if found is None:
        raise UnknownBooking
    return found


@reading
def booking(tx: Transaction, code: str, *, visitor: str) -> BookingView:
    """Return a booking that the visitor may open; another's is as unknown as none. Raises `UnknownBooking`."""
    visitors.check_visitor(visitor)
    return _only(tx, code, visitor)


@reading
def bookings(tx: Transaction, *, visitor: str) -> tuple[BookingView, ...]:
    """Return the visitor's bookings: those to come first, the soonest on top, then the past, the latest on top."""
    visitors.check_visitor(visitor)
    found = views.read(tx, access.accessible_to(visitor))
    coming = [view for view in found if not (view.is_past or view.status.is_over)]
    past = [view for view in reversed(found) if view.is_past or view.status.is_over]
    return (*coming, *past)


@reading
def by_code(tx: Transaction, code: str) -> BookingView:
    """Return a booking for who was let in to it before, or writes to its customer; raises `UnknownBooking`."""
    found = views.read(tx, col(Booking.code) == codes.normalize(code))
    if not found:
        raise UnknownBooking
    return found[0]


def _only(tx: Transaction, code: str, visitor: str) -> BookingView:
    found = views.read(tx, (col(Booking.code) == codes.normalize(code)) & access.accessible_to(visitor))
    if not found:
        raise UnknownBooking
    return found[0]
