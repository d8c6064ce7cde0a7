"""The timeline of a booking: its events, never deleted."""

from collections.abc import Collection

from tiketa.bookings.statuses import BookingEventType
from tiketa.kernel.actor import Visitor
from tiketa.kernel.events import BookingChanged
from tiketa.mail import outbox
from tiketa.storage.models.bookings import Booking, BookingEvent
from tiketa.storage.statements import insert
from tiketa.storage.transaction import Transaction

_NEW = insert(BookingEvent, ("booking_id", "at", "what", "by", "details"))
WITHOUT_EMAIL = {BookingEventType.PAID, BookingEventType.REFUNDED, BookingEventType.CHECKED_IN}


def record(tx: Transaction, booking: Booking, what: BookingEventType, seats: Collection[str], **more: object) -> None:
    """Record and announce what the actor did to a booking; queue an email unless it is in `WITHOUT_EMAIL`."""
    booking.sequence += what is not BookingEventType.CHECKED_IN
    tx.session.flush()
    append(tx, booking.id or 0, booking.code, what, seats, **more)
    if what not in WITHOUT_EMAIL:
        outbox.queue_about(tx, booking.id or 0, booking.contact, booking.language, booking.sequence)


def append(
    tx: Transaction, booking_id: int, code: str, what: BookingEventType, seats: Collection[str], **more: object
) -> None:
    """Record and announce what the actor did, with a visitor's id: several browsers may open one booking."""
    visitor = tx.actor.id if isinstance(tx.actor, Visitor) else None
    details = {"seats": list(seats), "visitor": visitor, **more}
    tx.run(_NEW, booking_id=booking_id, at=tx.now, what=what.value, by=tx.actor.kind.value, details=details)
    tx.announce(BookingChanged(code))
