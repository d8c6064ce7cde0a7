"""The two databases, behind one way of working: what only one of them understands is written here and nowhere else."""

import logging
import sqlite3
import zlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import ParamSpec, TypeVar, cast

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel, create_engine

from tiketa import migrations
from tiketa.errors import DatabaseInUse
from tiketa.events import Event
from tiketa.limits import Limits
from tiketa.settings import Settings
from tiketa.signing import Signer

P = ParamSpec("P")
T = TypeVar("T")

READERS = 8
POSTGRESQL_WORKERS = 16
MOST_ACTS_A_COMMIT = 64  # so that nobody waits long behind a crowd
TRIES = 5
WORTH_ANOTHER_TRY = {"40001", "40P01"}  # PostgreSQL's serialization failure and deadlock: the act is run anew
# sqlite.org/wal.html#walresetbug; 3.44.6 and 3.50.7 have it fixed too
SQLITE_WITHOUT_WAL_RESET_BUG = (3, 51, 3)


@dataclass(frozen=True, slots=True)
class Transaction:
    """What an act works with: the open session, the instant, the house's rules; news wait for the commit."""

    session: Session
    now: datetime
    settings: Settings
    limits: Limits
    signer: Signer
    announced: list[Event] = field(default_factory=list)

    def announce(self, news: Event) -> None:
        """Have this published, once, when the act has been committed."""
        if news not in self.announced:
            self.announced.append(news)


def reading(act: Callable[P, T]) -> Callable[P, T]:
    """Mark an act as one that only reads: it gets a connection that cannot write, and waits for no writer."""
    act.reads = True  # type: ignore[attr-defined]
    return act


def insert(session: Session, table: type[SQLModel]) -> postgresql.Insert:
    """Return an INSERT that knows ON CONFLICT; both dialects spell it alike, so one type stands for both."""
    dialect = session.get_bind().dialect.name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)  # type: ignore[return-value]


