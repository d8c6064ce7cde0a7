"""What happened to a booking, kept for ever."""

from collections.abc import Collection

from tiketa.bookings.statuses import ActorKind, BookingEventType
from tiketa.kernel.events import BookingChanged
from tiketa.mail import outbox
from tiketa.storage.models.bookings import Booking, BookingEvent
from tiketa.storage.transaction import Transaction


def record(
    tx: Transaction,
    booking: Booking,
    what: BookingEventType,
    by: ActorKind,
    seats: Collection[str],
    *,
    visitor: str | None = None,
    **more: object,
) -> None:
    """Keep what happened and tell it: in this process at once, and by mail where it changes what the customer has.

    `visitor` is the browser from which a customer did it: several may open one booking.
    """
    details = {"seats": list(seats), "visitor": visitor, **more}
    tx.session.add(BookingEvent(booking_id=booking.id or 0, at=tx.now, what=what, by=by, details=details))
    booking.sequence += what is not BookingEventType.BOOKED and what is not BookingEventType.CHECKED_IN
    tx.session.flush()
    if what not in {BookingEventType.PAID, BookingEventType.REFUNDED, BookingEventType.CHECKED_IN}:
        outbox.queue_about(tx, booking)
    tx.announce(BookingChanged(booking.code))
