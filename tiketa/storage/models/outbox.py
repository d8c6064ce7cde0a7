"""The table of emails to send."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from tiketa.storage.models.base import Table


class EmailState(StrEnum):
    """The state of an email. UNCERTAIN: sent, and no answer came. OUTDATED: a newer one replaced it."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    OUTDATED = "outdated"


class Email(Table, table=True):
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
    state: str = EmailState.WAITING
    tries: int = 0
    next_try_at: datetime
    error: str | None = None
