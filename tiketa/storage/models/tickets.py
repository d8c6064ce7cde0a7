"""The table of tickets."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from tiketa.storage.models.base import Table

ONE_TICKET_A_SEAT = "uq_tickets_good_booking_id_seat"


class Ticket(Table, table=True):
    """Proof for one seat of a booking, at the price it was sold for; a cancelled one is void, and its row stays."""

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
