"""Takes a picture of every screen and state, on a phone and on a desktop, in both languages: `python -m tools.shots`.

They go to `shots/LANGUAGE-DEVICE-SCREEN.png`; with `--docs` the few of the README go to `docs/images/` as well.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools import chromium
from tools.running_cinema import Cinema

SHOTS = Path("shots")
DOCS = Path(__file__).parent.parent / "docs" / "images"
DEVICES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}
LANGUAGES = ("id", "en")
MAIL = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": "1", "MAIL_FROM": "tiketa@example.com", "PUBLIC_URL": "{address}"}
PAINTED_AFTER = 150  # milliseconds from scrolling until it is painted
IN_README = ("en-desktop-gallery", "id-phone-seats-mine", "id-phone-gallery", "id-phone-ticket", "en-desktop-movie")


class Photographer:
    """One visitor, whose screens are saved as pictures."""

    def __init__(self, browser: Browser, house: Cinema, language: str, device: str) -> None:
        """Open a browser with a device and a language."""
        self._house = house
        self._prefix = f"{language}-{device}"
        context = browser.new_context(base_url=house.address, viewport=DEVICES[device])  # type: ignore[arg-type]
        context.route("https://**", lambda route: route.abort())
        self._context = context
        self._page = context.new_page()
        self._page.goto(f"/language/{language}")

    def all_screens(self) -> None:
        """Visit every screen."""
        for name, page in self._walk():
            page.wait_for_load_state("networkidle")
            page.evaluate("document.fonts.ready")
            page.wait_for_timeout(PAINTED_AFTER)
            page.screenshot(path=SHOTS / f"{self._prefix}-{name}.png")
        self._context.close()

    def _walk(self) -> Iterator[tuple[str, Page]]:
        yield "gallery", self._go("/")
        self._page.locator(".gallery").scroll_into_view_if_needed()
        self._page.mouse.wheel(0, 700)
        yield "gallery-cards", self._page
        self._go("/?q=zzzz").locator(".nothing").scroll_into_view_if_needed()
        yield "gallery-nothing", self._page
        page = self._go("/")
        page.locator("[data-testid=movie-card][data-studio='11']").click()
        page.get_by_test_id("trailer").wait_for()
        yield "dialog", page
        page.get_by_test_id("trailer").click()
        page.locator("iframe").wait_for()
        yield "trailer", page
        yield "movie", self._go("/movie/9")
        self._page.mouse.wheel(0, 900)
        yield "movie-showtimes", self._page
        yield from self._seats()
        yield from self._sofas()
        yield from self._magic_links()
        yield from self._account()
        yield from self._cashier()
        self._context.clear_cookies()
        self._page.goto(f"/language/{self._prefix[:2]}")
        yield "bookings-none", self._go("/bookings")

    def _magic_links(self) -> Iterator[tuple[str, Page]]:
        page = self._go("/bookings")
        page.locator("[data-action=device]").click()
        page.get_by_test_id("device-link").wait_for()
        yield "bookings", page
        link = page.get_by_test_id("device-link").inner_text()
        yield "device", self._go(link)
        yield "ticket-locked", self._go("/ticket/AAAAA-AAAAA")
        yield "lost", self._go("/nowhere")

    def _account(self) -> Iterator[tuple[str, Page]]:
        page = self._go("/bookings")
        page.fill("[name=email]", f"{self._prefix}@example.com")  # an account remembers the first one's language
        page.keyboard.press("Enter")
        page.get_by_test_id("link-sent").scroll_into_view_if_needed()
        yield "account-sent", page
        [[secret]] = self._house.sql("SELECT secret FROM outbox WHERE secret IS NOT NULL ORDER BY id DESC LIMIT 1")
        yield "account", self._go(f"/account/{secret}")
        page.get_by_test_id("yes").click()
        page.get_by_test_id("signed-in").scroll_into_view_if_needed()
        yield "account-in", page
        yield "sessions", self._go("/sessions")

    def _cashier(self) -> Iterator[tuple[str, Page]]:
        page = self._go(f"/cashier{self._house.command('cashier').partition('/cashier')[2]}")
        yield "cashier-sign-in", page
        page.get_by_test_id("yes").click()
        page.wait_for_url("**/cashier")
        for state, code in self._house.sql("SELECT status, max(code) FROM bookings GROUP BY status"):
            page.fill("[name=code]", str(code))
            page.keyboard.press("Enter")
            page.locator(f"[data-testid=found][data-status={state}]").wait_for()
            yield f"cashier-{state}", page

    def _seats(self) -> Iterator[tuple[str, Page]]:
        page = self._go(f"/book/{self._house.showtime(7)}")
        self._strangers(self._house.showtime(7))
        page.locator("[data-seat=D5][data-state=held]").wait_for()
        yield "seats", page
        page.locator("[data-args='{\"size\": 3}']").click()
        page.get_by_test_id("my-seats").wait_for()
        yield "seats-mine", page
        page.locator("[data-seat=D5]").click()
        page.locator("[data-action=take]").wait_for()
        yield "seats-refused", page
        self._house.sql("UPDATE seat_claims SET held_from = datetime('now', '-481 seconds') || '.000000',"
                  " expires_at = datetime('now', '-1 seconds') || '.000000' WHERE visitor NOT LIKE 'stranger%'"
                  " AND booking_id IS NULL")  # fmt: skip
        page.get_by_test_id("lapsed").wait_for()
        yield "seats-lapsed", page
        page.fill("[name=customer_name]", "Ayu Lestari")
        page.get_by_test_id("confirm").click()
        page.wait_for_url("**/ticket/*")
        page.get_by_test_id("stub").first.wait_for()
        yield "ticket", page
        page.get_by_test_id("stub").first.scroll_into_view_if_needed()
        yield "ticket-code", page
        address = page.url
        yield "seat-shared", self._go(page.get_by_test_id("share").first.get_attribute("href") or "")
        self._go(address)
        yield from self._changes()

    def _changes(self) -> Iterator[tuple[str, Page]]:
        page = self._page
        page.get_by_test_id("change").scroll_into_view_if_needed()
        yield "ticket-change", page
        page.locator(".change__showtimes summary").click()
        page.get_by_test_id("other-showtime").first.scroll_into_view_if_needed()
        yield "ticket-other-showtimes", page
        page.locator("[data-action=cancel]").click()
        page.get_by_test_id("sure").wait_for()
        yield "ticket-cancel", page
        page.locator("[data-action=no]").click()
        page.locator("[data-action=move]").click()
        page.get_by_test_id("moving").wait_for()
        yield "move", page
        page.locator("[data-args='{\"size\": 3}']").click()
        page.get_by_test_id("my-seats").wait_for()
        yield "move-mine", page
        page.get_by_test_id("confirm").click()
        page.wait_for_url("**/ticket/*")
        page.locator(".history summary").click()
        page.get_by_test_id("history").scroll_into_view_if_needed()
        yield "ticket-history", page
        yield from self._given_up()

    def _given_up(self) -> Iterator[tuple[str, Page]]:
        page = self._go(f"/book/{self._house.showtime(8)}")
        page.locator("[data-args='{\"size\": 1}']").click()
        page.get_by_test_id("my-seats").wait_for()
        page.fill("[name=customer_name]", "Ayu Lestari")
        page.get_by_test_id("confirm").click()
        page.wait_for_url("**/ticket/*")
        page.locator("[data-action=cancel]").click()
        page.get_by_test_id("yes").click()
        page.locator("[data-status=cancelled]").wait_for()
        page.mouse.wheel(0, -5000)
        yield "ticket-cancelled", page

    def _sofas(self) -> Iterator[tuple[str, Page]]:
        page = self._go(f"/book/{self._house.showtime(21)}")
        page.get_by_test_id("prices").scroll_into_view_if_needed()
        yield "prices", page
        page.locator("[data-seat=A7]").click()
        page.get_by_test_id("total").wait_for()
        yield "sofa-mine", page
        page.get_by_test_id("cancel").click()
        page.locator("[data-action=wheelchair]").click()
        page.locator("[data-args='{\"size\": 3}']").click()
        page.get_by_test_id("total").wait_for()
        yield "wheelchair-mine", page
        page.get_by_test_id("cancel").click()

    def _strangers(self, showtime: int) -> None:
        for place, seat in enumerate(("D5", "D6", "E9", "E10", "F12", "F13", "C4", "L8")):
            self._house.sql(
                "INSERT OR IGNORE INTO seat_claims (showtime_id, seat, visitor, held_from, expires_at)"
                " VALUES (?, ?, ?, datetime('now') || '.000000', datetime('now', '+8 minutes') || '.000000')",
                showtime,
                seat,
                f"stranger-{place}",
            )

    def _go(self, path: str) -> Page:
        self._page.goto(path)
        self._page.wait_for_function("window.did_handshake === true")
        return self._page

    def begin_films(self) -> None:
        """Have films running in most studios, whatever the time, begun at different minutes."""
        self._house.sql(
            "UPDATE showtimes SET starts_at = datetime('now', (-7 * studio_number) || ' minutes') || '.000000',"
            " ends_at = datetime('now', (125 - 7 * studio_number) || ' minutes') || '.000000'"
            " WHERE studio_number < 17 AND id IN (SELECT min(id) FROM showtimes GROUP BY studio_number)"
        )


def main() -> None:
    """Take them all."""
    SHOTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright, Cinema(**MAIL) as house:
        if not (path := chromium.find(playwright)):
            raise SystemExit("no Chromium here")
        browser = chromium.launch(playwright, path)
        Photographer(browser, house, "id", "phone").begin_films()
        for language in LANGUAGES:
            for device in DEVICES:
                Photographer(browser, house, language, device).all_screens()
        if "--docs" in sys.argv:
            _for_the_readme(browser)
        browser.close()


def _for_the_readme(browser: Browser) -> None:
    """Save the pictures of the README, as JPEG."""
    DOCS.mkdir(parents=True, exist_ok=True)
    for name in IN_README:
        shot = SHOTS / f"{name}.png"
        page = browser.new_page(viewport=DEVICES["phone" if "-phone-" in name else "desktop"])  # type: ignore[arg-type]
        page.goto(shot.absolute().as_uri())
        page.screenshot(path=DOCS / f"{name}.jpg", type="jpeg", quality=80)
        page.close()


if __name__ == "__main__":
    main()
