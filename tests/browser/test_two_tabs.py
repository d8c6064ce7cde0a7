"""One visitor in two tabs, and a server that restarts under open pages."""

from playwright.sync_api import Page, expect

from tests.support.visitor_driver import NewVisitor, Visitor, come_closer, connected
from tools.running_cinema import Cinema, OpenCinema

CONFIRM_FIVE_TIMES = """() => {
  const notice = document.querySelector('[data-testid=notice]');
  new MutationObserver(() => (sessionStorage.notices = (sessionStorage.notices ?? '') + notice.textContent.trim()))
    .observe(notice, {childList: true, subtree: true});
  for (let i = 0; i < 5; i++) document.querySelector('[data-testid=confirm]').click();
}"""


def in_two_tabs(visitor: Visitor, showtime: int) -> tuple[Page, Page]:
    return visitor.go(f"/book/{showtime}"), visitor.go(f"/book/{showtime}", visitor.context.new_page())


def test_two_tabs_make_one_booking(cinema: Cinema, visit: NewVisitor) -> None:
    ana, showtime = visit(cinema), cinema.new_showtime()
    first, second = in_two_tabs(ana, showtime)
    ana.pick("H4", "H5")
    expect(second.get_by_test_id("my-seats")).to_have_text("H4, H5")
    for tab in (first, second):
        tab.fill("[name=customer_name]", "Ana")
    for tab in (first, second):
        tab.evaluate("setTimeout(() => document.querySelector('[data-testid=confirm]').click())")
    for tab in (first, second):
        expect(tab.get_by_test_id("ticket").or_(tab.get_by_test_id("notice").get_by_text("."))).to_be_visible()
    assert len({tab.url for tab in (first, second) if "/ticket/" in tab.url}) == 1  # both may be led to the same
    assert len(cinema.sql("SELECT id FROM bookings WHERE showtime_id = ?", showtime)) == 1


def test_old_tab_confirms_nothing(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    _, second = in_two_tabs(ana, cinema.new_showtime())
    ana.pick("H4")
    expect(second.get_by_test_id("my-seats")).to_have_text("H4")
    second.fill("[name=customer_name]", "Ana")
    ana.confirm("Ana")
    expect(second.locator("button[data-seat=H4]")).to_have_attribute("data-state", "sold")
    expect(second.get_by_test_id("confirm")).to_be_hidden()
    second.get_by_test_id("confirm").dispatch_event("click")  # as a tap before the update arrives does
    expect(second.get_by_test_id("notice")).to_contain_text("Pilih dulu satu kursi.")
    ana.go("/bookings")
    expect(ana.page.get_by_test_id("booking")).to_have_count(1)


def test_repeated_confirm_is_one_ticket(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.go(f"/book/{cinema.new_showtime()}")
    ana.pick("H4")
    page.fill("[name=customer_name]", "Ana")
    page.evaluate(CONFIRM_FIVE_TIMES)
    page.wait_for_url("**/ticket/*")
    code = connected(page).get_by_test_id("booking-code").inner_text()
    assert page.evaluate("sessionStorage.notices ?? ''") == ""
    ana.go("/bookings")
    expect(page.get_by_test_id("booking")).to_have_count(1)
    expect(page.get_by_test_id("booking")).to_contain_text(code)


def test_pages_survive_a_restart(own_cinema: OpenCinema, visit: NewVisitor) -> None:
    cinema = own_cinema()
    ana, budi = visit(cinema), visit(cinema)
    showtime = cinema.new_showtime()
    ana.go(f"/language/en?next=/book/{showtime}")
    ana.pick("A1")
    code = ana.confirm("Ana")
    ana.go(f"/book/{showtime}")
    ana.pick("B2", "B3")
    ana.page.fill("[name=customer_name]", "Ana Lestari")
    budi.go(f"/book/{showtime}")
    restart(cinema, ana, budi)
    expect(ana.page.locator("[name=customer_name]")).to_have_value("Ana Lestari")
    expect(ana.page.get_by_test_id("my-seats")).to_have_text("B2, B3")
    expect(ana.page.locator("html")).to_have_attribute("lang", "en")
    expect(ana.page.get_by_test_id("countdown")).to_be_visible()
    ana.sees("A1", "sold")
    budi.sees("B2", "held")
    come_closer(ana.page)
    ana.seat("B2").click()
    ana.sees("B2", "free")
    budi.sees("B2", "free")  # live again
    budi.pick("B2")
    ana.sees("B2", "held")
    ana.go("/bookings")
    expect(ana.page.get_by_test_id("booking")).to_contain_text(code)


def restart(cinema: Cinema, *visitors: Visitor) -> None:
    """Restart the server and wait until each visitor's page has reloaded itself."""
    for visitor in visitors:
        visitor.page.evaluate("window.of_the_first_server = true")
    cinema.close()
    cinema.open()
    for visitor in visitors:
        visitor.page.wait_for_function("window.did_handshake && !window.of_the_first_server")
        visitor.problems.clear()  # of the server that was away


def test_party_is_found_one_row(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.go(f"/book/{cinema.new_showtime()}")
    mine = page.locator("button[data-state=mine]")
    for size in (2, 5, 8):
        page.get_by_role("button", name=f"{size} kursi bersebelahan").click()
        expect(mine).to_have_count(size)
        seats: list[str] = mine.evaluate_all("seats => seats.map((seat) => seat.dataset.seat)")
        assert len({seat[0] for seat in seats}) == 1, seats
        numbers = sorted(int(seat[1:]) for seat in seats)
        assert numbers == list(range(numbers[0], numbers[0] + size))
    page.get_by_test_id("cancel").click()
    expect(mine).to_have_count(0)
