"""Copies of an SQLite file: whole while it is written to, which a plain copy of the file is not."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from tiketa.kernel.errors.for_operator import BackupUnusable, DatabaseUnreachable
from tiketa.storage import sqlite

PRIVATE = 0o600  # names and contacts are in it
BESIDE = ("-wal", "-shm")  # what SQLite keeps beside a file that is open


def file_of(url: str) -> Path:
    """Return the file of an SQLite address; raises `DatabaseUnreachable` for PostgreSQL, and says what to do there."""
    if not sqlite.is_sqlite(url):
        raise DatabaseUnreachable(
            "this is PostgreSQL: pg_dump --format=custom --file=FILE DATABASE makes a backup, pg_restore --clean"
            " --dbname=DATABASE FILE brings it back, and python -m tiketa check --all looks at what came back"
        )
    return sqlite.path_of(url)


def copy(source: Path, target: Path) -> None:
    """Copy a database to a file that was not there, as it is at one instant, also while it is written to.

    The target has that name only when it is whole. Raises `BackupUnusable` where the source cannot be read or is
    damaged, or the target cannot be written or is there already.
    """
    if target.exists():
        raise BackupUnusable(f"{target} is there already, and nothing is overwritten")
    draft = target.with_name(f"{target.name}.partial")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(PRIVATE)
        _copy(source, draft)
        draft.replace(target)
    except (sqlite3.Error, OSError) as error:
        raise BackupUnusable(f"{source} cannot be copied to {target}: {error}") from None
    finally:
        draft.unlink(missing_ok=True)


def exchange(database: Path, restored: Path, kept: Path) -> None:
    """Put a restored file in a database's place, and keep what was there under another name."""
    for suffix in ("", *BESIDE):
        there = Path(f"{database}{suffix}")
        if there.exists():
            there.replace(f"{kept}{suffix}")
    restored.replace(database)


def _copy(source: Path, draft: Path) -> None:
    """Copy in one step: with several, SQLite would begin anew after each commit of another connection."""
    address = f"{source.resolve().as_uri()}?mode=rw"  # else a file that is not there would be made
    with closing(sqlite3.connect(address, uri=True)) as reads, closing(sqlite3.connect(draft)) as writes:
        reads.execute("SELECT version_num FROM alembic_version")  # an empty file, or another program's, has none
        reads.backup(writes)
        writes.execute("PRAGMA journal_mode=DELETE")  # one file with everything in it
        [answer] = writes.execute("PRAGMA integrity_check(1)").fetchone()
        if answer != "ok":
            raise BackupUnusable(f"{source} is damaged: {answer}")
    with draft.open("rb") as written:
        os.fsync(written.fileno())
