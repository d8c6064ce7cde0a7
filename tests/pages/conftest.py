"""The whole app in this process, with NiceGUI's simulated users for visitors."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from nicegui import core
from nicegui.testing import User

from components.fragment import Fragment
from components.seats.seat_map import SeatMapView
from tests.support.page_driver import CONTACT, SECRET, NewUser, Sql
from tests.support.sample_house import settings_for
from tiketa.office import BoxOffice
from tiketa.programme import schedule, seeding
from tools.running_cinema import free_port


@pytest.fixture(scope="session")
def first_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep a database with the 21 studios and three days of showtimes: each test gets a copy."""
    file = tmp_path_factory.mktemp("first-house") / "tiketa.db"
    office = BoxOffice(settings_for(f"sqlite:///{file}"))
    office.perform_now(seeding.seed)
    office.perform_now(schedule.roll)
    office.close()
    return file


@pytest.fixture
def database(first_house: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(first_house, tmp_path / "tiketa.db"))


@pytest.fixture(autouse=True)
def environment(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what main.py reads; autouse, because it must be there before NiceGUI's `user` runs it."""
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "DATABASE_URL": f"sqlite:///{database}",
        "SECRET_KEY": SECRET,
        "PORT": str(free_port()),  # the start looks whether it could listen, also where nothing will
        "PAGE_LOADS_PER_MINUTE": "0",
        "HOLDS_PER_MINUTE": "0",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def visitor(user: User) -> NewUser:
    """Return visitors with their own cookies; NiceGUI's own `create_user` would start the app a second time."""
    del user
    return lambda: User(httpx.AsyncClient(transport=httpx.ASGITransport(core.app), base_url="http://test"))


@pytest.fixture
def sql(database: Path) -> Sql:
    """Run SQL on the database beside the app."""

    def run(statement: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(database, timeout=10, isolation_level=None)) as connection:
            return connection.execute(statement, values).fetchall()

    return run


@pytest.fixture
def showtime(sql: Sql) -> int:
    """Return the id of the last showtime of studio 7, which is far from starting, whatever the hour."""
    [[found]] = sql("SELECT id FROM showtimes WHERE studio_number = 7 ORDER BY starts_at DESC LIMIT 1")
    assert isinstance(found, int)
    return found


@pytest.fixture
async def code(user: User, showtime: int, sql: Sql) -> str:
    """Book two seats as the user, and return the code."""
    await user.open(f"/book/{showtime}")
    for seat in ("C4", "C5"):
        user.find(SeatMapView).trigger("pick", {"seat": seat, "wanted": True})
    await user.should_see("C5 mine", retries=20)
    user.find(Fragment).trigger("submit", {"customer_name": "Ana", "contact": CONTACT})
    await user.should_see("Sampai jumpa di depan layar", retries=20)
    [[found]] = sql("SELECT code FROM bookings")
    return str(found)
