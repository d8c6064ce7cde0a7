"""axe-core finds nothing on any screen and in any state, in both languages, on a phone and on a desktop."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.accessibility import EVERYWHERE, everywhere, is_fine, new_visitor
from tests.support.visitor_driver import DESKTOP, NewVisitor, Visitor
from tools.running_cinema import Cinema, OpenCinema

KEYS = re.compile("^(Tombol papan ketik|Keyboard keys)$")
BEGUN = """UPDATE showtimes SET starts_at = datetime('now', '-7 minutes') || '.000000',
  ends_at = datetime('now', '100 minutes') || '.000000'
  WHERE id IN (SELECT min(id) FROM showtimes WHERE studio_number < 17 GROUP BY studio_number)"""
LIST = re.compile("^(Daftar kursi|List of seats)$")


@everywhere
def test_the_gallery_and_its_movies(cinema: Cinema, visit: NewVisitor, language: str, device: str) -> None:
    ana = new_visitor(cinema, visit, language, device)
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
    ana.foreign_requests.clear()
    ana.problems.clear()  # of the address that leads nowhere


@everywhere
def test_the_seats_and_the_ticket(cinema: Cinema, visit: NewVisitor, language: str, device: str) -> None:
    ana = new_visitor(cinema, visit, language, device)
    showtime = cinema.new_showtime()
    for state in states_of_the_map(ana, showtime):
        is_fine(ana.page, state)
    ana.confirm("Ana")
    is_fine(ana.page, "the ticket")
    is_fine(ana.go("/bookings"), "the bookings")
    cinema.sql("UPDATE showtimes SET is_archived = 1 WHERE id = ?", showtime)
    is_fine(ana.go(f"/book/{showtime}"), "a showtime that is over")


def test_the_style_guide(own_cinema: OpenCinema, visit: NewVisitor) -> None:
    cinema = own_cinema(DEBUG="true")
    for language, device in EVERYWHERE:
        is_fine(new_visitor(cinema, visit, language, device).go("/styleguide"), f"{language}, {device}")


def test_forced_colours_leave_states_visible(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, viewport=DESKTOP, forced_colors="active", reduced_motion="reduce")
    cinema.sql(BEGUN)
    page = ana.go("/?genre=Drama")
    differ(page, "background-color", ".chip[aria-pressed=true]", ".chip[aria-pressed=false]")
    differ(page, "stroke", ".dial__place", ".dial__run")
    differ(page, "border-top-width", ".card .progress", ".card")
    is_fine(page, "the gallery in forced colours", has_own_colours=False)
    ana.go(f"/book/{cinema.new_showtime()}")
    ana.pick("C4", "C5")
    differ(page, "border-top-color", "[data-seat=C4]", "[data-seat=C6]")
    is_fine(page, "the map in forced colours", has_own_colours=False)
    ana.confirm("Ana")
    page.get_by_test_id("cancel").click()
    expect(page.get_by_test_id("sure")).to_be_visible()
    differ(page, "border-top-style", "[data-testid=yes]", "[data-action=no]")
    is_fine(page, "the ticket in forced colours", has_own_colours=False)


def differ(page: Page, style: str, *pieces: str) -> None:
    """See that these pieces of the page, the first of each kind, differ in a style."""
    script = "(piece, style) => getComputedStyle(piece)[style]"
    seen = [page.locator(piece).first.evaluate(script, style) for piece in pieces]
    assert len(set(seen)) == len(pieces), (style, pieces, seen)


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
    expect(page.locator("[data-action=take]")).to_be_visible()
    yield "a refusal with an offer"
    page.get_by_role("button", name=KEYS).click()
    yield "the keys"
    page.keyboard.press("Escape")
    page.get_by_role("button", name=LIST).click()
    yield "the list"
    page.get_by_role("button", name=LIST).click()
    ana.cinema.sql(
        "UPDATE seat_claims SET held_from = datetime('now', '-481 seconds') || '.000000',"
        " expires_at = datetime('now', '-1 second') || '.000000' WHERE seat = 'C4' AND showtime_id = ?",
        showtime,
    )
    expect(page.get_by_test_id("lapsed")).to_be_visible()
    yield "time that ran out"


def test_lost_connection_is_announced(own_cinema: OpenCinema, visit: NewVisitor) -> None:
    cinema = own_cinema()
    ana, budi = visit(cinema, locale="id-ID"), visit(cinema, locale="en-GB")
    for visitor in (ana, budi):
        expect(visitor.go("/").locator(".trouble")).to_be_hidden()
    cinema.close()
    for visitor, words in ((ana, "Koneksi terputus"), (budi, "The connection is lost")):
        expect(visitor.page.locator(".trouble")).to_contain_text(words)
        expect(visitor.page.locator("#popup")).to_be_hidden()
        visitor.problems.clear()  # of the server that was away


@pytest.mark.parametrize(
    ("seconds_left", "shown", "words"),
    [(129, "2:0", "Waktumu tinggal 2 menit."), (69, "1:0", "Waktumu tinggal satu menit.")],
)
def test_time_left_is_announced(cinema: Cinema, visit: NewVisitor, seconds_left: int, shown: str, words: str) -> None:
    ana, showtime = visit(cinema), cinema.new_showtime()
    page = ana.page
    page.clock.install()
    ana.go(f"/book/{showtime}")
    ana.pick("C4")
    cinema.sql(
        "UPDATE seat_claims SET held_from = datetime('now', ?) || '.000000',"
        " expires_at = datetime('now', ?) || '.000000' WHERE showtime_id = ?",
        f"-{480 - seconds_left} seconds",
        f"+{seconds_left} seconds",
        showtime,
    )
    expect(page.get_by_test_id("countdown")).to_contain_text(shown)
    page.clock.run_for(10_000)  # less than the socket waits for a sign of life
    ana.sees_notice(words)


def test_browser_language_is_respected(cinema: Cinema, visit: NewVisitor) -> None:
    html = {
        locale: visit(cinema, locale=locale).go("/").locator("html").get_attribute("lang")
        for locale in ("en-GB", "id-ID", "fr-FR")
    }
    assert html == {"en-GB": "en", "id-ID": "id", "fr-FR": "id"}
    ana = visit(cinema, locale="en-GB")
    ana.go("/").get_by_role("link", name="Indonesia").click()
    expect(ana.page.locator("html")).to_have_attribute("lang", "id")


def test_site_is_installable(cinema: Cinema, visit: NewVisitor) -> None:
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
    assert "Disallow: /ticket/" in page.request.get("/robots.txt").text()


def test_page_reads_without_scripts(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, java_script_enabled=False)
    ana.page.goto("/")
    expect(ana.page.get_by_role("link", name="Interstellar")).to_be_visible()
    ana.page.goto("/movie/7")
    expect(ana.page.get_by_role("heading", name="Interstellar")).to_be_visible()
