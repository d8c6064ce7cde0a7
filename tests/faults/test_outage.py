"""A house whose PostgreSQL falls silent: it says so at once, in few lines, is back when it is, and can be stopped."""

import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import gettempdir

import httpx
import pytest

from tests.support.postgresql import running_postgresql
from tests.support.silent_network import SilentNetwork, silent_network
from tools.running_cinema import Cinema

pytestmark = pytest.mark.slow  # half a minute; tests/faults/test_postgresql_faults.py is its short form
VISITORS = 12
SILENT_FOR = 25.0  # seconds
PATIENCE = 60.0  # seconds
LONGEST_LOG = 20_000  # bytes; it was 7.8 MB in 8 s


@pytest.fixture
def network(tmp_path: Path) -> Iterator[SilentNetwork]:
    directory = Path(gettempdir()) / f"tiketa-postgresql-{secrets.token_hex(4)}"
    with (
        running_postgresql(directory, tmp_path / "postgresql.lock", "own") as server,
        silent_network(server.url(server.new_database())) as opened,
    ):
        yield opened


@pytest.fixture
def cinema(network: SilentNetwork, tmp_path: Path) -> Iterator[Cinema]:
    with Cinema(tmp_path / "cinema", DATABASE_URL=network.url) as opened:
        yield opened


def loads(address: str, until: float) -> list[int]:
    """Load a page again and again, and return what was answered."""
    answers = []
    while time.monotonic() < until:
        answers.append(httpx.get(address, timeout=PATIENCE).status_code)
    return answers


def until_ready(cinema: Cinema, *, ready: bool) -> None:
    until = time.monotonic() + PATIENCE
    while httpx.get(f"{cinema.address}/readyz", timeout=PATIENCE).is_success is not ready:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_silent_database_is_survived(cinema: Cinema, network: SilentNetwork) -> None:
    page = f"{cinema.address}/book/{cinema.new_showtime()}"
    cinema.new_log()
    network.fall_silent()
    with ThreadPoolExecutor(VISITORS) as threads:
        visits = [threads.submit(loads, page, time.monotonic() + SILENT_FOR) for _ in range(VISITORS)]
        until_ready(cinema, ready=False)
    assert {status for visit in visits for status in visit.result()} == {503}
    assert len(cinema.new_log()) < LONGEST_LOG
    network.speak()
    until_ready(cinema, ready=True)
    network.fall_silent()
    cinema.close()  # within its time
