"""Opens the database and runs work in transactions, on threads of its own."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import TypeVar

from sqlalchemy import Connection

from tiketa.storage import migrations, postgresql, sqlite
from tiketa.storage.house_file import HouseFile
from tiketa.storage.postgresql import OwnCommits
from tiketa.storage.processes import ManyProcesses, OneProcess
from tiketa.storage.reach import in_one_line, reach
from tiketa.storage.sqlite import SharedCommits

T = TypeVar("T")


class Database:
    """Runs work in transactions, on threads of its own; `writes=False` opens it to look only, beside a running server.

    Raises `DatabaseInUse` where another process writes to the SQLite file, `DatabaseTooNew` where the schema is newer,
    `SchemaDiffers` where it is another, `DatabaseUnreachable` where there is no database to work with, or its server is
    not up in `awaited` seconds.
    """

    def __init__(self, url: str, *, writes: bool = True, awaited: float = 0.0) -> None:
        """Open the database; one that is opened to write is brought to the newest schema first."""
        self._url = url
        self._writes = writes
        self._file = HouseFile(sqlite.path_of(url), held=writes) if sqlite.is_sqlite(url) else None
        self._engine = (
            sqlite.open_engine(url, writes=writes) if self._file else postgresql.open_engine(url, bounded=False)
        )
        self._acting = self._engine
        self._writer: SharedCommits | OwnCommits | None = None
        self.processes: OneProcess | ManyProcesses = OneProcess() if self._file else ManyProcesses(url)
        try:
            self._open(awaited)
        except BaseException:
            self.close()
            raise

    def _open(self, awaited: float) -> None:
        with in_one_line(self._engine):
            reach(self._engine, awaited)
            if self._file and self._writes:
                sqlite.require_whole(self._engine)
            (migrations.upgrade if self._writes else migrations.verify)(self._engine)
        self._writer = self._open_sqlite(self._file) if self._file else self._open_postgresql()

    def _open_sqlite(self, file: HouseFile) -> SharedCommits:
        file.settle()
        self._readers = sqlite.open_engine(self._url, writes=False)
        return SharedCommits(self._engine, self._readers, file)

    def _open_postgresql(self) -> OwnCommits:
        if self._writes:  # who only looks is an operator, who waits for the whole check
            self._acting = postgresql.open_engine(self._url, bounded=True)
            self._engine.dispose()  # used again to reset only
        self._readers = self._acting.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return OwnCommits(self._acting, self._readers)

    def submit(self, work: Callable[[Connection], T], *, reads: bool) -> "Future[T]":
        """Run the work in one transaction on a worker thread; the future is done after the commit."""
        assert self._writer  # noqa: S101  it is there once the database was opened
        return self._writer.submit_reading(work) if reads else self._writer.submit(work)

    def errors_in_one_line(self) -> AbstractContextManager[None]:
        """Return a block in which what the database refuses is raised as `DatabaseUnreachable`: at the start."""
        return in_one_line(self._engine)

    def reset(self) -> None:
        """Drop every table and make them anew, empty."""
        migrations.start_anew(self._engine)

    def close(self) -> None:
        """Finish the work that was begun, and release the file and its lock."""
        if self._writer:
            self._writer.close()
            self._readers.dispose()
        self.processes.close()
        self._acting.dispose()
        self._engine.dispose()
        if self._file:
            self._file.release()
