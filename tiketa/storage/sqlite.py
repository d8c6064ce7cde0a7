"""SQLite: one writer thread whose acts share commits, and readers beside it."""

import logging
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlmodel import create_engine

from tiketa.kernel.errors.for_operator import DatabaseUnreachable
from tiketa.kernel.errors.refusals import Busy
from tiketa.storage.house_file import HouseFile
from tiketa.storage.statements import driver

T = TypeVar("T")

READERS = 8
MOST_ACTS_A_COMMIT = 64  # bounds how long an act waits for its commit
WAITS_AT_MOST = 10.0  # seconds for its turn: who taps has given up by then, and a queue behind a locked file ends
# sqlite.org/wal.html#walresetbug; 3.44.6 and 3.50.7 have it fixed too
SQLITE_WITHOUT_WAL_RESET_BUG = (3, 51, 3)


class SharedCommits:
    """SQLite: one thread writes; acts that waited together share a commit, each in a savepoint of its own.

    Writers on connections of their own starve each other (DESIGN.md, section 3, with figures). No act is answered
    before the commit that it shares.
    """

    def __init__(self, engine: Engine, readers: Engine, file: HouseFile) -> None:
        if sqlite3.sqlite_version_info < SQLITE_WITHOUT_WAL_RESET_BUG:
            logging.getLogger(__name__).info("SQLite %s: one writer only, see README", sqlite3.sqlite_version)
        self._engine = engine
        self._readers = readers
        self._file = file
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="reads")
        self._waiting: SimpleQueue[_Act | None] = SimpleQueue()
        self._thread = Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Connection], T]) -> "Future[T]":
        act = _Act(work)
        self._waiting.put(act)
        return cast("Future[T]", act.answer)

    def submit_reading(self, work: Callable[[Connection], T]) -> "Future[T]":
        return self._pool.submit(self._read, work)

    def _read(self, work: Callable[[Connection], T]) -> T:
        self._file.require_same()
        with self._readers.connect() as connection:
            return work(connection)

    def close(self) -> None:
        self._waiting.put(None)
        self._thread.join()
        self._pool.shutdown()

    def _serve(self) -> None:
        with self._engine.connect() as connection:  # kept open: taking one from the pool costs more than an act
            self._serve_on(connection)

    def _serve_on(self, connection: Connection) -> None:
        while (first := self._waiting.get()) is not None:
            acts = [first]
            closing = False
            while not closing and len(acts) < MOST_ACTS_A_COMMIT and not self._waiting.empty():
                act = self._waiting.get()
                closing = act is None
                acts += [act] if act else []
            self._commit_together(connection, acts)
            if closing:
                return

    def _commit_together(self, connection: Connection, acts: "list[_Act]") -> None:
        try:
            with connection.begin():
                for act in acts:
                    act.attempt(connection)
            self._file.require_same()  # after the commit, before any answer: one look for all of them
        except Exception as error:  # noqa: BLE001  whatever it is, every act of this commit must hear of it
            driver(connection).rollback()  # a commit that failed leaves its transaction open
            for act in acts:
                act.answer.set_exception(error)
        else:
            for act in acts:
                act.tell()


class _Act:
    """A piece of work waiting for its turn, and the future that has its answer after the commit."""

    def __init__(self, work: Callable[[Connection], object]) -> None:
        self._work = work
        self._asked_at = time.monotonic()
        self._outcome: object = None
        self._error: Exception | None = None
        self.answer: Future[object] = Future()
        self.answer.set_running_or_notify_cancel()  # else cancelling the future later would end the writer

    def attempt(self, connection: Connection) -> None:
        if time.monotonic() - self._asked_at > WAITS_AT_MOST:
            self._error = Busy()
            return
        try:
            own = driver(connection)
            own.execute("SAVEPOINT act")
            self._outcome = self._work(connection)
            own.execute("RELEASE act")
        except Exception as error:  # only this act fails; the others go on
            # A full disk can end the whole transaction, and what came after would commit by itself.
            if not driver(connection).in_transaction:
                raise
            driver(connection).execute("ROLLBACK TO act")
            self._error = error

    def tell(self) -> None:
        if self._error:
            self.answer.set_exception(self._error)
        else:
            self.answer.set_result(self._outcome)


def is_sqlite(url: str) -> bool:
    return make_url(url).drivername == "sqlite"


def path_of(url: str) -> Path:
    return Path(make_url(url).database or "")


def require_whole(engine: Engine) -> None:
    """Raise `DatabaseUnreachable` where the file is damaged; takes a second for 500 MB."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        reason = " ".join(str(found).split())
        raise DatabaseUnreachable(f"the database {engine.url.database} is damaged: {reason}")


def open_engine(url: str, *, writes: bool) -> Engine:
    _make_private(path_of(url))
    engine = create_engine(url, pool_size=READERS, hide_parameters=True, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # else pysqlite begins transactions by rules of its own
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver(connection).execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _make_private(database: Path) -> None:
    """Let only its owner read a file that is there, with its WAL; SQLite makes those like the file itself."""
    for name in ("", "-wal", "-shm"):
        with suppress(OSError):  # it is not there, or another's: then nobody here may change it
            database.with_name(database.name + name).chmod(0o600)
