"""A visitor with a real browser in a running cinema."""

from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, WebSocket, expect

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}

DOTS = ".seat-map__hall--dots"

NewVisitor = Callable[..., "Visitor"]


class House(Protocol):
    """What a visitor goes to: one server, or several behind one address."""

    address: str

    def new_log(self) -> str: ...

    def new_showtime(self, studio: int | None = None) -> int: ...

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]: ...

    def command(self, *words: str) -> str: ...


class Visitor:
    """One browser context: a person with cookies of their own, by default on a phone."""

    def __init__(self, browser: Browser, cinema: House, **context: object) -> None:
        self.cinema = cinema
        self.context = browser.new_context(base_url=cinema.address, **{"viewport": PHONE, "locale": "id-ID", **context})  # type: ignore[arg-type]
        self.problems: list[str] = []
        self.foreign_requests: list[str] = []
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda problem: self.problems.append(str(problem.error)))
        self.context.on("request", self._see)
        self.context.on("page", lambda page: page.on("websocket", self._see))
        self.page = self.context.new_page()

    def go(self, path: str, page: Page | None = None) -> Page:
        """Open an address of the cinema, wait until its page is connected, and come closer to a map of dots."""
        page = page or self.page
        page.goto(path)
        come_closer(connected(page))
        return page

    def pause(self) -> None:
        """Wait so long that the next tap does not count as the second half of a double tap."""
        now = self.page.evaluate("performance.now()")
        self.page.wait_for_function(f"performance.now() > {now + 500}")

    def pick(self, *seats: str) -> None:
        """Tap seats, one after another, and see each become one's own."""
        come_closer(self.page)
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

    def sees_notice(self, words: str) -> None:
        expect(self.page.get_by_test_id("notice")).to_contain_text(words)

    def book(self, showtime: int, *seats: str, name: str = "Ana", contact: str = "") -> str:
        """Pick seats of a showtime, book them, and return the code on the ticket."""
        self.go(f"/book/{showtime}")
        self.pick(*seats)
        return self.confirm(name, contact)

    def confirm(self, name: str, contact: str = "") -> str:
        """Fill in the form, book, and return the code on the ticket."""
        self.page.fill("[name=customer_name]", name)
        if contact:
            self.page.focus("[name=customer_name]")  # on a phone this shows the contact's field
            self.page.fill("[name=contact]", contact)
        self.page.get_by_test_id("confirm").click()
        self.page.wait_for_url("**/ticket/*")
        connected(self.page)
        return self.page.get_by_test_id("booking-code").inner_text()

    def leave(self) -> list[str]:
        """Close the browser and return its errors and its requests to other hosts."""
        self.context.close()
        return self.problems + self.foreign_requests

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"{message.type}: {message.text}")

    def _see(self, request: Request | WebSocket) -> None:
        where = urlsplit(request.url)
        if where.scheme not in {"data", "blob"} and where.netloc != urlsplit(self.cinema.address).netloc:
            self.foreign_requests.append(request.url)


def connected(page: Page) -> Page:
    """Wait until the page's socket is connected: from then on it gets live updates."""
    page.wait_for_function("window.did_handshake === true")
    return page


def come_closer(page: Page) -> None:
    """Tap the map if its seats are dots, as on a phone at first: that makes them large enough to be picked."""
    if page.locator(DOTS).count():
        page.locator(".seat-map__hall").click()
        expect(page.locator(DOTS)).to_have_count(0)


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    wide: int = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
    return wide
