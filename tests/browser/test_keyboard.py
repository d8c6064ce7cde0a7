"""From the gallery to the ticket without a mouse, in English: no address is typed and nothing is clicked."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.visitor_driver import DESKTOP, NewVisitor, Visitor, connected
from tools.running_cinema import Cinema


def tab_until(page: Page, said: str) -> None:
    """Press the tab key until the focus is where the JavaScript says, within a hundred stops."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate(f"((at) => {said})(document.activeElement)"):
            return
    pytest.fail(f"no stop where {said}")


def test_keyboard_alone_gets_a_ticket(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, viewport=DESKTOP, locale="en-GB")
    page = ana.go("/")
    from_the_gallery_to_the_map(page)
    seats = two_seats_at_the_end(ana)
    expect(page.get_by_test_id("my-seats")).to_have_text(seats)
    tab_until(page, "at.name === 'customer_name'")
    page.keyboard.type("Ana Lestari")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ticket/*")
    connected(page)
    expect(page.get_by_test_id("customer-name")).to_have_text("Ana Lestari")
    expect(page.get_by_test_id("ticket")).to_contain_text(seats)
    tab_until(page, "at.pathname === '/bookings'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bookings")
    expect(page.get_by_test_id("booking")).to_have_count(1)


def from_the_gallery_to_the_map(page: Page) -> None:
    """Open a movie, close it, open it again, and go to its last showtime."""
    card = page.locator("[data-testid=movie-card][data-studio='3']")
    dialog = page.get_by_role("dialog")
    tab_until(page, "at.dataset.testid === 'movie-card' && at.dataset.studio === '3'")
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(card).to_be_focused()

    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    last = dialog.get_by_test_id("showtime").last.get_attribute("data-showtime")
    tab_until(page, f"at.dataset.showtime === '{last}'")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/book/{last}")
    connected(page)


def two_seats_at_the_end(ana: Visitor) -> str:
    """Pick the two seats at the right end of row A by arrow keys, Space and Enter; return their names."""
    page = ana.page
    tab_until(page, "at.dataset.seat")
    page.keyboard.press("Home")
    first = str(page.evaluate("document.activeElement.dataset.seat"))
    page.keyboard.press("End")
    end = str(page.evaluate("document.activeElement.dataset.seat"))
    assert (first, end[0]) == ("A1", "A")
    page.keyboard.press("ArrowLeft")
    before_end = f"A{int(end[1:]) - 1}"
    expect(ana.seat(before_end)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-seat^=B]:focus")).to_have_count(1)
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-seat^=A]:focus")).to_have_count(1)
    page.keyboard.press("End")
    page.keyboard.press("Space")
    ana.sees(end, "mine")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    ana.sees(before_end, "mine")
    return f"{before_end}, {end}"


def test_map_is_one_tab_stop(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, viewport=DESKTOP)
    page = ana.go(f"/book/{cinema.showtime(5)}")
    tab_until(page, "at.dataset.seat")
    for key in ("ArrowDown", "ArrowDown", "End"):
        page.keyboard.press(key)
    seat = str(page.evaluate("document.activeElement.dataset.seat"))
    assert seat.startswith("C")
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.dataset.seat ?? ''")
    page.keyboard.press("Shift+Tab")
    expect(ana.seat(seat)).to_be_focused()
    expect(page.locator("[data-seat][tabindex='0']")).to_have_count(1)


def test_arrow_keys_stay_in_hall(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, viewport=DESKTOP)
    page = ana.go(f"/book/{cinema.showtime(5)}")
    tab_until(page, "at.dataset.seat")
    for key in ("Home", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
        expect(ana.seat("A1")).to_be_focused()
    last = str(page.locator("[data-seat]").last.get_attribute("data-seat"))
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    for key in ("ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
        expect(ana.seat(last)).to_be_focused()


STATES = {  # of J3, J5, J7 and J9
    "id": ("terjual", "sedang dipilih orang lain", "kursimu", "tersedia"),
    "en": ("sold", "being picked by someone else", "yours", "free"),
}


@pytest.mark.parametrize("language", ["id", "en"])
def test_seats_announce_every_state(cinema: Cinema, visit: NewVisitor, language: str) -> None:
    showtime = cinema.new_showtime()
    ana, budi = visit(cinema), visit(cinema)
    budi.go(f"/book/{showtime}")
    budi.pick("J3")
    budi.confirm("Budi")
    budi.go(f"/book/{showtime}")
    budi.pick("J5")
    page = ana.go(f"/language/{language}?next=/book/{showtime}")
    ana.pick("J7")
    place = {"id": "Baris J, kursi {}, {}", "en": "Row J, seat {}, {}"}[language]
    for seat, state in zip(("J3", "J5", "J7", "J9"), STATES[language], strict=True):
        expect(ana.seat(seat)).to_have_accessible_name(place.format(seat[1:], state))
        expect(ana.seat(seat)).to_have_attribute("aria-pressed", "true" if seat == "J7" else "false")
    names: list[str] = page.locator("[data-seat]").evaluate_all("all => all.map((seat) => seat.ariaLabel)")
    assert len(set(names)) == len(names)
    place, special = (
        {"id": r"Baris [A-Z], kursi \d+", "en": r"Row [A-Z], seat \d+"}[language],
        r"(, [\w ]+, Rp\s[\d.]+)?",
    )
    kind = place + special + r", [\w ]+"
    assert not [name for name in names if not re.fullmatch(kind, name)]
