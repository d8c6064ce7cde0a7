"""PostgreSQL: a pool of connections, each act in a transaction of its own."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import create_engine

from tiketa.kernel.errors.for_operator import OutcomeUnknown
from tiketa.storage.notify import KEEPALIVE

T = TypeVar("T")
Work = Callable[[Connection], T]


WORKERS = 16
CONNECTING_LASTS = "10"  # seconds; psycopg's own 130 are for a host that swallows what is sent to it
ASIDE = 4  # connections for what is done outside of acts: news to other processes, rate limits
TRIES = 5
WORTH_ANOTHER_TRY = {"40001", "40P01"}  # PostgreSQL's serialization failure and deadlock: the act is run anew
GONE = {"57P01", "57P02", "57P03"}  # the server shuts down, has crashed, or starts
AWAITED = 5.0  # seconds from the first failure on that acts wait for a server that has gone
PAUSE = 0.1  # seconds between two tries
ISO_DATES = "-c datestyle=ISO"  # psycopg reads no other, and a database or its user may have another


class OwnCommits:
    """PostgreSQL: each act in a transaction of its own, many at once.

    An act that could not be committed because the server went away is run anew when it is back; where it is not known
    whether it was committed, `OutcomeUnknown` says so, and an act that can be sent twice can be sent again.
    """

    def __init__(self, engine: Engine, readers: Engine, pool: ThreadPoolExecutor) -> None:
        self._engine = engine
        self._readers = readers
        self._pool = pool
        self._gone_since: float | None = None

    def submit(self, work: Work[T]) -> "Future[T]":
        return self._pool.submit(self._patiently, self._write, work)

    def submit_reading(self, work: Work[T]) -> "Future[T]":
        return self._pool.submit(self._patiently, self._read, work)

    def _patiently(self, attempt: Callable[[Work[T]], T], work: Work[T]) -> T:
        tries, began = 1, time.monotonic()
        while True:
            try:
                answer = attempt(work)
            except (DBAPIError, psycopg.Error) as error:
                if is_gone(error):
                    self._wait(error, began)
                elif _sqlstate(error) in WORTH_ANOTHER_TRY and tries < TRIES:
                    tries += 1
                else:
                    raise
            else:
                self._gone_since = None
                return answer

    def _wait(self, error: Exception, began: float) -> None:
        """Wait a moment for the server; raise where it has been gone for long: nobody shall queue for it then.

        An act that fails for so long while others succeed is given up too.
        """
        now = time.monotonic()
        self._gone_since = self._gone_since or now
        if now - min(began, self._gone_since) > AWAITED:
            raise error
        time.sleep(PAUSE)

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
        """Do nothing: the pool finishes what was begun."""


def open_engine(url: str) -> Engine:
    address = make_url(url)
    address = address.set(query={"connect_timeout": CONNECTING_LASTS, **address.query})
    connecting = {**KEEPALIVE, "options": _options(address, ISO_DATES)}
    return create_engine(address, pool_size=WORKERS, pool_pre_ping=True, connect_args=connecting, hide_parameters=True)


def open_aside(url: str) -> Engine:
    """Return an engine for what is done outside of acts, and need not be on the disk when it is answered."""
    connecting = {**KEEPALIVE, "options": _options(make_url(url), ISO_DATES, "-c synchronous_commit=off")}
    return create_engine(
        url,
        pool_size=ASIDE,
        max_overflow=0,
        pool_pre_ping=True,
        isolation_level="AUTOCOMMIT",
        connect_args=connecting,
        hide_parameters=True,
    )


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
