"""A tap says what is wanted, have it or let it go: repeated, it changes nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.visitor_driver import DESKTOP, NewVisitor, Visitor
from tools.running_cinema import Cinema

SOFAS = 21  # the studio with sofas


@pytest.fixture
def at_sofas(cinema: Cinema, visit: NewVisitor) -> Visitor:
    ana = visit(cinema, viewport=DESKTOP)
    ana.go(f"/book/{cinema.new_showtime(SOFAS)}")
    return ana


def claimed(visitor: Visitor, showtime: str) -> int:
    [[count]] = visitor.cinema.sql("SELECT count(*) FROM seat_claims WHERE showtime_id = ?", int(showtime))
    return int(str(count))


def tap_twice(page: Page, first: str, second: str, milliseconds: int) -> None:
    """Tap two seats, so many milliseconds apart."""
    page.evaluate(
        """async ([first, second, apart]) => {
          const tap = (seat) => document.querySelector(`[data-seat=${seat}]`).click();
          tap(first);
          await new Promise((done) => setTimeout(done, apart));
          tap(second);
        }""",
        [first, second, milliseconds],
    )


def test_double_taps_keep_their_seats(at_sofas: Visitor) -> None:
    page, showtime = at_sofas.page, at_sofas.page.url.rpartition("/")[2]
    for apart, first, second in ((60, "D4", "D4"), (250, "D6", "D6"), (400, "A1", "A2")):
        tap_twice(page, first, second, apart)
        at_sofas.sees(second, "mine")
    at_sofas.seat("D8").focus()
    for _ in range(2):
        page.keyboard.press("Enter")
    at_sofas.sees("D8", "mine")
    at_sofas.pick("D9")  # by then all earlier taps have been answered
    assert claimed(at_sofas, showtime) == 6
    at_sofas.pause()
    at_sofas.seat("D4").dblclick()
    at_sofas.sees("D4", "free")
    at_sofas.pause()
    at_sofas.seat("A1").dblclick()
    at_sofas.sees("A2", "free")
    assert claimed(at_sofas, showtime) == 3


def test_double_click_presses_button_once(at_sofas: Visitor) -> None:
    chip = at_sofas.page.get_by_role("button", name="Dengan tempat kursi roda")
    for pressed in ("true", "false"):
        chip.dblclick()
        expect(chip).to_have_attribute("aria-pressed", pressed)
        at_sofas.pause()
        expect(chip).to_have_attribute("aria-pressed", pressed)
