"""PostgreSQL: a pool of connections, each act in a transaction of its own."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import create_engine

T = TypeVar("T")


WORKERS = 16
CONNECTING_LASTS = "10"  # seconds; psycopg's own 130 are for a host that swallows what is sent to it
TRIES = 5
WORTH_ANOTHER_TRY = {"40001", "40P01"}  # PostgreSQL's serialization failure and deadlock: the act is run again


class OwnCommits:
    """PostgreSQL: each act in a transaction of its own, many at once."""

    def __init__(self, engine: Engine, pool: ThreadPoolExecutor) -> None:
        self._engine = engine
        self._pool = pool

    def submit(self, work: Callable[[Connection], T]) -> "Future[T]":
        return self._pool.submit(self._write, work)

    def _write(self, work: Callable[[Connection], T]) -> T:
        for _ in range(TRIES - 1):
            try:
                return self._attempt(work)
            except (OperationalError, psycopg.Error) as error:
                cause = error.orig if isinstance(error, OperationalError) else error
                if getattr(cause, "sqlstate", None) not in WORTH_ANOTHER_TRY:
                    raise
        return self._attempt(work)

    def _attempt(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)

    def close(self) -> None:
        """Do nothing: the pool finishes what was begun."""


def open_engine(url: str) -> Engine:
    address = make_url(url)
    address = address.set(query={"connect_timeout": CONNECTING_LASTS, **address.query})
    return create_engine(address, pool_size=WORKERS, pool_pre_ping=True)
