"""What only a real browser shows: trailers, languages, widths, keys, headers and other hosts."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.support.visitor_driver import DESKTOP, PHONE, NewVisitor, Visitor
from tools.running_cinema import Cinema

TRAILER = "https://www.youtube-nocookie.com/embed/nA8KmHC2Z-g?autoplay=1"  # Akira's
WIDTHS = (320, 360, 390, 768, 1440, 1920)  # 320 is 640 at 200 %


@pytest.mark.parametrize("close", ["button", "key"])
def test_closing_dialog_removes_trailer(cinema: Cinema, visit: NewVisitor, close: str) -> None:
    ana = visit(cinema)
    ana.context.route("https://**", show_nothing)
    ana.go("/")
    ana.page.locator("[data-testid=movie-card][data-studio='3']").click()
    frame = ana.page.locator("iframe")
    expect(ana.page.get_by_test_id("trailer")).to_be_visible()
    expect(frame).to_have_count(0)
    assert not ana.foreign_requests
    ana.page.get_by_test_id("trailer").click()
    expect(frame).to_have_attribute("src", TRAILER)
    expect(frame).to_be_visible()
    ana.page.get_by_test_id("close-trailer").click() if close == "button" else ana.page.keyboard.press("Escape")
    expect(frame).to_have_count(0)
    expect(ana.page.get_by_test_id("trailer")).to_be_visible()
    assert ana.foreign_requests == [TRAILER]
    ana.foreign_requests.clear()


def show_nothing(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="")


def every_screen(visitor: Visitor) -> list[str]:
    """Book a seat and return the addresses of all screens."""
    showtime = visitor.cinema.new_showtime()
    visitor.go(f"/book/{showtime}")
    visitor.page.locator("button[data-state=free]").first.click()
    expect(visitor.page.locator("button[data-state=mine]")).to_have_count(1)
    code = visitor.confirm("Ana")
    visitor.page.goto(f"/book/{showtime}")
    return ["/", "/?q=zzz", "/movie/7", "/movie/19", f"/book/{showtime}", f"/ticket/{code}", "/bookings", "/sessions"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_screen_is_wider_than_the_window(cinema: Cinema, visit: NewVisitor, language: str) -> None:
    ana = visit(cinema)
    ana.go(f"/language/{language}")
    for screen in every_screen(ana):
        page = ana.go(screen)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            page.wait_for_function(FITS)  # the map is laid out after the window has its size


FITS = "document.scrollingElement.scrollWidth <= document.documentElement.clientWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, canvas')]
  .filter((each) => each.checkVisibility() && !each.closest('svg, .skip'))
  .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 39.9 || box.height < 39.9))
  .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""


def test_touch_targets_have_forty_pixels(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    for screen in every_screen(ana):
        page = ana.go(screen)
        assert page.evaluate(SMALL_TARGETS) == [], screen


def test_the_language_is_switched_and_remembered(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.go("/movie/7")
    html = ana.page.locator("html")
    expect(html).to_have_attribute("lang", "id")
    expect(ana.page.get_by_text("Jam tayang")).to_be_visible()
    ana.page.get_by_role("link", name="English").click()
    expect(html).to_have_attribute("lang", "en")
    expect(ana.page.get_by_role("heading", name="Showtimes")).to_be_visible()
    assert ana.page.url.endswith("/movie/7")
    ana.go("/bookings")
    expect(html).to_have_attribute("lang", "en")


def test_gallery_filter_is_in_address(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.go("/")
    cards = page.locator("[data-testid=movie-card]:visible")
    page.get_by_role("button", name="Romansa").click()
    expect(cards).to_have_count(2)
    page.fill("[name=q]", "la la")
    expect(cards).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/\?genre=Romance&q=la\+la$"))
    page.reload()
    expect(cards).to_have_count(1)
    expect(page.get_by_role("button", name="Romansa")).to_have_attribute("aria-pressed", "true")
    page.fill("[name=q]", "no such film")
    expect(cards).to_have_count(0)
    page.get_by_role("button", name="Tampilkan semua").click()
    expect(cards).to_have_count(21)
    expect(page).to_have_url(cinema.address + "/")


def test_the_skip_link_leads_past_the_menu(cinema: Cinema, visit: NewVisitor) -> None:
    page = visit(cinema, viewport=DESKTOP).go("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_failed_art_is_replaced(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, viewport=PHONE)
    ana.context.route("**/assets/posters/*.svg*", lambda route: route.abort())
    page = ana.go("/")
    art = page.locator("[data-studio='7'] img")
    art.scroll_into_view_if_needed()
    expect(art).to_have_attribute("src", "/posters/7.svg")
    page.wait_for_function("document.querySelector(\"[data-studio='7'] img\").naturalWidth > 0")
    page.goto("about:blank")  # or more of it fails
    ana.problems.clear()  # of the art that did not come
