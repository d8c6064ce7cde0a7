"""Opens the database and runs work in transactions, on threads of its own."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection

from tiketa.storage import migrations, postgresql, sqlite
from tiketa.storage.postgresql import WORKERS, OwnCommits
from tiketa.storage.processes import ManyProcesses, OneProcess
from tiketa.storage.reach import reach
from tiketa.storage.sqlite import READERS, SharedCommits

T = TypeVar("T")


class Database:
    """Runs work in transactions, on threads of its own; `writes=False` opens it to look only, beside a running server.

    Raises `DatabaseInUse` where another process writes to the SQLite file, `DatabaseTooNew` where the schema is newer,
    `DatabaseUnreachable` where there is no database to work with, or its server is not up in `awaited` seconds.
    """

    def __init__(self, url: str, *, writes: bool = True, awaited: float = 0.0) -> None:
        """Open the database; one that is opened to write is brought to the newest schema first."""
        self._lock = sqlite.lock_file(url) if writes else None
        self._engine = sqlite.open_engine(url, writes=writes) if sqlite.is_sqlite(url) else postgresql.open_engine(url)
        self.processes: OneProcess | ManyProcesses = OneProcess() if sqlite.is_sqlite(url) else ManyProcesses(url)
        try:
            reach(self._engine, awaited)
            (migrations.upgrade if writes else migrations.verify)(self._engine)
        except BaseException:
            self.close()
            raise
        self._open_workers(url)

    def _open_workers(self, url: str) -> None:
        if sqlite.is_sqlite(url):
            self._readers = sqlite.open_engine(url, writes=False)
            self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="reads")
            self._writer: SharedCommits | OwnCommits = SharedCommits(self._engine, self._readers, self._pool)
            return
        self._readers = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="acts")
        self._writer = OwnCommits(self._engine, self._readers, self._pool)

    def submit(self, work: Callable[[Connection], T], *, reads: bool) -> "Future[T]":
        """Run the work in one transaction on a worker thread; the future is done after the commit."""
        return self._writer.submit_reading(work) if reads else self._writer.submit(work)

    def reset(self) -> None:
        """Drop every table and make them anew, empty."""
        migrations.start_anew(self._engine)

    def close(self) -> None:
        """Finish the work that was begun, and release the file and its lock."""
        if hasattr(self, "_pool"):
            self._writer.close()
            self._pool.shutdown()
            self._readers.dispose()
        self.processes.close()
        self._engine.dispose()
        if self._lock:
            self._lock.release()
