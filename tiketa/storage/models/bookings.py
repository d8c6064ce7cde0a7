"""The tables of bookings, of who may open them, and of their timelines."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field

from tiketa.storage.models.base import Table


class Booking(Table, table=True):
    """A customer's confirmed seats; `request_key` makes confirming safe to send twice.

    `visitor` is who booked; `BookingVisitor` has who may open it. `contact_key` is the contact as compared.
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


class BookingVisitor(Table, table=True):
    """This visitor may open this booking: who made it, and who showed its link, or its code and contact."""

    __tablename__ = "booking_visitors"

    booking_id: int = Field(foreign_key="bookings.id", primary_key=True)
    visitor: str = Field(primary_key=True, index=True)
    granted_at: datetime | None = None
    browser: str | None = None


class BookingEvent(Table, table=True):
    """An event of a booking: what, when, by whom, and about which seats; never changed."""

    __tablename__ = "booking_events"

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="bookings.id", index=True)
    at: datetime
    what: str
    by: str
    details: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
