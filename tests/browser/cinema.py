"""The server under test, and a visitor who walks through it."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, WebSocket, expect

from tiketa.settings import Settings

ROOT = Path(__file__).parents[2]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
SECONDS_TO_OPEN = 60
REFUSED_ORIGIN = "is not an accepted origin. (further occurrences of this error will be logged with level INFO)"


class Cinema:
    """`python main.py` in a directory of its own; it can be closed and opened again."""

    def __init__(self, directory: Path, **settings: str) -> None:
        directory.mkdir(exist_ok=True)
        self.directory = directory
        self._log = directory / "log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        own = {"HOST": "127.0.0.1", "PORT": str(self.port), "PAGE_LOADS_PER_MINUTE": "0", "HOLDS_PER_MINUTE": "0"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "NICEGUI_"))}
        # An empty setting is not set, and a developer's .env does not fill it: no test ever sees their database.
        unset = dict.fromkeys((name.upper() for name in Settings.model_fields), "")
        self._environ = {**kept, **unset, **own, **settings}
        self._failures_told = 0

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Start the server and wait until it says that it is ready."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, ROOT / "main.py"], cwd=self.directory, env=self._environ, stdout=log, stderr=log
            )
        until = time.monotonic() + SECONDS_TO_OPEN
        while not self._is_ready():
            assert self._process.poll() is None, self.log
            assert time.monotonic() < until, self.log
            time.sleep(0.05)  # the only way to await another process's port

    def close(self) -> None:
        """Stop the server as an operator would, and see that its log tells of no failure."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=20)
        finally:
            self._process.kill()  # which does nothing to one that has stopped
        assert not self.new_failures(), self.log

    def new_failures(self) -> list[str]:
        """Return what the log tells of failures that it had not told when this was last asked."""
        lines = [line for line in self.log.splitlines() if "Traceback" in line or " ERROR " in line]
        failures = [line for line in lines if not line.endswith(REFUSED_ORIGIN)]
        told, self._failures_told = self._failures_told, len(failures)
        return failures[told:]

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def command(self, *words: str) -> str:
        """Run the command line beside the server, and return what it printed."""
        python = [sys.executable, "-m", "tiketa", *words]
        environ = {**self._environ, "PYTHONPATH": str(ROOT)}
        return subprocess.check_output(python, cwd=self.directory, env=environ, text=True).strip()

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Do something to the database beside the server, which compares with it every few seconds."""
        with closing(sqlite3.connect(self.directory / "tiketa.db", timeout=10, isolation_level=None)) as database:
            return database.execute(statement, values).fetchall()

    def showtime(self, studio: int, *, before_last: int = 0) -> int:
        """Return the id of the studio's last showtime, or so many before it: far from starting, whatever the hour."""
        order = "SELECT id FROM showtimes WHERE studio_number = ? ORDER BY starts_at DESC LIMIT 1 OFFSET ?"
        [[found]] = self.sql(order, studio, before_last)
        assert isinstance(found, int)
        return found

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/readyz").is_success
        except httpx.TransportError:
            return False


class Visitor:
    """One browser context: a person with cookies of their own, on a phone unless told otherwise."""

    def __init__(self, browser: Browser, cinema: Cinema, **context: object) -> None:
        self.cinema = cinema
        self.context = browser.new_context(base_url=cinema.address, **{"viewport": PHONE, "locale": "id-ID", **context})  # type: ignore[arg-type]
        self.complaints: list[str] = []
        self.asked_elsewhere: list[str] = []
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda problem: self.complaints.append(str(problem.error)))
        self.context.on("request", self._see)
        self.context.on("page", lambda page: page.on("websocket", self._see))
        self.page = self.context.new_page()

    def go(self, path: str, page: Page | None = None) -> Page:
        """Open an address of the house, and wait until its page is alive."""
        page = page or self.page
        page.goto(path)
        return alive(page)

    def pick(self, *seats: str) -> None:
        """Tap seats, one after another, and see each become one's own."""
        for seat in seats:
            self.seat(seat).click()
            self.sees(seat, "mine")

    def seat(self, seat: str) -> Locator:
        return self.page.locator(f'button[data-seat="{seat}"]')

    def sees(self, seat: str, state: str) -> None:
        expect(self.seat(seat)).to_have_attribute("data-state", state)

    def sees_own(self, seat: str) -> None:
        """See that the seat is of one's own booking: a sold one, with a mark."""
        self.sees(seat, "sold")
        expect(self.seat(seat)).to_have_attribute("data-own", "")

    def is_told(self, words: str) -> None:
        expect(self.page.get_by_test_id("notice")).to_contain_text(words)

    def confirm(self, name: str) -> str:
        """Fill in the name, book, and return the code on the ticket."""
        self.page.fill("[name=customer_name]", name)
        self.page.get_by_test_id("confirm").click()
        self.page.wait_for_url("**/ticket/*")
        alive(self.page)
        return self.page.get_by_test_id("booking-code").inner_text()

    def leave(self) -> list[str]:
        """Close the browser and return what it complained of, and which other hosts it asked."""
        self.context.close()
        return self.complaints + self.asked_elsewhere

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _see(self, request: Request | WebSocket) -> None:
        where = urlsplit(request.url)
        if where.scheme not in {"data", "blob"} and where.netloc != urlsplit(self.cinema.address).netloc:
            self.asked_elsewhere.append(request.url)


def alive(page: Page) -> Page:
    """Wait until the page's socket is there, and with it what is said of other visitors."""
    page.wait_for_function("window.did_handshake === true")
    return page


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    wide: int = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
    return wide
