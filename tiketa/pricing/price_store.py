"""The price table as it is stored."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache

from sqlalchemy import delete
from sqlmodel import col, select

from tiketa.identity import authorization
from tiketa.pricing import price_table
from tiketa.pricing.price_table import PriceRule, Prices, PriceTable
from tiketa.storage.models.prices import PriceRow
from tiketa.storage.statements import Statement
from tiketa.storage.transaction import Transaction, reading

_RULES = Statement(
    select(  # type: ignore[call-overload]
        PriceRow.kind, PriceRow.weekday, PriceRow.from_minute, PriceRow.until_minute, PriceRow.price
    ).order_by(col(PriceRow.kind), col(PriceRow.weekday), col(PriceRow.from_minute))
)


@reading
def table(tx: Transaction) -> PriceTable:
    """Return the stored price table, or the one that ships with Tiketa where none was stored."""
    return _table(tuple(tx.run(_RULES))) or price_table.bundled_table()


def save(tx: Transaction, new: PriceTable) -> None:
    """Replace the price table; tickets that were sold keep their prices."""
    authorization.require_house(tx)
    tx.serialize_on("prices")
    tx.session.execute(delete(PriceRow))
    tx.session.add_all(PriceRow(**asdict(rule) | {"kind": rule.kind.name}) for rule in new.rules)


def at(tx: Transaction, starts_at: datetime) -> Prices:
    """Return what each kind of seat costs at a showtime that begins then; 0 where `PAYING` is `free`."""
    return by_start(tx)(starts_at)


def by_start(tx: Transaction) -> Callable[[datetime], Prices]:
    """Return what answers as `at` does, and reads the table once however many showtimes are asked for."""
    if tx.settings.paying == "free":
        return lambda _starts_at: price_table.FREE_OF_CHARGE
    stored, zone = table(tx), tx.settings.zone
    return lambda starts_at: stored.at(starts_at.astimezone(zone))


@lru_cache(maxsize=8)
def _table(rows: Iterable[tuple[str, int, int, int, int]]) -> PriceTable | None:
    """Parse and check the stored rules once, and not for each visitor."""
    rules = tuple(PriceRule(price_table.kind_of(kind.lower()), *facts) for kind, *facts in rows)
    return PriceTable(rules) if rules else None
