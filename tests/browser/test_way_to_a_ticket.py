"""From the gallery to the ticket, with another visitor watching."""

from playwright.sync_api import expect

from tests.browser.cinema import DESKTOP, Cinema, Visitor, alive
from tests.browser.conftest import NewVisitor, OpenCinema


def test_a_visitor_books_and_another_sees_the_seats_held_and_then_sold(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi = visit(cinema), visit(cinema, viewport=DESKTOP)
    ana.go("/")
    expect(ana.page.get_by_test_id("movie-card")).to_have_count(21)
    ana.page.locator("[data-testid=movie-card][data-studio='7']").click()
    dialog = ana.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Interstellar")).to_be_visible()
    showtime = dialog.get_by_test_id("showtime").last
    number = showtime.get_attribute("data-showtime")
    showtime.click()
    ana.page.wait_for_url(f"**/book/{number}")
    alive(ana.page)
    budi.go(f"/book/{number}")

    ana.pick("C4", "C5")
    budi.sees("C4", "held")
    budi.sees("C5", "held")
    code = ana.confirm("Ana Lestari")

    ticket = ana.page.get_by_test_id("ticket")
    for words in ("Interstellar", "Studio 7 · Gargantua", "C4, C5", "WIB", "Ana Lestari"):
        expect(ticket).to_contain_text(words)
    assert ana.page.url.endswith(f"/ticket/{code}")
    budi.sees("C4", "sold")
    budi.sees("C5", "sold")
    ana.go("/bookings")
    expect(ana.page.get_by_test_id("booking")).to_contain_text(code)
    budi.go("/bookings")
    expect(budi.page.get_by_test_id("booking")).to_have_count(0)


def test_a_later_tap_releases_for_everybody(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi = visit(cinema), visit(cinema)
    for visitor in (ana, budi):
        visitor.go(f"/book/{cinema.showtime(1)}")
    ana.pick("D4")
    budi.sees("D4", "held")
    after_a_pause(ana)
    ana.seat("D4").click()
    ana.sees("D4", "free")
    budi.sees("D4", "free")


def test_a_double_tap_keeps_the_seat(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.go(f"/book/{cinema.showtime(1)}")
    ana.seat("D6").dblclick(delay=0)
    ana.pick("D8")
    ana.sees("D6", "mine")


def after_a_pause(visitor: Visitor) -> None:
    """Wait until a tap is one of its own, and not the second half of a double tap."""
    now = visitor.page.evaluate("performance.now()")
    visitor.page.wait_for_function(f"performance.now() > {now + 500}")


def test_the_same_visitors_second_tab_shows_the_same_seats_as_mine(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.go(f"/book/{cinema.showtime(2)}")
    second = ana.go(f"/book/{cinema.showtime(2)}", ana.context.new_page())
    ana.pick("E4", "E5")
    expect(second.locator("button[data-seat=E5]")).to_have_attribute("data-state", "mine")
    expect(second.get_by_test_id("my-seats")).to_have_text("E4, E5")
    second.locator("button[data-seat=E4]").click()
    expect(ana.page.get_by_test_id("my-seats")).to_have_text("E5")


def test_four_friends_find_seats_side_by_side(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.go(f"/book/{cinema.showtime(3)}")
    ana.page.get_by_role("button", name="4 kursi berdampingan").click()
    expect(ana.page.locator("button[data-state=mine]")).to_have_count(4)
    ana.page.get_by_test_id("cancel").click()
    expect(ana.page.locator("button[data-state=mine]")).to_have_count(0)
    ana.is_told("Kursi dilepas.")


def test_reload_and_restart_keep_holds_bookings_and_who_one_is(own_cinema: OpenCinema, visit: NewVisitor) -> None:
    cinema = own_cinema()
    ana = visit(cinema)
    ana.go(f"/book/{cinema.showtime(1)}")
    ana.pick("A1")
    code = ana.confirm("Ana")
    ana.go(f"/book/{cinema.showtime(2)}")
    ana.pick("B2")
    ana.page.reload()
    ana.sees("B2", "mine")

    ana.page.goto("about:blank")
    cinema.close()
    cinema.open()
    ana.go(f"/book/{cinema.showtime(2)}")
    ana.sees("B2", "mine")
    ana.go(f"/ticket/{code}")
    expect(ana.page.get_by_test_id("booking-code")).to_have_text(code)


def test_a_double_click_books_once(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.go(f"/book/{cinema.showtime(4)}")
    ana.pick("F4")
    ana.page.fill("[name=customer_name]", "Ana")
    ana.page.get_by_test_id("confirm").dblclick()
    ana.page.wait_for_url("**/ticket/*")
    ana.go("/bookings")
    expect(ana.page.get_by_test_id("booking")).to_have_count(1)


def test_a_name_is_shown_as_it_was_written(cinema: Cinema, visit: NewVisitor) -> None:
    name = '<b>Ana</b> "O\'Neil" 🎬 \u0645\u0631\u062d\u0628\u0627'
    ana = visit(cinema)
    ana.go(f"/book/{cinema.showtime(5)}")
    ana.pick("F4")
    ana.confirm(f"  {name} ")
    expect(ana.page.get_by_test_id("customer-name")).to_have_text(name)
