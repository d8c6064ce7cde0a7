"""The two databases: their schema, their settings, who may open them, and what a failing commit does."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import SQLModel

from tests.support.sample_house import (
    FakeClock,
    Guest,
    OpenOffice,
    add_showtime,
    findings,
    open_studio,
    run_sql,
    settings_for,
)
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.for_operator import DatabaseInUse, DatabaseTooNew
from tiketa.office import BoxOffice
from tiketa.seating import seat_maps
from tiketa.storage import migrations, postgresql
from tiketa.storage.database import Database
from tiketa.storage.transaction import Transaction, reading

ROOT = Path(__file__).parents[2]
PATIENCE = 30  # seconds
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OPEN = "import sys; from tiketa.storage.database import Database; Database(sys.argv[1]).close()"


def pragma(tx: Transaction, name: str) -> object:
    return tx.session.scalar(text(f"PRAGMA {name}"))


@reading
def read_pragma(tx: Transaction, name: str) -> object:
    return pragma(tx, name)


def refused_to_open(url: str) -> str:
    """Return the error with which another process was refused the database."""
    run = subprocess.run([sys.executable, "-c", OPEN, url], cwd=ROOT, capture_output=True, text=True, check=False)
    return run.stderr.strip().splitlines()[-1] if run.returncode else ""


@only_sqlite
def test_second_process_waits_for_the_first(house: BoxOffice, database_url: str) -> None:
    refusal = refused_to_open(database_url)
    assert refusal.startswith("tiketa.kernel.errors.for_operator.DatabaseInUse")
    assert "in use by another Tiketa process" in refusal
    house.close()
    assert refused_to_open(database_url) == ""


@only_sqlite
def test_second_office_in_process_is_refused(house: BoxOffice, open_office: OpenOffice) -> None:
    with pytest.raises(DatabaseInUse):
        open_office()
    house.close()
    open_office()


def test_reader_works_beside_a_server(ana: Guest, database_url: str, clock: FakeClock) -> None:
    looker = BoxOffice(settings_for(database_url), clock=clock, writes=False)
    ana.hold("C4")
    assert findings(looker) == ()
    assert looker.acting_as(Visitor("ana")).perform_now(seat_maps.seat_map, ana.showtime_id).mine == ("C4",)
    looker.close()


@only_sqlite
def test_read_only_office_cannot_write(ana: Guest, database_url: str) -> None:
    looker = BoxOffice(settings_for(database_url), writes=False)
    with pytest.raises(OperationalError, match="readonly"):
        looker.perform_now(run_sql, "DELETE FROM showtimes")
    looker.close()


def test_newer_database_is_refused(house: BoxOffice, database_url: str) -> None:
    house.perform_now(run_sql, "UPDATE alembic_version SET version_num = '9999'")
    house.close()
    for writes in (True, False):
        with pytest.raises(DatabaseTooNew, match="9999"):
            Database(database_url, writes=writes)
    assert "DatabaseTooNew" in refused_to_open(database_url)  # and not `DatabaseInUse`: the lock was released


def test_readers_refuse_an_empty_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseInUse, match="start Tiketa on it once"):
        Database(f"sqlite:///{tmp_path}/new.db", writes=False)


def test_schema_matches_the_models(office: BoxOffice) -> None:
    def differences(tx: Transaction) -> list[object]:
        context = MigrationContext.configure(tx.session.connection(), opts={"compare_server_default": True})
        return list(compare_metadata(context, SQLModel.metadata))

    assert office.perform_now(differences) == []


def test_migrations_go_back_and_forth(office: BoxOffice) -> None:
    def there_and_back(tx: Transaction) -> tuple[list[str], list[str], list[str]]:
        connection = tx.session.connection()
        before = schema(connection)
        command.downgrade(alembic(connection), "base")
        nothing = schema(connection)
        command.upgrade(alembic(connection), "head")
        return before, nothing, schema(connection)

    before, nothing, after = office.perform_now(there_and_back)
    assert nothing == ["alembic_version version_num"]
    assert after == before
    assert len(before) > 40


def schema(connection: Connection) -> list[str]:
    """Return every table's columns and constraints, by name."""
    look = inspect(connection)
    names: list[str] = []
    for table in look.get_table_names():
        names += [f"{table} {part['name']}" for part in [*look.get_columns(table), *look.get_indexes(table)]]
        names += [f"{table} {part['name']}" for part in look.get_check_constraints(table)]
        names += [f"{table} {part['name']}" for part in look.get_unique_constraints(table)]
        names += [f"{table} {part['name']}" for part in look.get_foreign_keys(table)]
    return sorted(names)


def alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    return config


def test_reset_leaves_an_empty_schema(ana: Guest) -> None:
    ana.buy("C4")
    ana.office.perform_now(run_sql, "CREATE TABLE forgotten (id INTEGER)")
    ana.office.database.reset()
    ana.office.perform_now(open_studio, 1)
    assert ana.office.perform_now(add_showtime) == 1
    with pytest.raises(DatabaseError):
        ana.office.perform_now(run_sql, "SELECT * FROM forgotten")


@only_sqlite
def test_sqlite_is_durable_and_guards_references(
    office: BoxOffice,
) -> None:
    for act in (pragma, read_pragma):
        assert office.perform_now(act, "journal_mode") == "wal"
        assert office.perform_now(act, "synchronous") == 2  # FULL
        assert office.perform_now(act, "foreign_keys") == 1
        assert office.perform_now(act, "busy_timeout") >= 5000  # type: ignore[operator]


def test_reading_act_cannot_write(house: BoxOffice) -> None:
    @reading
    def forget_everything(tx: Transaction) -> None:
        run_sql(tx, "DELETE FROM movies")

    with pytest.raises(DatabaseError, match=r"read-?only"):
        house.perform_now(forget_everything)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_other_datestyle_is_understood(database_url: str, clock: FakeClock) -> None:
    name = make_url(database_url).database
    first = BoxOffice(settings_for(database_url), clock=clock)
    first.perform_now(run_sql, f"ALTER DATABASE {name} SET datestyle = 'German, DMY'")
    first.close()
    office = BoxOffice(settings_for(database_url), clock=clock)
    office.perform_now(open_studio, 1)
    guest = Guest(office, office.perform_now(add_showtime), "ana")
    assert guest.booking(guest.buy("C4")).booked_at == clock.now
    office.close()


def test_options_of_an_address_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, str]] = []
    monkeypatch.setattr(postgresql, "create_engine", lambda *_, connect_args, **__: asked.append(connect_args))
    monkeypatch.setattr(postgresql, "bound_connections", lambda engine: engine)
    address = "postgresql+psycopg://host/name?options=-c%20lock_timeout%3D5s"
    postgresql.open_engine(address, bounded=True)
    postgresql.open_aside(address)
    assert all("-c lock_timeout=5s" in each["options"] for each in asked)
    assert len(asked) == 2


def test_schema_is_found_below_any_folder(office: BoxOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "__file__", "/opt/100%(x)s/migrations/__init__.py")
    found = office.perform_now(lambda tx: migrations.config(tx.session.connection()))
    assert found.get_main_option("script_location") == "/opt/100%(x)s/migrations"
