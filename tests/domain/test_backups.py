"""Backups of an SQLite database that sells, and the way back."""

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.sample_house import START, FakeClock, Guest, OpenOffice, findings, run_sql, settings_for
from tiketa.bookings import lookup
from tiketa.kernel.errors.bookings import UnknownBooking
from tiketa.kernel.errors.for_operator import BackupUnusable, DatabaseInUse, DatabaseUnreachable
from tiketa.operations import backups

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_backup_has_what_was_sold(ana: Guest, open_office: OpenOffice, tmp_path: Path) -> None:
    code = ana.buy("C4")
    backups.make(ana.office.settings, tmp_path / "backup.db")
    torn = shutil.copy(tmp_path / "tiketa.db", tmp_path / "torn.db")
    with sqlite3.connect(torn) as plain_copy:
        assert plain_copy.execute("SELECT count(*) FROM bookings").fetchone() == (0,)  # it is in the WAL still
    plain_copy.close()
    later = ana.buy("C5")
    ana.office.close()
    kept, found = backups.restore(ana.office.settings, tmp_path / "backup.db")
    assert found == ()
    restored = open_office()
    assert restored.perform_now(lookup.booking, code).seats == ("C4",)
    with pytest.raises(UnknownBooking):
        restored.perform_now(lookup.booking, later)
    with sqlite3.connect(kept) as before:
        assert before.execute("SELECT count(*) FROM bookings").fetchone() == (2,)
    before.close()


def test_restore_wants_the_server_stopped(ana: Guest, tmp_path: Path) -> None:
    backups.make(ana.office.settings, tmp_path / "backup.db")
    with pytest.raises(DatabaseInUse):
        backups.restore(ana.office.settings, tmp_path / "backup.db")
    ana.buy("C4")
    assert findings(ana.office) == ()


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 999])
def test_damaged_backup_is_refused(ana: Guest, open_office: OpenOffice, tmp_path: Path, damage: bytes) -> None:
    code = ana.buy("C4")
    ana.office.close()
    (tmp_path / "backup.db").write_bytes(damage)
    with pytest.raises(BackupUnusable):
        backups.restore(ana.office.settings, tmp_path / "backup.db")
    assert open_office().perform_now(lookup.booking, code).seats == ("C4",)


def test_backup_overwrites_nothing(ana: Guest, tmp_path: Path) -> None:
    (tmp_path / "backup.db").write_text("dear to somebody")
    with pytest.raises(BackupUnusable, match="there already"):
        backups.make(ana.office.settings, tmp_path / "backup.db")
    assert (tmp_path / "backup.db").read_text() == "dear to somebody"


def test_night_keeps_a_set_number(ana: Guest, clock: FakeClock, tmp_path: Path) -> None:
    settings = ana.office.settings.model_copy(update={"backups_kept": 2})
    for _ in range(4):
        assert backups.nightly(settings, clock()).startswith("made and restored tiketa-2026-03-0")
        assert backups.nightly(settings, clock()) == "nothing to back up yet"
        clock.advance(timedelta(days=1))
    kept = list((tmp_path / "backups").iterdir())
    assert sorted(file.name for file in kept) == ["tiketa-2026-03-04.db", "tiketa-2026-03-05.db"]
    assert {file.stat().st_mode & 0o777 for file in kept} == {0o600}


def test_day_before_four_has_no_backup(ana: Guest, tmp_path: Path) -> None:
    settings = ana.office.settings.model_copy(update={"backups_kept": 2})
    assert backups.nightly(settings, START.replace(day=1, hour=20)) == "nothing to back up yet"  # 03:00 in Jakarta
    assert not (tmp_path / "backups").exists()


def test_night_reports_a_broken_backup(ana: Guest, clock: FakeClock, tmp_path: Path) -> None:
    ana.buy("C4")
    ana.office.perform_now(run_sql, "UPDATE bookings SET total = total + 1")
    settings = ana.office.settings.model_copy(update={"backups_kept": 2})
    with pytest.raises(BackupUnusable, match="a total is the sum of the prices"):
        backups.nightly(settings, clock())
    assert (tmp_path / "backups" / "tiketa-2026-03-02.db").exists()


def test_postgresql_is_backed_up_otherwise(database_url: str, tmp_path: Path) -> None:
    settings = settings_for("postgresql://somebody@nowhere/house")
    assert not backups.wanted(settings.model_copy(update={"backups_kept": 7}))
    with pytest.raises(DatabaseUnreachable, match="pg_dump"):
        backups.make(settings, tmp_path / "backup.db")
