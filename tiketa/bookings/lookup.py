"""Finding bookings: by code, by what a ticket's QR code says, or all of a visitor's."""

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from tiketa.bookings import access, codes, tickets, views
from tiketa.bookings.read_models import BookingView
from tiketa.identity import authorization
from tiketa.kernel.errors.bookings import UnknownBooking
from tiketa.storage.models.bookings import Booking
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.transaction import Transaction, reading


def find(tx: Transaction, code: str) -> Booking:
    """Return a booking that the actor may open, locked until this act commits; raises `UnknownBooking`."""
    found = tx.session.exec(select(Booking).where(_which(tx, code)).with_for_update()).first()
    if found is None:
        raise UnknownBooking
    return found


@reading
def booking(tx: Transaction, code: str) -> BookingView:
    """Return a booking that the actor may open; for others' it raises the same as for none. Raises `UnknownBooking`."""
    found = views.read(tx, _which(tx, code))
    if not found:
        raise UnknownBooking
    return found[0]


@reading
def codes_at(tx: Transaction, showtime_id: int) -> tuple[str, ...]:
    """Return the codes of the visitor's bookings of this showtime that have seats there."""
    mine = access.accessible_to_visitor(authorization.require_visitor(tx).id)
    at_showtime = col(SeatClaim.showtime_id) == showtime_id
    found = select(Booking.code).join(SeatClaim, col(SeatClaim.booking_id) == col(Booking.id))
    return tuple(sorted(set(tx.session.exec(found.where(mine, at_showtime)))))


@reading
def bookings(tx: Transaction) -> tuple[BookingView, ...]:
    """Return the visitor's bookings: those to come first, the soonest on top, then the past, the latest on top."""
    visitor = authorization.require_visitor(tx).id
    found = views.read(tx, access.accessible_to_visitor(visitor))
    coming = [view for view in found if not (view.is_past or view.status.is_over)]
    past = [view for view in reversed(found) if view.is_past or view.status.is_over]
    return (*coming, *past)


def _which(tx: Transaction, words: str) -> ColumnElement[bool]:
    """Return the condition for the booking that is meant: by its code however typed, or by a ticket's QR code."""
    authorization.require_session(tx)
    code = tickets.code_of(tx, words) or codes.normalize(words)
    return (col(Booking.code) == code) & access.accessible_to(tx.actor)