def queue_behind(session: Session, name: str) -> None:
    """Make acts that give the same name run one after another until they commit; SQLite's acts do so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        key = zlib.crc32(name.encode())
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


class Database:
    """Runs work in transactions, on threads of its own; `writes=False` opens it to look only, beside a running server.

    Raises `DatabaseInUse` where another process writes to the SQLite file, `DatabaseTooNew` where the schema is newer.
    """

    def __init__(self, url: str, *, writes: bool = True) -> None:
        """Open the database; one that is opened to write is brought to the newest schema first."""
        self._lock = _lock_file(url) if writes else None
        self._engine = _open_sqlite(url, writes=writes) if _is_sqlite(url) else _open_postgresql(url)
        try:
            (migrations.upgrade if writes else migrations.verify)(self._engine)
        except BaseException:
            self.close()
            raise
        self._open_workers(url)

    def _open_workers(self, url: str) -> None:
        if _is_sqlite(url):
            self._readers = _open_sqlite(url, writes=False)
            self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="reads")
            self._writer: _SharedCommits | _OwnCommits = _SharedCommits(self._engine)
            return
        self._readers = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._pool = ThreadPoolExecutor(POSTGRESQL_WORKERS, thread_name_prefix="acts")
        self._writer = _OwnCommits(self._engine, self._pool)

    def submit(self, work: Callable[[Session], T], *, reads: bool) -> "Future[T]":
        """Run the work in one transaction on a worker thread; the future is done after the commit."""
        return self._pool.submit(self._read, work) if reads else self._writer.submit(work)

    def _read(self, work: Callable[[Session], T]) -> T:
        with Session(self._readers) as session:
            return work(session)

    def reset(self) -> None:
        """Drop every table and make them anew, empty."""
        migrations.start_anew(self._engine)

    def close(self) -> None:
        """Finish what was begun, and let go of the file."""
        if hasattr(self, "_pool"):
            self._writer.close()
            self._pool.shutdown()
            self._readers.dispose()
        self._engine.dispose()
        if self._lock:
            self._lock.release()


class _OwnCommits:
    """PostgreSQL: each act in a transaction of its own, many at once."""

    def __init__(self, engine: Engine, pool: ThreadPoolExecutor) -> None:
        self._engine = engine
        self._pool = pool

    def submit(self, work: Callable[[Session], T]) -> "Future[T]":
        return self._pool.submit(self._write, work)

    def _write(self, work: Callable[[Session], T]) -> T:
        for _ in range(TRIES - 1):
            try:
                return self._attempt(work)
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) not in WORTH_ANOTHER_TRY:
                    raise
        return self._attempt(work)

    def _attempt(self, work: Callable[[Session], T]) -> T:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    def close(self) -> None:
        """Have nothing to finish: the pool does that."""


class _SharedCommits:
    """SQLite: one thread writes; acts that waited together share a commit, each in a savepoint of its own.

    Writers on connections of their own starve each other (DESIGN.md, section 3, with figures). No act is answered
    before the commit that it shares.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: SimpleQueue[_Act | None] = SimpleQueue()
        self._thread = Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Session], T]) -> "Future[T]":
        act = _Act(work)
        self._waiting.put(act)
        return cast("Future[T]", act.answer)

    def close(self) -> None:
        self._waiting.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while (first := self._waiting.get()) is not None:
            acts = [first]
            closing = False
            while not closing and len(acts) < MOST_ACTS_A_COMMIT and not self._waiting.empty():
                act = self._waiting.get()
                closing = act is None
                acts += [act] if act else []
            self._commit_together(acts)
            if closing:
                return

    def _commit_together(self, acts: "list[_Act]") -> None:
        try:
            with self._engine.connect() as connection, connection.begin():
                for act in acts:
                    act.attempt(connection)
        except Exception as error:  # noqa: BLE001  whatever it is, every act of this commit must hear of it
            for act in acts:
                act.answer.set_exception(error)
        else:
            for act in acts:
                act.tell()


class _Act:
    """A piece of work waiting for its turn, and the answer that is told after the commit."""

    def __init__(self, work: Callable[[Session], object]) -> None:
        self._work = work
        self._outcome: object = None
        self._error: Exception | None = None
        self.answer: Future[object] = Future()
        self.answer.set_running_or_notify_cancel()  # or a caller who gives up would end the writer

    def attempt(self, connection: Connection) -> None:
        try:
            with _savepoint(connection) as session, session.begin():
                self._outcome = self._work(session)
        except Exception as error:  # a refusal of this act is its own; the others go on
            # A full disk can end the whole transaction, and what came after would commit by itself.
            if not connection.connection.in_transaction:
                raise
            self._error = error

    def tell(self) -> None:
        if self._error:
            self.answer.set_exception(self._error)
        else:
            self.answer.set_result(self._outcome)


def _savepoint(connection: Connection) -> Session:
    return Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)


def _is_sqlite(url: str) -> bool:
    return make_url(url).drivername == "sqlite"


def _lock_file(url: str) -> FileLock | None:
    if not _is_sqlite(url):
        return None
    path = Path(make_url(url).database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise DatabaseInUse(
            f"{path} is in use by another Tiketa process; SQLite serves one (stop it, or use PostgreSQL)"
        ) from None
    return lock


def _open_postgresql(url: str) -> Engine:
    return create_engine(url, pool_size=POSTGRESQL_WORKERS, pool_pre_ping=True)


def _open_sqlite(url: str, *, writes: bool) -> Engine:
    if sqlite3.sqlite_version_info < SQLITE_WITHOUT_WAL_RESET_BUG:
        logging.getLogger(__name__).info("SQLite %s: one writer only, see README", sqlite3.sqlite_version)
    engine = create_engine(url, pool_size=READERS, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # or pysqlite would begin transactions where it thinks fit
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
