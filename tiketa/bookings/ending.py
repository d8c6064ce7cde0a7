"""Ending a booking: its tickets are void and its seats free."""

from sqlmodel import col, select

from tiketa.bookings import tickets, timeline
from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.identity import authorization
from tiketa.kernel.events import SeatsChanged
from tiketa.seating import claims
from tiketa.storage.models.bookings import Booking
from tiketa.storage.transaction import Transaction, reading


@reading
def unpaid(tx: Transaction) -> tuple[str, ...]:
    """Return the codes of the bookings that were not paid in time, the oldest deadline first."""
    late = select(Booking.code).where(col(Booking.pay_by) <= tx.now).order_by(col(Booking.pay_by), col(Booking.id))
    return tuple(tx.session.exec(late))


def release(tx: Transaction, code: str) -> bool:
    """End a booking that was not paid in time and email its customer; return whether it still was unpaid."""
    authorization.require_house(tx)
    late = select(Booking).where(Booking.code == code, col(Booking.pay_by) <= tx.now)
    found = tx.session.exec(late.with_for_update()).first()
    if found:
        end(tx, found, BookingStatus.RELEASED, BookingEventType.RELEASED)
    return found is not None


def end(
    tx: Transaction,
    found: Booking,
    status: BookingStatus,
    what: BookingEventType,
) -> None:
    """End a booking: its tickets are void and its seats free."""
    ended = tickets.valid_tickets(tx, found)
    seats = tickets.seats_of(ended)
    tickets.void(tx, found, ended)
    claims.release_sold(tx, found.showtime_id, seats, found.id or 0)
    found.status, found.pay_by = status, None
    timeline.record(tx, found, what, seats)
    tx.announce(SeatsChanged(found.showtime_id))
