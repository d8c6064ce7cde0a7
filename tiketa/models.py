"""All tables. What the database itself refuses is written here, so that no race can get past it."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import JSON, BindParameter, CheckConstraint, Column, ColumnElement, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel, col, or_

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

ONE_CLAIM_A_SEAT = "uq_booking_showtime_seat"
ONE_TICKET_A_SEAT = "uq_tickets_good_booking_id_seat"
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


class PriceRow(SQLModel, table=True):
    """A rule of the price table, as in `pricing.PriceRule`; no rows at all mean the table that ships with Tiketa."""

    __tablename__ = "prices"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("from_minute >= 0 AND from_minute < until_minute AND until_minute <= 1440", name="minutes"),
        CheckConstraint("price BETWEEN 0 AND 10000000", name="price"),
    )

    kind: str = Field(primary_key=True)
    weekday: int = Field(primary_key=True)
    from_minute: int = Field(primary_key=True)
    until_minute: int
    price: int


class Booking(SQLModel, table=True):
    """A customer's confirmed seats; `request_key` makes confirming safe to send twice.

    `visitor` is who booked; who may open it is told by `BookingVisitor`. `contact_key` is the contact as compared.
    `sequence` counts its changes, `total` is the sum of its good tickets in rupiah, `owed` what is to be given back of
    what was paid, `pay_by` is until when a reserved one is kept.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        CheckConstraint("length(customer_name) BETWEEN 1 AND 80", name="name"),
        CheckConstraint("status IN ('reserved', 'free', 'paid', 'cancelled', 'released')", name="status"),
        CheckConstraint("(status = 'reserved') = (pay_by IS NOT NULL)", name="pay_by"),
        CheckConstraint("total >= 0", name="total"),
        CheckConstraint("owed >= 0", name="owed"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    request_key: str = Field(unique=True)
    visitor: str = Field(index=True)
    showtime_id: int = Field(foreign_key="showtimes.id", index=True)
    customer_name: str
    contact: str | None = None
    contact_key: str | None = Field(default=None, index=True)
    booked_at: datetime
    language: str = Field(default="id", sa_column_kwargs={"server_default": "id"})
    total: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    owed: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    sequence: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    pay_by: datetime | None = Field(default=None, index=True)
    status: str = Field(default="free", sa_column_kwargs={"server_default": "free"})


class BookingVisitor(SQLModel, table=True):
    """This visitor may open this booking: who made it, and who showed its link, or its code and contact."""

    __tablename__ = "booking_visitors"

    booking_id: int = Field(foreign_key="bookings.id", primary_key=True)
    visitor: str = Field(primary_key=True, index=True)


class BookingEvent(SQLModel, table=True):
    """Something that happened to a booking: what, when, by whom, and about which seats; kept as it is, for ever."""

    __tablename__ = "booking_events"

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="bookings.id", index=True)
    at: datetime
    what: str
    by: str
    details: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


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
    """Proof for one seat of a booking, at the price it was sold for; one that was given up is void, and stays."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index(
            ONE_TICKET_A_SEAT,
            "booking_id",
            "seat",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("voided_at IS NULL OR checked_in_at IS NULL", name="void_or_used"),
    )

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="bookings.id", index=True)
    seat: str
    price: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    checked_in_at: datetime | None = None
    voided_at: datetime | None = None


class CustomerRow(SQLModel, table=True):
    """An account: whoever reads the mail of this address."""

    __tablename__ = "customers"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    name: str | None = None
    language: str


class CustomerVisitor(SQLModel, table=True):
    """This browser is signed in to this account."""

    __tablename__ = "customer_visitors"

    visitor: str = Field(primary_key=True)
    customer_id: int = Field(foreign_key="customers.id", index=True)


class OneTimeLink(SQLModel, table=True):
    """A link that works once; of its secret only a digest is kept. `subject` is a visitor, or a mail address."""

    __tablename__ = "one_time_links"
    __table_args__ = (CheckConstraint("purpose IN ('device', 'account')", name="purpose"),)

    digest: str = Field(primary_key=True)
    purpose: str
    subject: str
    language: str
    expires_at: datetime = Field(index=True)
    used_at: datetime | None = None


class LetterState(StrEnum):
    """How a letter does. UNCERTAIN was handed over, and nobody heard the answer; OUTDATED was overtaken by a newer."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    OUTDATED = "outdated"


class Letter(SQLModel, table=True):
    """Mail to be sent after the commit that wrote it: about a booking's `sequence`, or with an account's `secret`."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("booking_id", "sequence"),
        CheckConstraint("(booking_id IS NULL) = (sequence IS NULL)", name="about"),
        Index(None, "state", "next_try_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    recipient: str
    language: str
    booking_id: int | None = Field(default=None, foreign_key="bookings.id")
    sequence: int | None = None
    secret: str | None = None
    written_at: datetime
    state: str = LetterState.WAITING
    tries: int = 0
    next_try_at: datetime
    error: str | None = None
