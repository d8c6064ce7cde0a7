"""A real `python main.py` on a port of its own, and visitors with real browsers."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.cinema import Cinema, Visitor

HERE = Path(__file__).parent
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]

NewVisitor = Callable[..., Visitor]
OpenCinema = Callable[..., Cinema]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all that is in this folder, whatever else is collected."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium(playwright: Playwright) -> str | None:
    """Return the Chromium of the environment's choice, Playwright's own, or the system's."""
    own = playwright.chromium.executable_path
    named = os.environ.get("TIKETA_CHROMIUM")
    installed = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or (own if Path(own).exists() else next(filter(None, installed), None))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module, for Playwright's loop keeps tests that await from running beside it."""
    with sync_playwright() as playwright:
        path = chromium(playwright)
        if path is None:
            if os.environ.get("CI"):
                pytest.fail("CI has no Chromium: the browser tests must run there")
            pytest.skip("no Chromium here")
        arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        opened = playwright.chromium.launch(executable_path=path, args=arguments)
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
    """Let visitors in; at the end nobody's browser has complained, and nobody asked another host for anything."""
    visitors: list[Visitor] = []

    def let_in(cinema: Cinema, **context: object) -> Visitor:
        visitors.append(Visitor(browser, cinema, **context))
        return visitors[-1]

    yield let_in
    complaints = [complaint for visitor in visitors for complaint in visitor.leave()]
    assert not complaints
