"""Rate limits of all processes together: token buckets in PostgreSQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Engine, bindparam, case, delete, func, update
from sqlmodel import col

from tiketa.kernel.errors.refusals import TooFast
from tiketa.storage.models.rate_buckets import RateBucket
from tiketa.storage.statements import Statement, driver, insert
from tiketa.storage.transaction import Transaction

CLOCKS_DIFFER = 60.0  # seconds, at most, between machines; a bucket that is further ahead is from before one was set

_NOW: BindParameter[float] = bindparam("now")
_COST: BindParameter[float] = bindparam("cost")
_WHOLE: BindParameter[float] = bindparam("whole")  # seconds in which an empty bucket gets full
_KEPT = col(RateBucket.full_at)
_IS_POSSIBLE = _KEPT <= _NOW + _WHOLE + CLOCKS_DIFFER
_SPENT = case((_IS_POSSIBLE, func.greatest(_KEPT, _NOW)), else_=_NOW) + _COST
_SPEND = insert(
    RateBucket,
    ("key",),
    lambda new: (
        new.values(full_at=_NOW + _COST)
        .on_conflict_do_update(index_elements=["key"], set_={"full_at": _SPENT}, where=_SPENT <= _NOW + _WHOLE)
        .returning(new.table.c.key)
    ),
)
_IS_OF_KEY = col(RateBucket.key) == bindparam("of_key")
_REFUND = Statement(update(RateBucket).where(_IS_OF_KEY).values(full_at=_KEPT - _COST))
_FORGET = Statement(delete(RateBucket).where(_KEPT <= _NOW).returning(col(RateBucket.key)))


class HouseLimit:
    """A token bucket per key for the whole house: `burst` at once, then `per_minute` a minute.

    It is spent outside of the act's transaction, which a refusal undoes: a wrong guess must count.
    """

    def __init__(self, engine: Engine, name: str, *, per_minute: float, burst: int) -> None:
        """Count under this name, on connections that commit by themselves; 0 tokens a minute means no limit."""
        self._engine = engine
        self._name = name
        self._per_second = per_minute / 60
        self._burst = burst

    def spend(self, key: str, now: datetime, tokens: int = 1) -> None:
        """Take tokens from the key's bucket or raise `TooFast`; a refused call costs nothing."""
        if self._per_second and (tokens > self._burst or not self._allows(key, now, tokens)):
            raise TooFast

    def refund(self, key: str, tokens: int = 1) -> None:
        """Put tokens back that were spent just before."""
        if self._per_second:
            self._run(_REFUND, of_key=f"{self._name} {key}", cost=tokens / self._per_second)

    def _allows(self, key: str, now: datetime, tokens: int) -> bool:
        cost, whole = tokens / self._per_second, self._burst / self._per_second
        spent = self._run(_SPEND, key=f"{self._name} {key}", now=now.timestamp(), cost=cost, whole=whole)
        return bool(spent.fetchall())

    def _run(self, statement: Statement, **facts: object) -> Any:  # noqa: ANN401  psycopg's cursor, of what is read
        compiled = statement.on(self._engine.dialect)
        with self._engine.connect() as connection:
            return driver(connection).execute(compiled.sql, compiled.bound(facts))


def sweep(tx: Transaction) -> int:
    """Forget the buckets that are full again, and return how many."""
    return len(tx.run(_FORGET, now=tx.now.timestamp()))
