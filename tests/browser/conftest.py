"""A real `python main.py` on a port of its own, and visitors with real browsers."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.cinema import Cinema, Visitor
from tools import chromium

HERE = Path(__file__).parent

NewVisitor = Callable[..., Visitor]
OpenCinema = Callable[..., Cinema]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all that is in this folder, whatever else is collected."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module, for Playwright's loop keeps tests that await from running beside it."""
    with sync_playwright() as playwright:
        path = chromium.find(playwright)
        if path is None:
            if os.environ.get("CI"):
                pytest.fail("CI has no Chromium: the browser tests must run there")
            pytest.skip("no Chromium here")
        opened = chromium.launch(playwright, path)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def cinema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cinema]:
    """A cinema for tests that keep to showtimes of their own."""
    with Cinema(tmp_path_factory.mktemp("cinema")) as opened:
        yield opened


@pytest.fixture
def own_cinema(tmp_path: Path) -> Iterator[OpenCinema]:
    """Open cinemas with settings of the test's own; all are closed at the end."""
    opened: list[Cinema] = []

    def open_one(**settings: str) -> Cinema:
        opened.append(Cinema(tmp_path / f"cinema-{len(opened)}", **settings))
        opened[-1].open()
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[NewVisitor]:
    """Let visitors in; at the end no browser and no log has complained, and nobody asked another host for anything."""
    visitors: list[Visitor] = []

    def let_in(cinema: Cinema, **context: object) -> Visitor:
        visitors.append(Visitor(browser, cinema, **context))
        return visitors[-1]

    yield let_in
    complaints = [complaint for visitor in visitors for complaint in visitor.leave()]
    assert not complaints
    failures = [failure for cinema in {visitor.cinema for visitor in visitors} for failure in cinema.new_failures()]
    assert not failures
