"""A real `python main.py` on a port of its own, and visitors with real browsers."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.shared_browser import shared_browser
from tests.support.visitor_driver import House, NewVisitor, Visitor
from tools.running_cinema import Cinema, OpenCinema, failures_in

HERE = Path(__file__).parent
PATIENCE = 30_000  # milliseconds; a loaded machine is slow

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests in this folder, and no others that are collected with them."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def browser() -> Browser:
    """Return the Chromium that all these tests share."""
    opened = shared_browser.open()
    if opened is None and os.environ.get("CI"):
        pytest.fail("CI has no Chromium: the browser tests must run there")
    if opened is None:
        pytest.skip("no Chromium here")
    return opened


@pytest.fixture(scope="session")
def cinema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cinema]:
    """The cinema of all tests that keep to showtimes of their own and change no setting."""
    with Cinema(tmp_path_factory.mktemp("cinema")) as opened:
        yield opened


@pytest.fixture
def own_cinema(tmp_path: Path) -> Iterator[OpenCinema]:
    """Start cinemas with the test's own settings; all are closed at the end."""
    with ExitStack() as opened:

        def open_one(**settings: str) -> Cinema:
            return opened.enter_context(Cinema(tmp_path / f"cinema-{next(numbers)}", **settings))

        numbers = count()
        yield open_one


@pytest.fixture
def visit(browser: Browser) -> Iterator[NewVisitor]:
    """Return visitors; at the end no browser and no log may have errors, and no request may have left the cinema.

    If the test fails, what its cinemas have logged is shown.
    """
    visitors: list[Visitor] = []

    def new_visitor(cinema: House, **context: object) -> Visitor:
        visitors.append(Visitor(browser, cinema, **context))
        return visitors[-1]

    yield new_visitor
    problems = [problem for visitor in visitors for problem in visitor.leave()]
    log = "".join(cinema.new_log() for cinema in {visitor.cinema for visitor in visitors})
    sys.stdout.write(log)
    assert not problems
    assert not failures_in(log)
