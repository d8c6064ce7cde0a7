"""The panel beside the map: what it announces, what it marks, and that it covers no seat of one's own."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.visitor_driver import NewVisitor, Visitor
from tools.running_cinema import Cinema

REFUSED = "D5 baru saja dipilih orang lain"
TIME_LEFT = """(seconds) => {
  const countdown = document.querySelector("tiketa-countdown");
  const now = Number(countdown.getAttribute("now"));
  countdown.setAttribute("now", now);
  countdown.setAttribute("until", now + 1000 * seconds);
}"""


@pytest.fixture
def ana(cinema: Cinema, visit: NewVisitor) -> Visitor:
    """Return a visitor on a phone who holds D4, beside a seat that is another's."""
    showtime = cinema.new_showtime()
    cinema.sql(
        "INSERT INTO seat_claims (showtime_id, seat, visitor, held_from, expires_at)"
        " VALUES (?, 'D5', 'crowd', datetime('now') || '.000000', datetime('now', '+8 minutes') || '.000000')",
        showtime,
    )
    visitor = visit(cinema)
    visitor.go(f"/book/{showtime}")
    visitor.pick("D4")
    return visitor


def warning(page: Page) -> str:
    return page.locator("[data-time-notice]").inner_text()


def test_same_refusal_is_announced_again(ana: Visitor) -> None:
    notice = ana.page.get_by_test_id("notice")
    ana.seat("D5").click()
    ana.sees_notice(REFUSED)
    first = notice.locator("span").first.get_attribute("id")
    ana.seat("D5").click()
    expect(notice.locator("span").first).not_to_have_attribute("id", str(first))
    ana.sees_notice(REFUSED)


def test_warnings_have_their_own_place(ana: Visitor) -> None:
    page = ana.page
    ana.seat("D5").click()
    ana.sees_notice(REFUSED)
    page.evaluate(TIME_LEFT, 150)
    assert warning(page) == ""
    page.evaluate(TIME_LEFT, 45)  # as in a tab that slept over both marks
    assert warning(page) == "Waktumu tinggal satu menit."
    ana.sees_notice(REFUSED)
    page.evaluate(TIME_LEFT, 480)  # extended
    assert warning(page) == ""
    page.evaluate(TIME_LEFT, 121)
    page.evaluate(TIME_LEFT, 119)
    assert warning(page) == "Waktumu tinggal 2 menit."
    page.evaluate(TIME_LEFT, 0)
    assert warning(page) == ""


def test_browser_clock_does_not_matter(ana: Visitor) -> None:
    countdown = ana.page.get_by_test_id("countdown")
    shown = countdown.inner_text()
    ana.page.evaluate("{ const right = Date.now; Date.now = () => right() + 600_000; }")
    expect(countdown).not_to_have_text(shown)
    expect(countdown).to_have_text(re.compile("^(8:00|7:)"))


def test_missing_name_marks_its_field(ana: Visitor) -> None:
    page = ana.page
    page.get_by_test_id("confirm").click()
    name = page.locator("[name=customer_name]")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description(re.compile("^Tulis dulu namamu."))
    page.get_by_role("heading", level=1).click()
    expect(page.locator("[name=contact]")).to_be_hidden()  # the bar is closed again
    expect(ana.seat("D4")).to_be_in_viewport(ratio=1)


def test_last_booker_is_filled_in(ana: Visitor) -> None:
    ana.confirm("Ana Lestari", "ana@example.com")
    page = ana.go(f"/book/{ana.cinema.new_showtime()}")
    expect(page.locator("[name=customer_name]")).to_have_value("Ana Lestari")
    expect(page.locator("[name=contact]")).to_have_value("ana@example.com")


def test_bar_covers_no_own_seat(ana: Visitor) -> None:
    seat = ana.page.locator("button[data-seat]").last
    seat.click()
    expect(seat).to_have_attribute("data-state", "mine")
    ana.page.wait_for_function(
        """() => {
          const own = [...document.querySelectorAll("button[data-state=mine]")].at(-1);
          const {left, top, width, height} = own.getBoundingClientRect();
          return own.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        }"""
    )
    ana.page.set_viewport_size({"width": 640, "height": 450})  # 1280 x 900 at 200 %
    expect(ana.page.locator(".panel")).to_have_css("position", "static")
