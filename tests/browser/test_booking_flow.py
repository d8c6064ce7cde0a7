"""From the gallery to the ticket, with another visitor watching."""

from playwright.sync_api import expect

from tests.support.visitor_driver import DESKTOP, NewVisitor, connected
from tools.running_cinema import Cinema


def test_other_visitor_follows_a_booking(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi = visit(cinema), visit(cinema, viewport=DESKTOP)
    ana.go("/")
    expect(ana.page.get_by_test_id("movie-card")).to_have_count(21)
    ana.page.locator("[data-testid=movie-card][data-studio='7']").click()
    dialog = ana.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Interstellar")).to_be_visible()
    number = cinema.new_showtime(7)
    dialog.locator(".days .chip").last.click()
    dialog.locator(f"[data-testid=showtime][data-showtime='{number}']").click()
    ana.page.wait_for_url(f"**/book/{number}")
    connected(ana.page)
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
    showtime = cinema.new_showtime()
    for visitor in (ana, budi):
        visitor.go(f"/book/{showtime}")
    ana.pick("D4")
    budi.sees("D4", "held")
    ana.pause()
    ana.seat("D4").click()
    ana.sees("D4", "free")
    budi.sees("D4", "free")


def test_a_double_tap_keeps_the_seat(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.go(f"/book/{cinema.new_showtime()}")
    ana.seat("D6").dblclick(delay=0)
    ana.pick("D8")
    ana.sees("D6", "mine")


def test_name_is_shown_as_written(cinema: Cinema, visit: NewVisitor) -> None:
    name = '<b>Ana</b> "O\'Neil" 🎬 \u0645\u0631\u062d\u0628\u0627'
    ana = visit(cinema)
    ana.go(f"/book/{cinema.new_showtime()}")
    ana.pick("F4")
    ana.confirm(f"  {name} ")
    expect(ana.page.get_by_test_id("customer-name")).to_have_text(name)
