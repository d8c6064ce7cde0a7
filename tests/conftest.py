"""Fixtures of all tests: a box office on a fresh database of either kind, and a clock set by hand."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from tests.support.postgresql import PostgreSQL, running_postgresql
from tests.support.sample_house import (
    ANA,
    BUDI,
    CITRA,
    FakeClock,
    Guest,
    OpenOffice,
    add_showtime,
    open_studio,
    settings_for,
)
from tests.support.shared_browser import shared_browser
from tiketa.kernel.events import Event
from tiketa.office import BoxOffice
from tiketa.storage.database import Database

MEMORY_ENOUGH = 2**30  # bytes

# An example's time depends on the machine's load: the whole run has a time limit instead.
hypothesis_settings.register_profile("tiketa", deadline=None, print_blob=True)
hypothesis_settings.load_profile("tiketa")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Run tests that are named one by one in this process: to start workers would take longer than the tests.

    Else have two workers for each core: those that drive browsers and servers wait for half of their time.
    """
    named = config.args and all("::" in argument for argument in config.args)
    return 0 if named else 2 * (os.cpu_count() or 1)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Close the browser before tests that may await: Playwright's event loop would be in their way."""
    if not item.get_closest_marker("browser"):
        shared_browser.close()


def pytest_sessionfinish() -> None:
    shared_browser.close()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str, worker_id: str) -> Iterator[PostgreSQL]:
    """Return the server that all workers of a run share; the last to leave stops it."""
    own = tmp_path_factory.getbasetemp()
    lock = (own if worker_id == "master" else own.parent) / "postgresql.lock"
    # Not below pytest's own directory: that one is closed to the user as whom the server runs.
    directory = Path(_memory() or tempfile.gettempdir()) / f"tiketa-postgresql-{testrun_uid}"
    with running_postgresql(directory, lock, worker_id) as server:
        yield server


def _memory() -> Path | None:
    """Return where files are kept in memory, if there is room: a fresh database takes 20 ms there."""
    memory = Path("/dev/shm")  # noqa: S108  what is made there has a name of its own
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > MEMORY_ENOUGH else None


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep an SQLite file that has the schema already: each test gets a copy."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    Database(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    """Return the address of an empty SQLite database."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'tiketa.db')}"


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """Return the address of an empty PostgreSQL database."""
    name = postgresql.new_database()
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database; tests that use it run once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def open_office(database_url: str, clock: FakeClock) -> Iterator[OpenOffice]:
    """Open box offices with the test's own settings; all are closed at the end."""
    opened: list[BoxOffice] = []

    def open_one(**changes: object) -> BoxOffice:
        opened.append(BoxOffice(settings_for(database_url, **changes), clock=clock))
        return opened[-1]

    yield open_one
    for office in opened:
        office.close()


@pytest.fixture
def office(open_office: OpenOffice) -> BoxOffice:
    """Return a box office with nothing in it."""
    return open_office()


@pytest.fixture
def house(office: BoxOffice) -> BoxOffice:
    """Return a box office with studios 1 and 2, and no showtimes."""
    office.perform_now(open_studio, 1)
    office.perform_now(open_studio, 2)
    return office


@pytest.fixture
def showtime(house: BoxOffice) -> int:
    """Return the id of a showtime in studio 1, in three hours."""
    return house.perform_now(add_showtime)


@pytest.fixture
def ana(house: BoxOffice, showtime: int) -> Guest:
    return Guest(house, showtime, ANA)


@pytest.fixture
def budi(house: BoxOffice, showtime: int) -> Guest:
    return Guest(house, showtime, BUDI)


@pytest.fixture
def citra(house: BoxOffice, showtime: int) -> Guest:
    return Guest(house, showtime, CITRA)


@pytest.fixture
def news(office: BoxOffice) -> list[Event]:
    """Collect the events that are published from now on."""
    heard: list[Event] = []
    office.bus.subscribe(heard.append)
    return heard
