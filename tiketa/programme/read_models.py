"""Movies and showtimes as screens show them: frozen values, no rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tiketa.halls.layout import SeatKind


@dataclass(frozen=True, slots=True)
class ShowtimeView:
    """A showtime and how full it is; `ends_at` is the end of the film, cleaning not counted.

    `price_from` is what its cheapest seat costs, in whole rupiah; 0 where `PAYING` is `free`.
    """

    id: int
    starts_at: datetime
    ends_at: datetime
    taken: int
    capacity: int
    price_from: int

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
    """What a movie's studio shows at this minute, None where it is dark, and the next showtimes, the soonest first."""

    on_screen: ShowtimeView | None = None
    coming: tuple[ShowtimeView, ...] = ()


@dataclass(frozen=True, slots=True)
class MovieCard:
    """A movie in the gallery; what its studio shows is a `StudioNow`."""

    id: int
    studio_number: int
    title: str
    original_title: str | None
    director: str
    genres: tuple[str, ...]


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
    description: Mapping[str, str] = field(hash=False)  # hashed by the rest: markup is kept by movie
    showtimes: tuple[ShowtimeView, ...]


@dataclass(frozen=True, slots=True)
class ShowtimeDetail:
    """A showtime as the head of its seat map; `prices` are in whole rupiah, all 0 where `PAYING` is `free`."""

    showtime: ShowtimeView
    movie_id: int
    title: str
    studio_number: int
    studio_name: str
    closed: bool
    prices: Mapping[SeatKind, int]
