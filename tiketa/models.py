"""All tables. What the database itself refuses is written here, so that no race can get past it."""

from datetime import date, datetime, time

from sqlalchemy import JSON, BindParameter, CheckConstraint, Column, ColumnElement, Index, UniqueConstraint
from sqlmodel import Field, SQLModel, col, or_

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

ONE_CLAIM_A_SEAT = "uq_booking_showtime_seat"
LARGEST_ID = 2**31 - 1  # PostgreSQL's integer; a larger number would be an error of the database, and is no id


def is_id(number: object) -> bool:
    """Say whether a row could have this id at all, whatever an address or a socket claimed."""
    return isinstance(number, int) and 0 < number <= LARGEST_ID


class Studio(SQLModel, table=True):
    """A hall, its layout as data, and the pattern by which its movie loops; hours are the venue's wall clock."""

    __tablename__ = "studios"
    __table_args__ = (
        CheckConstraint("interval_minutes > 0", name="interval"),
        CheckConstraint("slots >= 0", name="slots"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    seat_map: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    opening_day_first_show: time
    first_show: time
    interval_minutes: int
    slots: int


class Movie(SQLModel, table=True):
    """The work; `description` has one text per language, an empty `studio_number` means a guest."""

    __tablename__ = "movies"
    __table_args__ = (
        CheckConstraint("length(trailer_youtube_id) = 11", name="trailer"),
        CheckConstraint("runtime_minutes > 0", name="runtime"),
    )

    id: int | None = Field(default=None, primary_key=True)
    title: str
    original_title: str | None = None
    director: str
    country: str
    release_date: date
    runtime_minutes: int | None = None
    trailer_youtube_id: str | None = None
    description: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    studio_number: int | None = Field(default=None, foreign_key="studios.number", unique=True)


class Genre(SQLModel, table=True):
    """A canonical genre, named in English."""

    __tablename__ = "genres"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class MovieGenre(SQLModel, table=True):
    """A movie's genre; `position` keeps the order in which they are told."""

    __tablename__ = "movie_genres"

    movie_id: int = Field(foreign_key="movies.id", primary_key=True)
    genre_id: int = Field(foreign_key="genres.id", primary_key=True, index=True)
    position: int


class Showtime(SQLModel, table=True):
    """A movie in a studio; `ends_at` is the end of the film, cleaning not counted."""

    __tablename__ = "showtimes"
    __table_args__ = (
        UniqueConstraint("studio_number", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="times"),
        Index(None, "movie_id", "starts_at"),
        Index(None, "is_archived", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    movie_id: int = Field(foreign_key="movies.id")
    studio_number: int = Field(foreign_key="studios.number")
    starts_at: datetime
    ends_at: datetime
    is_archived: bool = False

    def is_closed(self, now: datetime) -> bool:
        """Say whether nothing can be held or booked here any more."""
        return self.is_archived or self.ends_at <= now


class Booking(SQLModel, table=True):
    """A customer's confirmed seats; `request_key` makes confirming safe to send twice."""

    __tablename__ = "bookings"
    __table_args__ = (CheckConstraint("length(customer_name) BETWEEN 1 AND 80", name="name"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    request_key: str = Field(unique=True)
    visitor: str = Field(index=True)
    showtime_id: int = Field(foreign_key="showtimes.id", index=True)
    customer_name: str
    contact: str | None = None
    booked_at: datetime


class SeatClaim(SQLModel, table=True):
    """This seat of this showtime is spoken for: held until `expires_at`, or sold where that is empty.

    `held_from` is when the clock of the visitor's seats at this showtime began.
    """

    __tablename__ = "seat_claims"
    __table_args__ = (
        UniqueConstraint("showtime_id", "seat", name=ONE_CLAIM_A_SEAT),
        CheckConstraint("(expires_at IS NULL) = (booking_id IS NOT NULL)", name="held_or_sold"),
        CheckConstraint("expires_at > held_from", name="clock"),
    )

    id: int | None = Field(default=None, primary_key=True)
    showtime_id: int = Field(foreign_key="showtimes.id")
    seat: str
    visitor: str = Field(index=True)
    held_from: datetime
    expires_at: datetime | None = Field(default=None, index=True)
    booking_id: int | None = Field(default=None, foreign_key="bookings.id", index=True)

    @classmethod
    def lives(cls, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
        """Return the condition that a seat is really spoken for: expiry is a predicate, no sweep is waited for."""
        return or_(col(cls.expires_at).is_(None), col(cls.expires_at) > now)


class Ticket(SQLModel, table=True):
    """Proof for one seat of a booking."""

    __tablename__ = "tickets"
    __table_args__ = (UniqueConstraint("booking_id", "seat"),)

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="bookings.id")
    seat: str
