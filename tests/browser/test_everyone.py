"""axe-core finds nothing on any screen and in any state, in both languages, on a phone and on a desktop."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.cinema import DESKTOP, PHONE, Cinema, Visitor
from tests.browser.conftest import NewVisitor, OpenCinema

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
KEYS = re.compile("^(Tombol papan ketik|Keyboard keys)$")
LIST = re.compile("^(Daftar kursi|List of seats)$")
everywhere = pytest.mark.parametrize(
    ("language", "device"), [(language, device) for language in ("id", "en") for device in ("phone", "desktop")]
)


def is_fine(page: Page, where: str) -> None:
    page.evaluate("document.fonts.ready")
    found = Axe().run(page, options=RULES)
    assert not found.response["violations"], f"{where}: {found.generate_report()}"


def let_in(cinema: Cinema, visit: NewVisitor, language: str, device: str) -> Visitor:
    ana = visit(cinema, viewport=PHONE if device == "phone" else DESKTOP, reduced_motion="reduce")
    ana.go(f"/language/{language}")
    return ana


@everywhere
def test_the_gallery_and_its_movies(cinema: Cinema, visit: NewVisitor, language: str, device: str) -> None:
    ana = let_in(cinema, visit, language, device)
    ana.context.route("https://**", lambda route: route.fulfill(status=200, content_type="text/html", body="<p>"))
    for path in ("/", "/?q=zzzz", "/movie/7", "/bookings", "/nowhere"):
        is_fine(ana.go(path), path)
    page = ana.go("/")
    page.locator("[data-testid=movie-card][data-studio='3']").click()
    expect(page.get_by_test_id("trailer")).to_be_visible()
    is_fine(page, "the dialog")
    page.get_by_test_id("trailer").click()
    expect(page.locator("iframe")).to_be_visible()
    is_fine(page, "the trailer")
    ana.asked_elsewhere.clear()
    ana.complaints.clear()  # of the address that leads nowhere


@everywhere
def test_the_seats_and_the_ticket(own_cinema: OpenCinema, visit: NewVisitor, language: str, device: str) -> None:
    cinema = own_cinema(DEBUG="true")
    ana = let_in(cinema, visit, language, device)
    for state in states_of_the_map(ana, cinema.showtime(7)):
        is_fine(ana.page, state)
    ana.confirm("Ana")
    is_fine(ana.page, "the ticket")
    is_fine(ana.go("/bookings"), "the bookings")
    is_fine(ana.go("/styleguide"), "the style guide")
    cinema.sql("UPDATE showtimes SET is_archived = 1")
    is_fine(ana.go(f"/book/{cinema.showtime(7)}"), "a showtime that is over")


def states_of_the_map(ana: Visitor, showtime: int) -> Iterator[str]:
    page = ana.go(f"/book/{showtime}")
    ana.cinema.sql(
        "INSERT INTO seat_claims (showtime_id, seat, visitor, held_from, expires_at) VALUES (?, 'D5', 'stranger',"
        " datetime('now') || '.000000', datetime('now', '+8 minutes') || '.000000')",
        showtime,
    )
    ana.sees("D5", "held")
    yield "the map with a seat that another holds"
    ana.pick("C4")
    ana.seat("D5").click()
    expect(page.locator("[data-act^='take:']")).to_be_visible()
    yield "a refusal with an offer"
    page.get_by_role("button", name=KEYS).click()
    yield "the keys"
    page.keyboard.press("Escape")
    page.get_by_role("button", name=LIST).click()
    yield "the list"
    page.get_by_role("button", name=LIST).click()
    ana.cinema.sql(
        "UPDATE seat_claims SET held_from = datetime('now', '-481 seconds') || '.000000',"
        " expires_at = datetime('now', '-1 second') || '.000000' WHERE seat = 'C4'"
    )
    expect(page.get_by_test_id("lapsed")).to_be_visible()
    yield "time that ran out"


@pytest.mark.parametrize(("language", "words"), [("id", "Koneksi terputus"), ("en", "The connection is lost")])
def test_a_lost_connection_is_said_in_the_pages_language_and_comes_back(
    own_cinema: OpenCinema, visit: NewVisitor, language: str, words: str
) -> None:
    cinema = own_cinema()
    ana = visit(cinema)
    page = ana.go(f"/language/{language}")
    banner = page.locator(".offline")
    expect(banner).to_be_hidden()
    cinema.close()
    expect(banner).to_contain_text(words)
    expect(page.locator("#popup")).to_be_hidden()
    cinema.open()
    expect(banner).to_be_hidden(timeout=30_000)
    ana.complaints.clear()  # of the server that was away


def test_the_time_left_is_said_at_two_minutes_and_at_one(own_cinema: OpenCinema, visit: NewVisitor) -> None:
    cinema = own_cinema(HOLD_SECONDS="122", HOLD_EXTEND_WINDOW_SECONDS="1")
    ana = visit(cinema)
    page = ana.page
    page.clock.install()
    ana.go(f"/book/{cinema.showtime(1)}")
    ana.pick("C4")
    expect(page.get_by_test_id("countdown")).to_contain_text("2:0")
    page.clock.run_for(3000)
    ana.is_told("Waktumu tinggal 2 menit.")
    page.clock.run_for(60_000)
    ana.is_told("Waktumu tinggal satu menit.")
    page.goto("about:blank")
    ana.complaints.clear()  # of the socket, for which the time jumped too


def test_the_browsers_language_is_respected_until_one_is_chosen(cinema: Cinema, visit: NewVisitor) -> None:
    html = {
        locale: visit(cinema, locale=locale).go("/").locator("html").get_attribute("lang")
        for locale in ("en-GB", "id-ID", "fr-FR")
    }
    assert html == {"en-GB": "en", "id-ID": "id", "fr-FR": "id"}
    ana = visit(cinema, locale="en-GB")
    ana.go("/").get_by_role("link", name="Indonesia").click()
    expect(ana.page.locator("html")).to_have_attribute("lang", "id")


def test_what_was_typed_and_scrolled_to_stays_when_the_language_is_switched(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, viewport={"width": 1440, "height": 420})
    page = ana.go(f"/book/{cinema.showtime(14)}")
    ana.pick("C4")
    page.fill("[name=customer_name]", "Ana")
    page.evaluate("scrollTo(0, 60)")
    page.get_by_role("link", name="English").evaluate("(link) => link.click()")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=customer_name]")).to_have_value("Ana")
    page.wait_for_function("scrollY === 60")
    ana.sees("C4", "mine")
    page.reload()
    expect(page.locator("[name=customer_name]")).to_have_value("")
    page.get_by_test_id("cancel").click()


def test_the_house_can_be_installed_previewed_and_found(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.go("/movie/7")
    manifest = page.request.get(page.locator("link[rel=manifest]").get_attribute("href") or "")
    assert manifest.ok
    for icon in manifest.json()["icons"]:
        assert page.request.get(icon["src"]).ok
    meta = {name: page.locator(f"meta[property='og:{name}']").get_attribute("content") for name in ("title", "image")}
    assert meta["title"] == "Interstellar · The Time Gallery"
    assert meta["image"] == f"{cinema.address}/assets/previews/interstellar.jpg"
    assert page.request.get(meta["image"]).ok
    assert f"Sitemap: {cinema.address}/sitemap.xml" in page.request.get("/robots.txt").text()
    assert page.request.get("/sitemap.xml").text().count("/movie/") == 21


def test_who_runs_no_scripts_reads_what_there_is(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, java_script_enabled=False)
    ana.page.goto("/")
    expect(ana.page.get_by_role("link", name="Interstellar")).to_be_visible()
    ana.page.goto("/movie/7")
    expect(ana.page.get_by_role("heading", name="Interstellar")).to_be_visible()
