"""What an act works with."""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import Session

from tiketa.kernel.actor import Actor
from tiketa.kernel.events import Event
from tiketa.kernel.rate_limits import Limits
from tiketa.kernel.signing import Signer
from tiketa.settings import Settings
from tiketa.storage.statements import Row, Statement, driver, is_postgresql

P = ParamSpec("P")
T = TypeVar("T")

_LOCK = Statement(select(func.pg_advisory_xact_lock(bindparam("key"))))


@dataclass(slots=True)
class Transaction:
    """What an act works with: the open transaction, the instant, who is asking, the settings.

    Hot acts `run` statements that were compiled before, which takes a tenth of the time that the `session` takes; that
    is opened for acts that ask for it, on the same `connection`. Announced events are published after the commit.
    """

    connection: Connection
    now: datetime
    actor: Actor
    settings: Settings
    limits: Limits
    signer: Signer
    announced: list[Event] = field(default_factory=list)
    _session: Session | None = field(default=None, init=False)

    @property
    def session(self) -> Session:
        """The ORM's session on this connection, in a savepoint of its own."""
        if self._session is None:
            self._session = Session(self.connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        return self._session

    def run(self, statement: Statement, **parameters: object) -> list[Row]:
        """Run a statement once, and return its rows; flush the session's changes first."""
        compiled = statement.on(self.connection.dialect)
        cursor = driver(self.connection).execute(compiled.sql, compiled.bound(parameters))
        return list(compiled.rows(cursor)) if compiled.results else []

    def run_for_each(self, statement: Statement, rows: Iterable[Mapping[str, object]]) -> None:
        """Run a statement once for each row of parameters."""
        compiled = statement.on(self.connection.dialect)
        driver(self.connection).cursor().executemany(compiled.sql, [compiled.bound(row) for row in rows])

    def serialize_on(self, *names: str) -> None:
        """Serialize the acts that give a name alike, until they commit; on SQLite writing acts always are.

        Names are given together where possible, and locked in one order, so that two acts cannot deadlock.
        """
        if is_postgresql(self.connection.dialect):
            for key in sorted(zlib.crc32(name.encode()) for name in names):
                self.run(_LOCK, key=key)

    def announce(self, news: Event) -> None:
        """Publish this event, once, after the act's commit."""
        if news not in self.announced:
            self.announced.append(news)

    def __enter__(self) -> "Transaction":
        """Begin the act."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the act: the session's changes are flushed, or dropped where the act failed."""
        if self._session is None:
            return
        with self._session as session:
            if error is None:
                session.commit()


def reading(act: Callable[P, T]) -> Callable[P, T]:
    """Mark an act as one that only reads: it gets a connection that cannot write, and waits for no writer."""
    act.reads = True  # type: ignore[attr-defined]
    return act
