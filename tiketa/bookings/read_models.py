"""Bookings and tickets as their customer sees them: frozen values, no rows."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.halls.layout import SeatKind
from tiketa.kernel.actor import ActorKind
from tiketa.pricing import quote
from tiketa.pricing.quote import Quote


@dataclass(frozen=True, slots=True)
class TicketView:
    """Proof for one seat; `price` is in whole rupiah, `token` is what its QR code says.

    `sofa` are the two seats of its sofa, where it is on one: both are kept or cancelled.
    """

    seat: str
    kind: SeatKind
    price: int
    token: str
    checked_in_at: datetime | None = None
    sofa: tuple[str, str] | None = None

    @property
    def together(self) -> tuple[str, ...]:
        """The seats that can only be cancelled together with this one, itself included."""
        return self.sofa or (self.seat,)


@dataclass(frozen=True, slots=True)
class BookingEventView:
    """Something that happened to a booking, and about which seats.

    `into` are the seats moved to, `starts_at` the other showtime's begin where that was part of it.
    """

    at: datetime
    what: BookingEventType
    by: ActorKind
    seats: tuple[str, ...]
    into: tuple[str, ...] = ()
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Another browser in which a booking opens, since an instant (aware UTC); `browser` says in words which."""

    code: str
    reference: str
    browser: str
    since: datetime


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking as its customer sees it; `tickets` are those that are good, in the hall's order.

    `owed` is the amount to be refunded, in whole rupiah. `pay_by` is until
    when a RESERVED one is kept, `change_until` until when it can be changed; `sequence` counts its changes.
    `email_state` is the `EmailState` of the newest email about it, None where none is sent.
    """

    code: str
    customer_name: str
    contact: str | None
    language: str
    movie_id: int
    title: str
    showtime_id: int
    studio_number: int
    studio_name: str
    starts_at: datetime
    ends_at: datetime
    tickets: tuple[TicketView, ...]
    owed: int
    status: BookingStatus
    pay_by: datetime | None
    change_until: datetime
    changeable: bool
    sequence: int
    booked_at: datetime
    changed_at: datetime
    events: tuple[BookingEventView, ...]
    email_state: str | None
    is_past: bool

    @property
    def seats(self) -> tuple[str, ...]:
        """The seats of its good tickets."""
        return tuple(ticket.seat for ticket in self.tickets)

    @property
    def quote(self) -> Quote:
        """What its good tickets were sold for."""
        return self.quote_of(self.seats)

    @property
    def total(self) -> int:
        """What its good tickets cost together, in whole rupiah."""
        return self.quote.total

    @property
    def is_paid(self) -> bool:
        """Whether its tickets are good for check-in: paid, or free of charge."""
        return self.status in {BookingStatus.PAID, BookingStatus.FREE}

    def shared_seat(self, token: str) -> "SharedSeat | None":
        """Return the seat of a good ticket with this token."""
        for ticket in self.tickets:
            if ticket.token == token:
                return SharedSeat(ticket=ticket, **{name: getattr(self, name) for name in _SHARED})
        return None

    def quote_of(self, seats: Collection[str]) -> Quote:
        """What its good tickets for these seats were sold for."""
        return quote.of_seat_prices((t.seat, t.kind, t.price) for t in self.tickets if t.seat in seats)


@dataclass(frozen=True, slots=True)
class SharedSeat:
    """One seat of a booking, for whom it was given to: nothing about its customer or the other seats."""

    movie_id: int
    title: str
    studio_number: int
    studio_name: str
    starts_at: datetime
    ends_at: datetime
    ticket: TicketView
    is_paid: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class Admission:
    """What a check-in admitted: one seat of a showtime."""

    seat: str
    title: str
    studio_number: int
    starts_at: datetime
    customer_name: str


_SHARED = [field.name for field in fields(SharedSeat) if field.name != "ticket"]
