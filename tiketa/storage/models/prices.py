"""The table of prices."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from tiketa.storage.models.base import Table


class PriceRow(Table, table=True):
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
