"""The states of a booking, and what can happen to one."""

from enum import StrEnum


class BookingStatus(StrEnum):
    """The state of a booking; a payment turns RESERVED into PAID, and nothing else does."""

    RESERVED = "reserved"
    FREE = "free"
    PAID = "paid"
    CANCELLED = "cancelled"
    RELEASED = "released"

    @property
    def is_over(self) -> bool:
        """Whether its seats have been cancelled or released."""
        return self in {BookingStatus.CANCELLED, BookingStatus.RELEASED}


class BookingEventType(StrEnum):
    """What can happen to a booking."""

    BOOKED = "booked"
    PAID = "paid"
    REFUNDED = "refunded"
    SEATS_CANCELLED = "seats_cancelled"
    CANCELLED = "cancelled"
    MOVED = "moved"
    RELEASED = "released"
    CHECKED_IN = "checked_in"
