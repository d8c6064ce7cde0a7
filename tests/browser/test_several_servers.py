"""Two processes on one PostgreSQL behind nginx: visitors of either see the other's, and lose nothing when one ends."""

import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support import nginx
from tests.support.chain import BY_NEWS_ALONE, Chain, running_chain
from tests.support.load import buyers, page_loads
from tests.support.postgresql import PostgreSQL, running_postgresql
from tests.support.visitor_driver import NewVisitor
from tools.running_cinema import MAIN

BACK_WITHIN = 5_000  # milliseconds; where even a page takes long to load, because others work on the machine too,
PAGES = 10  # as long as so many pages take


@pytest.fixture(autouse=True)
def needs_nginx() -> None:
    if nginx.PROGRAM is None and os.environ.get("CI"):
        pytest.fail("CI has no nginx: these tests must run there")
    if nginx.PROGRAM is None:
        pytest.skip("no nginx here")


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSQL) -> Iterator[Chain]:
    """Run a house that tests share; the last of them kills a process of it."""
    with shared_chain(tmp_path_factory, postgresql, MAIN) as opened:
        yield opened


@pytest.fixture(scope="module")
def telling_chain(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSQL) -> Iterator[Chain]:
    with shared_chain(tmp_path_factory, postgresql, BY_NEWS_ALONE) as opened:
        yield opened


@contextmanager
def shared_chain(paths: pytest.TempPathFactory, server: PostgreSQL, program: Sequence[str]) -> Iterator[Chain]:
    name = server.new_database()
    with running_chain(paths.mktemp("chain"), server.url(name), program) as opened:
        yield opened
    server.drop(name)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[PostgreSQL]:
    """Run a PostgreSQL that no other test uses."""
    directory = Path(gettempdir()) / f"tiketa-postgresql-{secrets.token_hex(4)}"
    with running_postgresql(directory, tmp_path / "postgresql.lock", "own") as server:
        yield server


@pytest.fixture
def own_chain(tmp_path: Path, own_server: PostgreSQL) -> Iterator[Chain]:
    with running_chain(tmp_path, own_server.url(own_server.new_database())) as opened:
        yield opened


def patience(page: Page) -> float:
    """Return within how many milliseconds a visitor has to be back."""
    took = float(page.evaluate("performance.getEntriesByType('navigation')[0].duration"))
    return max(BACK_WITHIN, PAGES * took)


def test_nginx_believes_no_visitor(telling_chain: Chain) -> None:
    claims = {"X-Forwarded-Prefix": "/elsewhere", "X-Forwarded-Host": "elsewhere"}
    with httpx.Client(base_url=telling_chain.address) as client:
        page = client.get("/", headers=claims)
        assert page.is_success
        assert "elsewhere" not in page.text
        assert [client.get(hidden).status_code for hidden in ("/readyz", "/metrics")] == [404, 404]


def test_nginx_logs_no_secret(telling_chain: Chain) -> None:
    httpx.get(f"{telling_chain.address}/account/secret-of-a-link?key=secret")
    logged = telling_chain.access_log()
    assert "/account/..." in logged
    assert "secret" not in logged


def test_two_processes_show_one_house(telling_chain: Chain, visit: NewVisitor) -> None:
    ana, budi, showtime = visit(telling_chain), visit(telling_chain), telling_chain.new_showtime()
    telling_chain.go(ana, f"/book/{showtime}", process="1")
    telling_chain.go(budi, f"/book/{showtime}", process="2")
    ana.pick("C4")
    budi.sees("C4", "held")
    budi.pick("C5")
    ana.sees("C5", "held")
    ana.confirm("Ana")
    budi.sees("C4", "sold")


def test_restarted_database_loses_no_booking(own_server: PostgreSQL, own_chain: Chain, visit: NewVisitor) -> None:
    ana, budi, showtime = visit(own_chain), visit(own_chain), own_chain.new_showtime()
    own_chain.go(ana, f"/book/{showtime}", process="1")
    own_chain.go(budi, f"/book/{showtime}", process="2")
    within = patience(ana.page)
    ana.pick("A1")
    with buyers(own_chain.database_url, own_chain.new_showtime()) as sales:
        sales.wait_for(20)
        own_server.restart()
        restarted = time.monotonic()
        ana.pick("A2")
        budi.sees("A2", "held")
        assert time.monotonic() - restarted < within / 1000
        sales.wait_for(20)
    stored = {code for (code,) in own_chain.sql("SELECT code FROM bookings")}
    assert not set(sales.codes) - stored
    assert own_chain.command("check") == "no findings"


def test_rolling_restart_shows_no_error(chain: Chain, visit: NewVisitor) -> None:
    ana, budi, showtime = visit(chain), visit(chain), chain.new_showtime()
    chain.go(ana, f"/book/{showtime}", process="1")
    chain.go(budi, f"/book/{showtime}", process="2")
    ana.pick("A1")
    ana.page.fill("[name=customer_name]", "Ana")
    budi.pick("A2")
    with page_loads(chain.address, f"/book/{showtime}") as answers:
        for cinema in chain.cinemas.values():
            cinema.close()
            cinema.open()
    assert len(answers) > 20
    assert set(answers) == {httpx.codes.OK}
    expect(ana.page.get_by_test_id("my-seats")).to_have_text("A1")
    expect(ana.page.locator("[name=customer_name]")).to_have_value("Ana")
    expect(ana.page.get_by_test_id("notice")).to_have_text("")
    budi.pick("A3")
    ana.sees("A3", "held")
    for visitor in (ana, budi):
        visitor.problems.clear()  # of sockets that were closed


def test_killed_process_loses_nothing(chain: Chain, visit: NewVisitor) -> None:
    ana, showtime = visit(chain), chain.new_showtime()
    page = chain.go(ana, f"/book/{showtime}", process="1")
    ana.pick("C4", "C5")
    page.fill("[name=customer_name]", "Ana")
    within = patience(page)
    until = page.get_by_test_id("countdown").get_attribute("until") or ""
    chain.cinemas["1"].kill()
    page.wait_for_function("window.did_handshake && window.socket.io.opts.query.p === '2'", timeout=within)
    expect(page.get_by_test_id("my-seats")).to_have_text("C4, C5", timeout=within)
    expect(page.locator("[name=customer_name]")).to_have_value("Ana")
    expect(page.get_by_test_id("countdown")).to_have_attribute("until", until)
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("booking-code")).to_be_visible()
    ana.problems.clear()  # of the process that was killed
