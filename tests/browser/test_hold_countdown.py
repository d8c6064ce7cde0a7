"""The countdown at the seat map; times are set in the database beside the server."""

import re

from playwright.sync_api import expect

from tests.support.visitor_driver import NewVisitor, Visitor
from tools.running_cinema import Cinema


def at_the_map(cinema: Cinema, visit: NewVisitor, showtime: int, *seats: str) -> Visitor:
    visitor = visit(cinema)
    visitor.go(f"/book/{showtime}")
    visitor.pick(*seats)
    return visitor


def let_holds_end(cinema: Cinema, showtime: int, *, seconds: int) -> None:
    """Let every hold of the showtime expire in `seconds`, eight minutes after it began."""
    cinema.sql(
        "UPDATE seat_claims SET held_from = datetime('now', ?) || '.000000', expires_at = datetime('now', ?) ||"
        " '.000000' WHERE showtime_id = ? AND booking_id IS NULL",
        f"{seconds - 480} seconds",
        f"{seconds} seconds",
        showtime,
    )


def confirm_despite_update(visitor: Visitor) -> None:
    """Press a confirm button that the page has just removed, as a tap before the update arrives does."""
    visitor.page.get_by_test_id("confirm").dispatch_event("click")


def bookings(cinema: Cinema, showtime: int) -> int:
    return len(cinema.sql("SELECT id FROM bookings WHERE showtime_id = ?", showtime))


def test_extending_is_offered_last_minute(cinema: Cinema, visit: NewVisitor) -> None:
    showtime = cinema.new_showtime()
    ana = at_the_map(cinema, visit, showtime, "D4", "D5")
    extend = ana.page.get_by_test_id("extend")
    countdown = ana.page.get_by_test_id("countdown")
    expect(countdown).to_contain_text("7:")
    expect(extend).to_have_count(0)
    let_holds_end(cinema, showtime, seconds=50)
    expect(countdown).to_contain_text("0:")
    extend.click()
    ana.sees_notice("Waktumu diperpanjang.")
    expect(countdown).to_contain_text("7:")
    expect(extend).to_have_count(0)
    expect(ana.page.get_by_test_id("my-seats")).to_have_text("D4, D5")
    ana.sees_notice("Waktumu diperpanjang.")
    let_holds_end(cinema, showtime, seconds=-1)
    expect(ana.page.get_by_test_id("lapsed")).to_be_visible()
    expect(ana.page.get_by_test_id("notice")).to_be_empty()  # not "you have more time" beside "time is up"


def test_lapsed_seat_can_be_booked(cinema: Cinema, visit: NewVisitor) -> None:
    showtime = cinema.new_showtime()
    ana = at_the_map(cinema, visit, showtime, "D4")
    before = bookings(cinema, showtime)  # another test may have moved one here
    let_holds_end(cinema, showtime, seconds=-1)
    expect(ana.page.get_by_test_id("lapsed")).to_contain_text("Waktunya habis, tapi kursi D4")
    expect(ana.page.get_by_test_id("countdown")).to_have_count(0)
    ana.confirm("Ana")
    expect(ana.page.get_by_test_id("ticket")).to_contain_text("D4")
    assert bookings(cinema, showtime) == before + 1


def test_lapsed_seat_taken_is_refused(cinema: Cinema, visit: NewVisitor) -> None:
    showtime = cinema.new_showtime()
    ana = at_the_map(cinema, visit, showtime, "D4")
    before = bookings(cinema, showtime)
    ana.page.fill("[name=customer_name]", "Ana")
    let_holds_end(cinema, showtime, seconds=-1)
    expect(ana.page.get_by_test_id("lapsed")).to_be_visible()
    budi = at_the_map(cinema, visit, showtime, "D4")
    ana.sees_notice("D4 sudah diambil orang lain")
    confirm_despite_update(ana)
    ana.sees_notice("Pilih dulu satu kursi.")
    expect(ana.page.locator("[name=customer_name]")).to_have_value("Ana")
    assert ana.page.url.endswith(f"/book/{showtime}")
    assert bookings(cinema, showtime) == before
    budi.sees("D4", "mine")


def test_booked_seat_is_refused_with_offer(cinema: Cinema, visit: NewVisitor) -> None:
    showtime = cinema.new_showtime()
    budi = at_the_map(cinema, visit, showtime, "D4")
    budi.confirm("Budi")
    ana = at_the_map(cinema, visit, showtime)
    ana.sees("D4", "sold")
    ana.seat("D4").click()
    ana.sees_notice("D4 sudah terjual")
    ana.sees("D4", "sold")
    offer = ana.page.get_by_test_id("notice").get_by_role("button")
    expect(offer).to_have_text(re.compile("^Ambil D[35]$"))
    seat = offer.inner_text()[-2:]
    offer.click()
    ana.sees(seat, "mine")
    expect(ana.page.get_by_test_id("notice")).to_be_empty()


def test_ended_showtime_refuses_open_page(cinema: Cinema, visit: NewVisitor) -> None:
    showtime = cinema.new_showtime()
    ana = at_the_map(cinema, visit, showtime, "D4")
    ana.page.fill("[name=customer_name]", "Ana")
    cinema.sql("UPDATE showtimes SET is_archived = 1 WHERE id = ?", showtime)
    ana.sees("D5", "blocked")
    confirm_despite_update(ana)
    ana.sees_notice("Pertunjukan ini sudah selesai.")
    assert bookings(cinema, showtime) == 0
    ana.go(f"/book/{showtime}")
    expect(ana.page.get_by_test_id("confirm")).to_have_count(0)
