"""What happened to a booking, kept for ever."""

from collections.abc import Collection

from tiketa.bookings.statuses import BookingEventType
from tiketa.kernel.actor import Visitor
from tiketa.kernel.events import BookingChanged
from tiketa.mail import outbox
from tiketa.storage.models.bookings import Booking, BookingEvent
from tiketa.storage.transaction import Transaction


def record(
    tx: Transaction,
    booking: Booking,
    what: BookingEventType,
    seats: Collection[str],
    **more: object,
) -> None:
    """Keep what the actor did and announce it; send an email where it changes what the customer has.

    A visitor's id is kept with it: several browsers may open one booking.
    """
    visitor = tx.actor.id if isinstance(tx.actor, Visitor) else None
    details = {"seats": list(seats), "visitor": visitor, **more}
    event = BookingEvent(booking_id=booking.id or 0, at=tx.now, what=what, by=tx.actor.kind, details=details)
    tx.session.add(event)
    booking.sequence += what is not BookingEventType.BOOKED and what is not BookingEventType.CHECKED_IN
    tx.session.flush()
    if what not in {BookingEventType.PAID, BookingEventType.REFUNDED, BookingEventType.CHECKED_IN}:
        outbox.queue_about(tx, booking)
    tx.announce(BookingChanged(booking.code))
