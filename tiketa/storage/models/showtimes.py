"""The table of showtimes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from tiketa.storage.models.base import Table


class Showtime(Table, table=True):
    """A movie in a studio; `ends_at` is the end of the film, cleaning not counted."""

    __tablename__ = "showtimes"
    __table_args__ = (
        UniqueConstraint("studio_number", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="times"),
        Index(None, "movie_id", "starts_at"),
        Index(None, "movie_id", "ends_at"),
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
