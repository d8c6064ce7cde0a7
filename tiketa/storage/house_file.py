"""The file of a house on SQLite: one process holds it, and it is known by its identity, not by its name."""

import logging
import os
from pathlib import Path
from typing import ClassVar

from filelock import FileLock, Timeout

from tiketa.kernel.errors.for_operator import DatabaseInUse, DatabaseUnreachable
from tiketa.kernel.errors.refusals import Unavailable

try:
    import fcntl
except ImportError:  # on Windows, where a file that is locked cannot be deleted, a lock beside it is enough
    fcntl = None  # type: ignore[assignment]

Identity = tuple[int, int]
ITS_OWNERS = 0o600  # it has names and contacts; SQLite gives its WAL the same rights
MARK = (
    "A Tiketa house keeps its bookings in the file beside this one. Delete this mark to begin anew without that file.\n"
)


class HouseFile:
    """The database's file, as it was when it was opened."""

    _held: ClassVar[set[Identity]] = set()  # by this process: closing a second descriptor would drop SQLite's own locks

    def __init__(self, path: Path, *, held: bool) -> None:
        """Hold the file, making it where there was none, or only know it.

        Raises `DatabaseInUse` where another process holds it, by whatever name, and `DatabaseUnreachable` where there
        was a house before and its file is missing or empty.
        """
        self._path = path.absolute()
        self._mark = Path(f"{path}.made")
        self._descriptor: int | None = None
        self._lock: FileLock | None = None
        self._identity: Identity | None = None
        if held:
            self._hold(path)

    def _hold(self, path: Path) -> None:
        try:
            path.parent.stat()  # the lock would make the directory: an empty cinema where a volume is not mounted
            self._refuse_to_begin_anew(path)
            self._take(path)
        except (BlockingIOError, Timeout):
            self.release()
            raise DatabaseInUse(
                f"{path} is in use by another Tiketa process; SQLite serves one (stop it, or use PostgreSQL)"
            ) from None
        except OSError as error:
            self.release()
            raise DatabaseUnreachable(f"the database {path} cannot be used: {error.strerror}") from None

    def _refuse_to_begin_anew(self, path: Path) -> None:
        if self._mark.exists() and not (path.exists() and path.stat().st_size):
            raise DatabaseUnreachable(
                f"{path} is missing or empty, and was not: bring it back, or delete {self._mark} to begin anew"
            )

    def _take(self, path: Path) -> None:
        if fcntl is None:
            self._lock = FileLock(f"{path.resolve()}.lock")
            self._lock.acquire(blocking=False)
            return
        if path.exists() and _identity_of(path) in self._held:
            raise BlockingIOError
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, ITS_OWNERS)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # SQLite's own locks are of the other kind
        self._held.add(self._remember(os.fstat(self._descriptor)))

    def settle(self) -> None:
        """Know the file from now on; where it is held, mark that there is a house. Called when its schema is there."""
        if self._identity is None:
            self._remember(self._path.stat())
        if (self._descriptor is not None or self._lock) and not self._mark.exists():
            self._mark.write_text(MARK, encoding="utf-8")

    def _remember(self, status: os.stat_result) -> Identity:
        self._identity = (status.st_dev, status.st_ino)
        return self._identity

    def require_same(self) -> None:
        """Raise `Unavailable` where the path leads to no file, or to another one: what is written would be lost."""
        try:
            is_same = _identity_of(self._path) == self._identity
        except OSError:
            is_same = False
        if not is_same:
            logging.getLogger(__name__).error("%s is gone or was replaced: nothing is sold until a restart", self._path)
            raise Unavailable

    def release(self) -> None:
        """Let another process hold it; called after the last connection was closed."""
        if self._lock:
            self._lock.release()
        if self._descriptor is not None:
            self._held.discard(self._identity or (0, 0))
            os.close(self._descriptor)
            self._descriptor = None


def _identity_of(path: Path) -> Identity:
    status = os.stat(path)  # noqa: PTH116  half of a Path's time, and asked for each act
    return status.st_dev, status.st_ino
