"""The table of studios."""

from datetime import time

from sqlalchemy import JSON, CheckConstraint, Column, String, cast
from sqlmodel import Field, col

from tiketa.storage.models.base import Table


class Studio(Table, table=True):
    """A hall, its layout as data, and the pattern of its showtimes; hours are the venue's wall clock."""

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


layout_text = cast(col(Studio.seat_map), String).label("layout")
"""The layout as it is stored: text, which is parsed once for all who read the same."""
