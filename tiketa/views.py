"""What the screen is told of the programme and of bookings: frozen values, no rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tiketa.seat_map import SeatKind


@dataclass(frozen=True, slots=True)
class ShowtimeView:
    """A showtime and how full it is; `ends_at` is the end of the film, cleaning not counted."""

    id: int
    starts_at: datetime
    ends_at: datetime
    taken: int
    capacity: int

    @property
    def left(self) -> int:
        """How many seats are free."""
        return self.capacity - self.taken

    @property
    def percent_taken(self) -> int:
        """How full it is, from 0 to 100."""
        return round(100 * self.taken / self.capacity)


@dataclass(frozen=True, slots=True)
class StudioNow:
    """What a studio shows at this minute, and its next showtime; None where there is none."""

    on_screen: ShowtimeView | None = None
    next_show: ShowtimeView | None = None


@dataclass(frozen=True, slots=True)
class MovieCard:
    """A movie in the gallery."""

    id: int
    studio_number: int
    studio_name: str
    title: str
    release_year: int
    genres: tuple[str, ...]
    shows_a_day: int
    now: StudioNow


@dataclass(frozen=True, slots=True)
class MovieDetail:
    """All about a movie; `description` has a text per language, empty `showtimes` means none planned."""

    id: int
    studio_number: int | None
    studio_name: str | None
    title: str
    original_title: str | None
    director: str
    country: str
    release_date: date
    runtime_minutes: int | None
    trailer_youtube_id: str | None
    genres: tuple[str, ...]
    description: dict[str, str]
    showtimes: tuple[ShowtimeView, ...]


@dataclass(frozen=True, slots=True)
class ShowtimeDetail:
    """What stands above a seat map; `prices` are in whole rupiah, all zero where the house charges nothing."""

    showtime: ShowtimeView
    movie_id: int
    title: str
    studio_number: int
    studio_name: str
    closed: bool
    prices: Mapping[SeatKind, int]


class BookingStatus(StrEnum):
    """Where a booking stands; a payment turns RESERVED into PAID, and nothing else does."""

    RESERVED = "reserved"
    FREE = "free"
    PAID = "paid"
    CANCELLED = "cancelled"
    RELEASED = "released"

    @property
    def is_over(self) -> bool:
        """Whether its seats have been given up."""
        return self in {BookingStatus.CANCELLED, BookingStatus.RELEASED}


@dataclass(frozen=True, slots=True)
class TicketView:
    """Proof for one seat; `price` is in whole rupiah, `token` is what its QR code says.

    `sofa` are the two seats of its sofa, where it is on one: both are kept or given up.
    """

    seat: str
    kind: SeatKind
    price: int
    token: str
    checked_in_at: datetime | None = None
    sofa: tuple[str, str] | None = None

    @property
    def together(self) -> tuple[str, ...]:
        """The seats that are kept or given up with it, itself among them."""
        return self.sofa or (self.seat,)


class What(StrEnum):
    """What can happen to a booking."""

    BOOKED = "booked"
    PAID = "paid"
    REFUNDED = "refunded"
    SEATS_CANCELLED = "seats_cancelled"
    CANCELLED = "cancelled"
    MOVED = "moved"
    RELEASED = "released"
    CHECKED_IN = "checked_in"


class By(StrEnum):
    """By whom."""

    CUSTOMER = "customer"
    COUNTER = "counter"
    DOOR = "door"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class BookingStep:
    """Something that happened to a booking, and about which seats.

    `into` are the seats moved to, `starts_at` the other showtime's begin where that was part of it.
    """

    at: datetime
    what: What
    by: By
    seats: tuple[str, ...]
    into: tuple[str, ...] = ()
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking as its customer sees it; `tickets` are those that are good, in the hall's order.

    `total` is what they cost, `owed` what is to be given back of what was paid, both in whole rupiah. `pay_by` is until
    when a RESERVED one is kept, `change_until` until when it can be changed; `sequence` counts its changes. `letter` is
    how the newest mail about it does (a state of `models.Letter`), None where none is sent.
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
    total: int
    owed: int
    status: BookingStatus
    pay_by: datetime | None
    change_until: datetime
    changeable: bool
    sequence: int
    booked_at: datetime
    changed_at: datetime
    steps: tuple[BookingStep, ...]
    letter: str | None
    is_past: bool

    @property
    def seats(self) -> tuple[str, ...]:
        """The seats of its good tickets."""
        return tuple(ticket.seat for ticket in self.tickets)


@dataclass(frozen=True, slots=True)
class Customer:
    """An account: proven by mail, it joins bookings of several devices."""

    email: str
    name: str | None
    language: str


@dataclass(frozen=True, slots=True)
class Admission:
    """Who has just been let in: one seat of a showtime."""

    seat: str
    title: str
    studio_number: int
    starts_at: datetime
    customer_name: str


@dataclass(frozen=True, slots=True)
class LetterToSend:
    """Mail that is to be sent now, with the `key` of a link: to the `booking` it is about, or else to an account."""

    id: int
    recipient: str
    language: str
    written_at: datetime
    booking: BookingView | None
    key: str


@dataclass(frozen=True, slots=True)
class LetterNote:
    """How a letter that is not sent yet, or never will be, does; for the engineer."""

    id: int
    recipient: str
    state: str
    tries: int
    next_try_at: datetime
    error: str | None
