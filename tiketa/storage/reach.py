"""Reaching the database at the start: a server that is not up yet is waited for, and what is wrong is one line."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tiketa.kernel.errors.for_operator import DatabaseUnreachable
from tiketa.kernel.errors.refusals import NotNow
from tiketa.storage.statements import is_postgresql

PAUSE = 0.2  # seconds between two looks
LOOK_LASTS = 2  # seconds at most; libpq takes no less
NOT_UP = {Ping.REJECT, Ping.NO_RESPONSE}  # it starts or recovers; nobody listens there


def reach(engine: Engine, awaited: float) -> None:
    """Return once the database takes a statement.

    A PostgreSQL server that is not up is waited for `awaited` seconds. One that is up and refuses us, by a wrong
    password or an unknown database, is not.
    """
    if is_postgresql(engine.dialect):
        _await_server(engine, awaited)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))


@contextmanager
def in_one_line(engine: Engine) -> Iterator[None]:
    """Raise `DatabaseUnreachable` for what the database refuses in this block: for want of rights or of space, ..."""
    try:
        yield
    except NotNow as refusal:
        raise DatabaseUnreachable(f"the database {engine.url.database} cannot be used: {refusal.code}") from None
    except (DBAPIError, psycopg.Error, sqlite3.Error) as error:
        reason = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
        raise DatabaseUnreachable(f"the database {engine.url.database} cannot be used: {reason}") from None


def _await_server(engine: Engine, seconds: float) -> None:
    until = time.monotonic() + seconds
    if seconds and not _is_up(engine):
        logging.getLogger(__name__).warning("PostgreSQL is not up: waiting %d seconds at most", seconds)
        while time.monotonic() < until and not _is_up(engine):
            time.sleep(PAUSE)


def _is_up(engine: Engine) -> bool:
    _, asked = engine.dialect.create_connect_args(engine.url)
    asked.pop("context", None)  # SQLAlchemy's word to psycopg, which libpq does not know
    try:
        address = make_conninfo(**{**asked, "connect_timeout": LOOK_LASTS})
    except ProgrammingError:
        return True  # no address at all: connecting says why
    return PGconn.ping(address.encode()) not in NOT_UP
