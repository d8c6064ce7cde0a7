"""Everything has room on the narrowest phone: every seat, the longest names, the dialog and the pages of nothing."""

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.cinema import Cinema, Visitor, overflow
from tests.browser.conftest import NewVisitor

A_ROUNDING = 0.01  # pixels: a place on the screen is a float of 32 bits
LONGEST_NAME = "W" * 80
LONGEST_CONTACT = "w" * 108 + "@example.com"
SEATS = """all => all.map((seat) => {
  const {x, y, width, height} = seat.getBoundingClientRect();
  return [seat.dataset.seat, x, y, width, height];
})"""
CUT_OFF = """ticket => [...ticket.querySelectorAll('dd, bdi, b, small, a')]
  .filter((words) => words.getBoundingClientRect().right > ticket.getBoundingClientRect().right + 0.5)
  .map((words) => words.textContent)"""

narrow = pytest.mark.parametrize("width", [360, 390])


def on_a_phone(cinema: Cinema, visit: NewVisitor, width: int, language: str = "id") -> Visitor:
    visitor = visit(cinema, viewport={"width": width, "height": 740}, has_touch=True)
    visitor.go(f"/language/{language}")
    return visitor


@narrow
def test_every_seat_is_large_enough_for_a_thumb_and_lies_on_no_other(
    cinema: Cinema, visit: NewVisitor, width: int
) -> None:
    ana = on_a_phone(cinema, visit, width)
    page = ana.go(f"/book/{cinema.showtime(7)}")
    expect(ana.seat("A1")).to_be_visible()
    seats: list[tuple[str, float, float, float, float]] = page.locator("button[data-seat]").evaluate_all(SEATS)
    assert len(seats) > 100
    assert not [seat for seat, _, _, across, deep in seats if min(across, deep) < 40 - A_ROUNDING]
    places = sorted((y, x, across, seat) for seat, x, y, across, _ in seats)
    for (y, x, across, seat), (next_y, next_x, _, next_seat) in pairwise(places):
        assert y != next_y or x + across <= next_x + A_ROUNDING, f"{seat} lies on {next_seat}"


@narrow
def test_a_seat_at_either_end_can_be_reached_and_tapped(cinema: Cinema, visit: NewVisitor, width: int) -> None:
    ana = on_a_phone(cinema, visit, width)
    page = ana.go(f"/book/{cinema.showtime(8)}")
    last = str(page.locator("button[data-seat]").last.get_attribute("data-seat"))
    for seat in ("A1", last):
        ana.seat(seat).tap()
        ana.sees(seat, "mine")
    page.get_by_test_id("cancel").tap()
    ana.sees("A1", "free")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_longest_name_and_contact_have_room_on_the_ticket(
    cinema: Cinema, visit: NewVisitor, width: int, language: str
) -> None:
    ana = on_a_phone(cinema, visit, width, language)
    page = ana.go(f"/book/{cinema.showtime(19, before_last=1)}")
    page.locator("[data-act='party:8']").click()
    expect(page.locator("button[data-state=mine]")).to_have_count(8)
    assert overflow(page) <= 0, "with eight seats"
    page.focus("[name=customer_name]")  # upon which a phone makes room for the contact
    page.fill("[name=contact]", LONGEST_CONTACT)
    ana.confirm(LONGEST_NAME)
    expect(page.get_by_test_id("customer-name")).to_have_text(LONGEST_NAME)
    expect(page.get_by_test_id("ticket")).to_contain_text(LONGEST_CONTACT)
    assert overflow(page) <= 0, "the ticket"
    assert not page.get_by_test_id("ticket").evaluate(CUT_OFF)
    ana.go("/bookings")
    assert overflow(page) <= 0, "the bookings"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [360, 768])
def test_the_dialog_and_the_trailer_have_room(cinema: Cinema, visit: NewVisitor, width: int, language: str) -> None:
    ana = on_a_phone(cinema, visit, width, language)
    ana.context.route("https://**", lambda route: route.fulfill(status=200, content_type="text/html", body=""))
    page = ana.go("/")
    page.locator("[data-testid=movie-card][data-studio='3']").click()
    dialog = page.get_by_role("dialog")
    lies_within(dialog.get_by_test_id("showtime").last, width)
    lies_within(dialog.get_by_role("heading", level=1), width)
    page.get_by_test_id("trailer").click()
    lies_within(page.locator("iframe"), width)
    assert overflow(page) <= 0
    ana.asked_elsewhere.clear()


def lies_within(part: Locator, width: int) -> None:
    """See the part, and see that none of it is left or right of the window."""
    expect(part).to_be_visible()
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


@narrow
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_refusal_and_eight_seats_have_room(cinema: Cinema, visit: NewVisitor, width: int, language: str) -> None:
    ana = on_a_phone(cinema, visit, width, language)
    page = ana.page
    ana.go(f"/book/{cinema.showtime(9)}")
    page.locator("[data-act='party:8']").click()
    expect(page.locator("button[data-state=mine]")).to_have_count(8)
    page.locator("button[data-state=free]").first.click()
    expect(page.get_by_test_id("notice")).not_to_be_empty()
    assert overflow(page) <= 0, "a refusal"
    page.get_by_test_id("cancel").click()
    expect(page.locator("button[data-state=mine]")).to_have_count(0)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "path", ["/nowhere", "/movie/999", "/book/999999", "/ticket/XXXXX-XXXXX", "/movie/" + "x" * 300]
)
def test_an_address_that_leads_nowhere_says_so_in_the_pages_language(
    cinema: Cinema, visit: NewVisitor, path: str, language: str
) -> None:
    ana = on_a_phone(cinema, visit, 360, language)
    answer = ana.page.goto(path)
    assert answer
    assert answer.status == 404
    nowhere = {"id": "Halaman tidak ketemu", "en": "Nothing here"}
    locked = {"id": "Tiket tidak terbuka di sini", "en": "This ticket does not open here"}
    heading = (locked if path.startswith("/ticket/") else nowhere)[language]
    expect(ana.page.get_by_role("heading", name=heading)).to_be_visible()
    expect(ana.page.locator("html")).to_have_attribute("lang", language)
    assert overflow(ana.page) <= 0
    ana.complaints.clear()  # of the status 404
