"""PostgreSQL: pools of connections, each act in a transaction of its own, and nothing waits without an end."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlmodel import create_engine

from tiketa.kernel.errors.for_operator import OutcomeUnknown
from tiketa.kernel.errors.refusals import Busy
from tiketa.storage.connections import KEEPALIVE, LIMITS, bound_connections
from tiketa.storage.outage import Outage

T = TypeVar("T")
Work = Callable[[Connection], T]
Failure = DBAPIError | psycopg.Error


WRITERS, READERS = 16, 8  # threads of their own: acts that wait for one row keep no page from being shown
CONNECTING_LASTS = "10"  # seconds; psycopg's own 130 are for a host that swallows what is sent to it
ASIDE = 4  # connections for what is done outside of acts: news to other processes, rate limits
ASIDE_WAITS = 5.0  # seconds for one of them
TRIES = 5
WAITS_AT_MOST = 10.0  # seconds for a thread, as on SQLite
WORTH_ANOTHER_TRY = {"40001", "40P01"}  # PostgreSQL's serialization failure and deadlock: the act is run anew
TOOK_TOO_LONG = {"55P03", "57014"}  # a lock, or a statement
GONE = {"57P01", "57P02", "57P03", "25P03"}  # the server shuts down, has crashed, starts, or ended an idle session
ISO_DATES = "-c datestyle=ISO"  # psycopg reads no other, and a database or its user may have another


class OwnCommits:
    """PostgreSQL: each act in a transaction of its own, many at once.

    An act that could not be committed because the server went away is run anew when it is back; where it is not known
    whether it was committed, `OutcomeUnknown` says so, and an act that can be sent twice can be sent again. Acts raise
    `Busy` where they wait for too long, and `Unavailable` where the server is away for long.
    """

    def __init__(self, engine: Engine, readers: Engine) -> None:
        self._engine = engine
        self._readers = readers
        self._writing = ThreadPoolExecutor(WRITERS, thread_name_prefix="acts")
        self._reading = ThreadPoolExecutor(READERS, thread_name_prefix="reads")
        self.outage = Outage()

    def submit(self, work: Work[T]) -> "Future[T]":
        return self._writing.submit(self._patiently, self._write, work, time.monotonic())

    def submit_reading(self, work: Work[T]) -> "Future[T]":
        return self._reading.submit(self._patiently, self._read, work, time.monotonic())

    def _patiently(self, attempt: Callable[[Work[T]], T], work: Work[T], asked_at: float) -> T:
        tries, began = 1, time.monotonic()
        if began - asked_at > WAITS_AT_MOST:
            raise Busy
        self.outage.admit()
        while True:
            try:
                answer = attempt(work)
            except PoolExhausted:
                raise Busy from None
            except (DBAPIError, psycopg.Error) as error:
                self._require_patience(error, began, tries)
                tries += 1
            else:
                self.outage.end()
                return answer

    def _require_patience(self, error: Failure, began: float, tries: int) -> None:
        """Return where the act is worth another try, after a pause where the server is away; raise otherwise."""
        state = _sqlstate(error)
        if is_gone(error):
            self.outage.wait(error, began)
        elif state in TOOK_TOO_LONG:
            raise Busy from error
        elif state not in WORTH_ANOTHER_TRY or tries >= TRIES:
            raise error

    def _write(self, work: Work[T]) -> T:
        with self._engine.connect() as connection, connection.begin() as transaction:
            answer = work(connection)
            try:
                transaction.commit()
            except (DBAPIError, psycopg.Error) as error:
                if is_gone(error):
                    raise OutcomeUnknown("the database went away during a commit") from error
                raise
        return answer

    def _read(self, work: Work[T]) -> T:
        with self._readers.connect() as connection:
            return work(connection)

    def close(self) -> None:
        """Finish what was begun, and wait for no server that is away."""
        self.outage.is_closing = True
        self._writing.shutdown()
        self._reading.shutdown()


def open_engine(url: str, *, bounded: bool) -> Engine:
    """Return an engine for acts, or without bounds for what an operator waits for: migrations, the whole check."""
    address = make_url(url)
    address = address.set(query={"connect_timeout": CONNECTING_LASTS, **address.query})
    engine = create_engine(
        address,
        pool_size=WRITERS + READERS,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={**KEEPALIVE, "options": _options(address, ISO_DATES, *([LIMITS] if bounded else []))},
    )
    return bound_connections(engine) if bounded else engine


def open_aside(url: str) -> Engine:
    """Return an engine for what is done outside of acts, and need not be on the disk when it is answered."""
    options = _options(make_url(url), ISO_DATES, LIMITS, "-c synchronous_commit=off")
    engine = create_engine(
        url,
        pool_size=ASIDE,
        max_overflow=0,
        pool_timeout=ASIDE_WAITS,
        pool_pre_ping=True,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        connect_args={**KEEPALIVE, "options": options},
    )
    return bound_connections(engine)


def _options(address: URL, *ours: str) -> str:
    """Return the options of a session, with those of the address, which would be lost: arguments replace them."""
    return " ".join((*ours, str(address.query.get("options", "")))).strip()


def is_gone(error: Exception) -> bool:
    """Say whether the connection failed, and not what was asked on it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = _sqlstate(error)
    return isinstance(cause, psycopg.OperationalError) and (state is None or state in GONE or state.startswith("08"))


def _sqlstate(error: Exception) -> str | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None)
    return state if isinstance(state, str) else None
