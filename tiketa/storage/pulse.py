"""A proof that the house can sell: a write that is committed, and a look into every table."""

from typing import Any

from sqlalchemy import Select, literal, select
from sqlmodel import SQLModel

from tiketa.storage.models.rate_buckets import RateBucket
from tiketa.storage.statements import Statement, insert
from tiketa.storage.transaction import Transaction

# A bucket that is full is forgotten by the sweep of the limits: no process leaves one behind.
_BEAT = insert(
    RateBucket,
    ("key", "full_at"),
    lambda new: new.on_conflict_do_update(index_elements=["key"], set_={"full_at": new.excluded.full_at}),
)


def beat(tx: Transaction, process: str) -> str:
    """Write something, and read from each table; raises what the database does where a sale would fail."""
    tx.run(_BEAT, key=f"pulse {process}", full_at=tx.now.timestamp())
    tx.run(_LOOK)
    return "committed"


def _look(_dialect: object) -> Select[Any]:
    """Return the question, which is built when it is first asked: by then every table is known."""
    rows = (select(literal(1)).select_from(table).limit(1) for table in SQLModel.metadata.sorted_tables)
    return select(*(row.scalar_subquery() for row in rows))


_LOOK = Statement(_look)
