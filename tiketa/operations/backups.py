"""Backups of the SQLite file while seats are sold, each tried out, and the way back."""

import shutil
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from tiketa.kernel.clock import utc_now
from tiketa.kernel.errors.for_operator import BackupUnusable
from tiketa.office import BoxOffice
from tiketa.operations import consistency
from tiketa.operations.consistency import Finding
from tiketa.settings import Settings
from tiketa.storage import copies, sqlite
from tiketa.storage.house_file import HouseFile

NIGHT = time(4)  # at the venue: the last films have ended, the first begin at 06:00
NAME = "tiketa-{day}.db"
NAMES = NAME.format(day="????-??-??")
DIRECTORY = "backups"  # beside the database
MOST_FINDINGS = 1000  # what is shown of them


def make(settings: Settings, file: Path) -> None:
    """Copy the database to a new file, also beside a running server; raises an `OperatorError`."""
    copies.copy(copies.file_of(settings.database_url), file)


def rehearse(settings: Settings, file: Path) -> tuple[Finding, ...]:
    """Restore a backup beside it, bring that to the newest schema, check it and throw it away; return the findings.

    Raises an `OperatorError` where a box office could not be opened on it.
    """
    with TemporaryDirectory(dir=file.parent, prefix="rehearsal-") as directory:
        return _restored(settings, file, Path(directory) / "tiketa.db")


def restore(settings: Settings, file: Path) -> tuple[Path, tuple[Finding, ...]]:
    """Put a backup in the database's place; return where the database is now that was there, and the findings.

    Nothing is lost: the database stays where it is until the backup is restored beside it and opens. Raises an
    `OperatorError` where it does not, or where a server runs.
    """
    database = copies.file_of(settings.database_url)
    if not file.is_file():
        raise BackupUnusable(f"there is no backup {file}")
    is_there = database.is_file() and database.stat().st_size > 0  # what is lost cannot be held, and is to come back
    house = HouseFile(database, held=is_there)
    try:
        with TemporaryDirectory(dir=database.parent, prefix="restored-") as directory:
            restored = Path(directory) / "tiketa.db"
            findings = _restored(settings, file, restored)
            kept = database.with_name(f"{database.name}.before-{utc_now():%Y%m%dT%H%M%SZ}")
            whole = restored.with_name("whole.db")  # in one file, whatever SQLite left beside it
            copies.copy(restored, whole)
            copies.exchange(database, whole, kept)
    finally:
        house.release()
    return kept, findings


def wanted(settings: Settings) -> bool:
    """Say whether the house makes backups by itself."""
    return settings.backups_kept > 0 and sqlite.is_sqlite(settings.database_url)


def nightly(settings: Settings, now: datetime) -> str:
    """Make the backup of the venue's night unless it is there, try it out, and remove the oldest beyond `BACKUPS_KEPT`.

    Raises `BackupUnusable` where none could be made or restored, or the check found something: it is kept then.
    """
    at_the_venue = now.astimezone(settings.zone)
    directory = copies.file_of(settings.database_url).parent / DIRECTORY
    file = directory / NAME.format(day=at_the_venue.date())
    if at_the_venue.time() < NIGHT or file.exists():
        return "nothing to back up yet"
    directory.mkdir(mode=0o700, exist_ok=True)
    for left in directory.glob("rehearsal-*"):  # by a process that was killed
        shutil.rmtree(left)
    make(settings, file)
    if findings := rehearse(settings, file):
        raise BackupUnusable(f"{file} was restored, and {findings[0].rule} is broken: {findings[0].where}")
    for old in sorted(directory.glob(NAMES))[: -settings.backups_kept]:
        old.unlink()
    return f"made and restored {file.name}"


def _restored(settings: Settings, file: Path, target: Path) -> tuple[Finding, ...]:
    copies.copy(file, target)
    there = settings.model_copy(update={"database_url": f"sqlite:///{target.resolve()}"})
    office = BoxOffice(there)
    try:
        found = consistency.check(office, whole=True)
        return tuple(finding for finding, _ in zip(found, range(MOST_FINDINGS), strict=False))
    finally:
        office.close()
