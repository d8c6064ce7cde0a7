"""What only a real browser shows: trailers, languages, widths, keys, headers and other hosts."""

import re

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.cinema import DESKTOP, PHONE, Cinema, Visitor, overflow
from tests.browser.conftest import NewVisitor

TRAILER = "https://www.youtube-nocookie.com/embed/nA8KmHC2Z-g?autoplay=1"  # Akira's


@pytest.mark.parametrize("close", ["button", "key"])
def test_the_trailer_is_there_only_while_its_dialog_is_open(cinema: Cinema, visit: NewVisitor, close: str) -> None:
    ana = visit(cinema)
    ana.context.route("https://**", show_nothing)
    ana.go("/")
    ana.page.locator("[data-testid=movie-card][data-studio='3']").click()
    frame = ana.page.locator("iframe")
    expect(ana.page.get_by_test_id("trailer")).to_be_visible()
    expect(frame).to_have_count(0)
    assert not ana.asked_elsewhere
    ana.page.get_by_test_id("trailer").click()
    expect(frame).to_have_attribute("src", TRAILER)
    expect(frame).to_be_visible()
    ana.page.get_by_test_id("close-trailer").click() if close == "button" else ana.page.keyboard.press("Escape")
    expect(frame).to_have_count(0)
    expect(ana.page.get_by_test_id("trailer")).to_be_visible()
    assert ana.asked_elsewhere == [TRAILER]
    ana.asked_elsewhere.clear()


def show_nothing(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="")


def every_screen(visitor: Visitor) -> list[str]:
    """Book a seat and return the addresses of all screens."""
    showtime = visitor.cinema.showtime(6)
    visitor.go(f"/book/{showtime}")
    visitor.page.locator("button[data-state=free]").first.click()
    expect(visitor.page.locator("button[data-state=mine]")).to_have_count(1)
    code = visitor.confirm("Ana")
    visitor.page.goto(f"/book/{showtime}")
    return ["/", "/?q=zzz", "/movie/7", "/movie/19", f"/book/{showtime}", f"/ticket/{code}", "/bookings"]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [320, 360, 390, 768, 1440, 1920])  # 320 is 640 at 200 %
def test_no_screen_is_wider_than_the_window(cinema: Cinema, visit: NewVisitor, width: int, language: str) -> None:
    ana = visit(cinema, viewport={"width": width, "height": 844})
    ana.go(f"/language/{language}")
    for screen in every_screen(ana):
        ana.go(screen)
        assert overflow(ana.page) <= 0, screen


SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, canvas')]
  .filter((each) => each.checkVisibility() && !each.closest('svg, .skip'))
  .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 39.9 || box.height < 39.9))
  .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""


def test_whatever_a_thumb_may_want_has_forty_pixels(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    for screen in every_screen(ana):
        page = ana.go(screen)
        assert page.evaluate(SMALL_TARGETS) == [], screen


@pytest.mark.parametrize("width", [360, 390])
def test_seats_are_large_enough_for_a_thumb(cinema: Cinema, visit: NewVisitor, width: int) -> None:
    ana = visit(cinema, viewport={"width": width, "height": 740})
    ana.go(f"/book/{cinema.showtime(1)}")
    box = ana.seat("C4").bounding_box()
    assert box
    assert box["width"] >= 40
    assert box["height"] >= 40


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


def test_the_gallery_is_narrowed_and_the_address_keeps_it(cinema: Cinema, visit: NewVisitor) -> None:
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


def test_a_dialog_is_opened_and_closed_by_keyboard_and_gives_the_focus_back(cinema: Cinema, visit: NewVisitor) -> None:
    page = visit(cinema, viewport=DESKTOP).go("/")
    tab_to(page, "movie-card")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[data-testid=movie-card][data-studio='1']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    tab_to(page, "showtime")
    page.keyboard.press("Enter")
    page.wait_for_url("**/book/*")


def test_seats_are_picked_and_booked_by_keyboard(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, viewport=DESKTOP)
    page = ana.go(f"/book/{cinema.showtime(8)}")
    tab_to(page, "A1", "seat")
    for key in ("ArrowDown", "ArrowRight", "End", "Home", "ArrowRight"):
        page.keyboard.press(key)
    expect(ana.seat("B2")).to_be_focused()
    page.keyboard.press("Space")
    ana.sees("B2", "mine")
    expect(page.get_by_role("button", name="Baris B, kursi 2, kursimu", pressed=True)).to_be_focused()
    page.keyboard.press("Space")
    ana.sees("B2", "free")
    page.keyboard.press("Enter")
    ana.sees("B2", "mine")
    expect(page.get_by_test_id("cancel")).to_be_visible()
    while page.evaluate("document.activeElement.name") != "customer_name":
        page.keyboard.press("Tab")
    page.keyboard.type("Ana")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ticket/*")


def tab_to(page: Page, wanted: str, kind: str = "testid") -> None:
    """Press the tab key until the element has the focus, which it must within a hundred stops."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.dataset.{kind}") == wanted:
            return
    pytest.fail(f"no tab stop at {wanted}")


def test_seats_say_what_they_are_in_both_languages(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.go(f"/book/{cinema.showtime(1)}")
    expect(page.get_by_role("button", name="Baris C, kursi 7, tersedia")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Row C, seat 7, free")).to_be_visible()


def test_a_foreign_page_gets_no_socket(cinema: Cinema) -> None:
    socket = f"{cinema.address}/_nicegui_ws/socket.io/?EIO=4&transport=polling"
    assert httpx.get(socket, headers={"Origin": "https://evil.example"}).status_code in {400, 403}
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    answer = httpx.get(
        socket.replace("polling", "websocket"), headers={**upgrade, **key, "Origin": "https://evil.example"}
    )
    assert answer.status_code in {400, 403}


def test_pages_carry_the_browsers_rules(cinema: Cinema) -> None:
    first, second = httpx.get(cinema.address), httpx.get(cinema.address)
    assert first.headers["x-frame-options"] == "DENY"
    assert first.headers["x-content-type-options"] == "nosniff"
    policy = first.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert policy != second.headers["content-security-policy"]
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie  # by http at home; the next one came by https, says the proxy
    proxied = httpx.get(cinema.address, headers={"X-Forwarded-Proto": "https"})
    assert "secure" in proxied.headers["set-cookie"].lower()


def test_art_that_fails_to_load_is_drawn_anew(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, viewport=PHONE)
    ana.context.route("**/assets/posters/*.svg*", lambda route: route.abort())
    page = ana.go("/")
    art = page.locator("[data-studio='7'] img")
    art.scroll_into_view_if_needed()
    expect(art).to_have_attribute("src", "/posters/7.svg")
    page.wait_for_function("document.querySelector(\"[data-studio='7'] img\").naturalWidth > 0")
    ana.complaints.clear()  # of the art that did not come
