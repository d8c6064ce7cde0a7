"""A PostgreSQL that locks, hangs or stays silent: acts end soon and in words, and pages are shown while it reads."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.support.sample_house import FakeClock, Guest, add_showtime, open_studio, settings_for
from tests.support.silent_network import SilentNetwork, silent_network
from tiketa.kernel.errors.refusals import Busy, Unavailable
from tiketa.office import BoxOffice
from tiketa.storage import connections, outage, postgresql

TAPS = 20  # more than there are threads for writing
PATIENCE = 60.0  # seconds


@pytest.fixture
def network(postgresql_url: str) -> Iterator[SilentNetwork]:
    with silent_network(postgresql_url) as opened:
        yield opened


@pytest.fixture
def house(network: SilentNetwork, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[BoxOffice]:
    monkeypatch.setattr(postgresql, "LIMITS", "-c lock_timeout=300 -c statement_timeout=600")
    monkeypatch.setattr(connections, "ANSWERED_WITHIN", 1.0)
    monkeypatch.setitem(connections.KEEPALIVE, "connect_timeout", 2)
    monkeypatch.setattr(outage, "AWAITED", 0.5)
    # No wait at the start: libpq, that pings, keeps the interpreter, and with it this network, from running.
    opened = BoxOffice(settings_for(network.url, database_wait_seconds=0), clock=clock)
    opened.perform_now(open_studio, 1)
    yield opened
    network.speak()
    opened.close()


def guests(house: BoxOffice) -> list[Guest]:
    showtime = house.perform_now(add_showtime)
    return [Guest(house, showtime, f"visitor {number}") for number in range(TAPS)]


def tap(guest: Guest) -> str:
    """Tap a seat that all want, and return how it ended."""
    try:
        guest.hold("C4")
    except Exception as error:  # noqa: BLE001  whatever it is
        return type(error).__name__
    return "held"


def test_locked_row_keeps_no_page_away(house: BoxOffice, postgresql_url: str) -> None:
    visitors = guests(house)
    visitors[0].hold("C4")
    with psycopg.connect(postgresql_url.replace("+psycopg", "")) as idle, ThreadPoolExecutor(TAPS) as threads:
        idle.execute("SELECT * FROM seat_claims FOR UPDATE")
        taps = [threads.submit(tap, visitor) for visitor in visitors]
        assert visitors[1].sees("C4")
        assert not all(each.done() for each in taps)  # they still waited when the map was shown
        assert {each.result(PATIENCE) for each in taps} == {Busy.__name__}


def test_silent_server_is_given_up(house: BoxOffice, network: SilentNetwork, caplog: pytest.LogCaptureFixture) -> None:
    visitors = guests(house)
    network.fall_silent()
    with ThreadPoolExecutor(TAPS) as threads:
        ended = {each.result(PATIENCE) for each in [threads.submit(tap, visitor) for visitor in visitors]}
    assert ended == {Unavailable.__name__}
    network.speak()
    until = time.monotonic() + PATIENCE
    while tap(visitors[0]) != "held" and time.monotonic() < until:
        time.sleep(0.05)
    assert visitors[0].map.mine == ("C4",)
    said = [line for line in caplog.messages if line.startswith("PostgreSQL")]  # once by all, at each end
    assert [" ".join(line.split()[:3]) for line in said] == ["PostgreSQL does not", "PostgreSQL answers again,"]
