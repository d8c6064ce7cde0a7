"""The table of seat claims: holds and sold seats, one row per seat and showtime."""

from datetime import datetime

from sqlalchemy import BindParameter, CheckConstraint, ColumnElement, Index, UniqueConstraint, text
from sqlmodel import Field, col, or_

from tiketa.storage.models.base import Table

ONE_CLAIM_A_SEAT = "uq_booking_showtime_seat"
_COUNTED = text("network IS NOT NULL")


class SeatClaim(Table, table=True):
    """A claim on a seat of a showtime: held until `expires_at`, or sold where that is null.

    `held_from` is when the clock of the visitor's seats at this showtime began. `network` is the digest of the network
    that it counts for while it is held or unpaid.
    """

    __tablename__ = "seat_claims"
    __table_args__ = (
        UniqueConstraint("showtime_id", "seat", name=ONE_CLAIM_A_SEAT),
        CheckConstraint("(expires_at IS NULL) = (booking_id IS NOT NULL)", name="held_or_sold"),
        CheckConstraint("expires_at > held_from", name="clock"),
        Index("ix_seat_claims_network", "network", "showtime_id", sqlite_where=_COUNTED, postgresql_where=_COUNTED),
    )

    id: int | None = Field(default=None, primary_key=True)
    showtime_id: int = Field(foreign_key="showtimes.id")
    seat: str
    visitor: str = Field(index=True)
    held_from: datetime
    expires_at: datetime | None = Field(default=None, index=True)
    booking_id: int | None = Field(default=None, foreign_key="bookings.id", index=True)
    network: str | None = None

    @classmethod
    def lives(cls, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
        """Return the condition that a claim counts: sold, or not expired at this instant, whether swept or not."""
        return or_(col(cls.expires_at).is_(None), col(cls.expires_at) > now)
