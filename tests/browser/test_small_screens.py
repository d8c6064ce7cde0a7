"""Everything fits on the narrowest phone: seats, the longest names, the dialog and error pages."""

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect

from tests.support.visitor_driver import NewVisitor, Visitor, overflow
from tools.running_cinema import Cinema

A_ROUNDING = 0.01  # pixels: positions on the screen are 32-bit floats
LONGEST_NAME = "W" * 80
LONGEST_CONTACT = "w" * 108 + "@example.com"
SEATS = """all => all.map((seat) => {
  const {x, y, width, height} = seat.getBoundingClientRect();
  return [seat.dataset.seat, x, y, width, height];
})"""
CUT_OFF = """ticket => [...ticket.querySelectorAll('dd, bdi, b, small, a')]
  .filter((words) => !words.closest('.stubs__row'))  // which is swiped
  .filter((words) => words.getBoundingClientRect().right > ticket.getBoundingClientRect().right + 0.5)
  .map((words) => words.textContent)"""

NARROWEST = 360  # pixels
WIDTHS = (NARROWEST, 768, 1440)
both = pytest.mark.parametrize("language", ["id", "en"])


def on_a_phone(cinema: Cinema, visit: NewVisitor, width: int = NARROWEST, language: str = "id") -> Visitor:
    visitor = visit(cinema, viewport={"width": width, "height": 740}, has_touch=True)
    visitor.go(f"/language/{language}")
    return visitor


@pytest.mark.parametrize("width", [NARROWEST, 390])
def test_seats_are_thumb_sized(cinema: Cinema, visit: NewVisitor, width: int) -> None:
    ana = on_a_phone(cinema, visit, width)
    page = ana.go(f"/book/{cinema.showtime(7)}")
    expect(ana.seat("A1")).to_be_visible()
    seats: list[tuple[str, float, float, float, float]] = page.locator("button[data-seat]").evaluate_all(SEATS)
    assert len(seats) > 100
    assert not [seat for seat, _, _, across, deep in seats if min(across, deep) < 40 - A_ROUNDING]
    places = sorted((y, x, across, seat) for seat, x, y, across, _ in seats)
    for (y, x, across, seat), (next_y, next_x, _, next_seat) in pairwise(places):
        assert y != next_y or x + across <= next_x + A_ROUNDING, f"{seat} lies on {next_seat}"


def test_outermost_seats_can_be_tapped(cinema: Cinema, visit: NewVisitor) -> None:
    ana = on_a_phone(cinema, visit)
    page = ana.go(f"/book/{cinema.new_showtime()}")
    last = str(page.locator("button[data-seat]").last.get_attribute("data-seat"))
    for seat in ("A1", last):
        ana.seat(seat).tap()
        ana.sees(seat, "mine")


@both
def test_longest_name_fits_the_ticket(cinema: Cinema, visit: NewVisitor, language: str) -> None:
    ana = on_a_phone(cinema, visit, language=language)
    page = ana.go(f"/book/{cinema.new_showtime()}")
    page.locator("[data-args='{\"size\": 8}']").click()
    expect(page.locator("button[data-state=mine]")).to_have_count(8)
    assert overflow(page) <= 0, "with eight seats"
    ana.confirm(LONGEST_NAME, LONGEST_CONTACT)
    expect(page.get_by_test_id("customer-name")).to_have_text(LONGEST_NAME)
    expect(page.get_by_test_id("ticket")).to_contain_text(LONGEST_CONTACT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        assert overflow(page) <= 0, f"the ticket, {width} pixels"
        assert not page.get_by_test_id("ticket").evaluate(CUT_OFF)
    ana.go("/bookings")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        assert overflow(page) <= 0, f"the bookings, {width} pixels"


@both
def test_the_dialog_and_the_trailer_have_room(cinema: Cinema, visit: NewVisitor, language: str) -> None:
    ana, width = on_a_phone(cinema, visit, language=language), NARROWEST
    ana.context.route("https://**", lambda route: route.fulfill(status=200, content_type="text/html", body=""))
    page = ana.go("/")
    page.locator("[data-testid=movie-card][data-studio='3']").click()
    dialog = page.get_by_role("dialog")
    lies_within(dialog.get_by_test_id("showtime").last, width)
    lies_within(dialog.get_by_role("heading", level=1), width)
    page.get_by_test_id("trailer").click()
    lies_within(page.locator("iframe"), width)
    assert overflow(page) <= 0
    ana.foreign_requests.clear()


def lies_within(part: Locator, width: int) -> None:
    """See the part, and see that none of it is left or right of the window."""
    expect(part).to_be_visible()
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


@both
def test_a_refusal_and_eight_seats_have_room(cinema: Cinema, visit: NewVisitor, language: str) -> None:
    ana = on_a_phone(cinema, visit, language=language)
    page = ana.page
    ana.go(f"/book/{cinema.new_showtime()}")
    page.locator("[data-args='{\"size\": 8}']").click()
    expect(page.locator("button[data-state=mine]")).to_have_count(8)
    page.locator("button[data-state=free]").first.click()
    expect(page.get_by_test_id("notice")).not_to_be_empty()
    assert overflow(page) <= 0, "a refusal"


@both
def test_an_address_that_leads_nowhere_has_room(cinema: Cinema, visit: NewVisitor, language: str) -> None:
    ana = on_a_phone(cinema, visit, language=language)
    for path in ("/nowhere", "/ticket/XXXXX-XXXXX", "/movie/" + "x" * 300):
        answer = ana.page.goto(path)
        assert answer
        assert answer.status == 404
        assert overflow(ana.page) <= 0, path
    ana.problems.clear()  # of the status 404


def test_genre_chips_are_not_crushed(cinema: Cinema, visit: NewVisitor) -> None:
    page = visit(cinema).go("/")
    chips = page.locator(".filter .chip").evaluate_all(
        "all => all.map((chip) => ({ left: chip.offsetLeft, wide: chip.offsetWidth, words: chip.scrollWidth }))"
    )
    assert len(chips) > 5
    assert all(chip["words"] <= chip["wide"] for chip in chips)
    assert all(one["left"] + one["wide"] <= other["left"] for one, other in pairwise(chips))
