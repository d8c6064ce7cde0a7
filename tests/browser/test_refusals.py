"""What is refused, in the visitor's words, with nothing lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.cinema import Cinema, Visitor
from tests.browser.conftest import NewVisitor, OpenCinema

NINTH = {"id": "Paling banyak 8 kursi sekaligus.", "en": "8 seats at most."}
LOST = {"id": "C4 baru saja dipilih orang lain", "en": "C4 was just picked by someone else"}
NO_SEAT = {"id": "Z99 tidak ada di studio ini", "en": "Z99 is not in this studio"}


def speaker(cinema: Cinema, visit: NewVisitor, language: str, showtime: int) -> Visitor:
    visitor = visit(cinema)
    visitor.go(f"/language/{language}?next=/book/{showtime}")
    return visitor


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_ninth_seat_is_refused_in_words(cinema: Cinema, visit: NewVisitor, language: str) -> None:
    ana = speaker(cinema, visit, language, cinema.showtime(9))
    ana.page.locator("[data-act='party:8']").click()
    expect(ana.page.locator("button[data-state=mine]")).to_have_count(8)
    ana.page.locator("button[data-state=free]").first.click()
    ana.is_told(NINTH[language])
    expect(ana.page.locator("button[data-state=mine]")).to_have_count(8)
    ana.page.get_by_test_id("cancel").click()


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_seat_that_was_just_taken_is_refused_and_the_nearest_is_offered(
    cinema: Cinema, visit: NewVisitor, language: str
) -> None:
    showtime = cinema.showtime(10)
    ana, budi = speaker(cinema, visit, language, showtime), visit(cinema)
    budi.go(f"/book/{showtime}")
    budi.pick("C4")
    ana.sees("C4", "held")
    ana.seat("C4").click()
    ana.is_told(LOST[language])
    offered = ana.page.locator("[data-act^='take:']")
    seat = (offered.get_attribute("data-act") or "").removeprefix("take:")
    offered.click()
    ana.sees(seat, "mine")
    budi.page.get_by_test_id("cancel").click()
    ana.sees("C4", "free")
    ana.page.get_by_test_id("cancel").click()


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_seat_that_no_hall_has_is_refused(cinema: Cinema, visit: NewVisitor, language: str) -> None:
    ana = speaker(cinema, visit, language, cinema.showtime(11))
    ana.page.evaluate("document.querySelector('[data-seat=A1]').dataset.seat = 'Z99'")
    ana.page.locator("[data-seat=Z99]").click()
    ana.is_told(NO_SEAT[language])
    expect(ana.page.locator("button[data-state=mine]")).to_have_count(0)
    ana.pick("A2")
    expect(ana.page.get_by_test_id("notice")).to_be_empty()
    ana.page.get_by_test_id("cancel").click()
    ana.sees("A2", "free")


RUBBISH = """() => {
  const rubbish = [null, 7, ['K1'], {seat: 'K1'}, 'x'.repeat(10000), 'party:-1', 'party:99', 'take:', 'take:K1 K2', ''];
  const send = (event) => window.socket.emit('event', event);
  const ours = Object.entries(mounted_app.elements).filter(([, {props}]) => props.template || props.layout);
  for (const [id, {events}] of ours)
    for (const {listener_id} of events)
      for (const args of rubbish)
        send({id: Number(id), client_id: window.clientId, listener_id, args: [JSON.stringify(args)]});
}"""


def test_what_no_button_sends_changes_nothing(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.go(f"/book/{cinema.showtime(11)}")
    ana.pick("D4")
    page.evaluate(RUBBISH)
    ana.seat("D5").click()
    ana.sees("D5", "mine")
    expect(page.get_by_test_id("my-seats")).to_have_text("D4, D5")
    page.get_by_test_id("cancel").click()


def test_time_that_ran_out_is_said_and_the_seat_is_still_good_if_nobody_took_it(
    own_cinema: OpenCinema, visit: NewVisitor
) -> None:
    cinema = own_cinema()
    ana, budi = visit(cinema), visit(cinema)
    showtime = cinema.showtime(1)
    for visitor in (ana, budi):
        visitor.go(f"/book/{showtime}")
    ana.pick("C4", "C5")
    run_out(cinema)
    expect(ana.page.get_by_test_id("lapsed")).to_contain_text("C4, C5")
    budi.sees("C4", "free")
    ana.confirm("Ana")
    budi.sees("C4", "sold")


def test_time_that_ran_out_and_a_seat_that_another_took_is_refused(own_cinema: OpenCinema, visit: NewVisitor) -> None:
    cinema = own_cinema()
    ana, budi = visit(cinema), visit(cinema)
    showtime = cinema.showtime(1)
    for visitor in (ana, budi):
        visitor.go(f"/book/{showtime}")
    ana.pick("C4")
    run_out(cinema)
    expect(ana.page.get_by_test_id("lapsed")).to_contain_text("C4")
    budi.pick("C4")
    ana.sees("C4", "held")
    ana.is_told("C4 sudah diambil orang lain")
    ana.page.locator("[data-act^='take:']").click()
    expect(ana.page.locator("button[data-state=mine]")).to_have_count(1)
    assert cinema.sql("SELECT count(*) FROM bookings") == [(0,)]


def run_out(cinema: Cinema) -> None:
    """Let every hold's time have ended a second ago."""
    cinema.sql(
        "UPDATE seat_claims SET held_from = datetime('now', '-481 seconds') || '.000000',"
        " expires_at = datetime('now', '-1 second') || '.000000' WHERE booking_id IS NULL"
    )


def test_in_the_last_minute_one_can_extend(own_cinema: OpenCinema, visit: NewVisitor) -> None:
    cinema = own_cinema(HOLD_SECONDS="59")
    ana = visit(cinema)
    ana.go(f"/book/{cinema.showtime(1)}")
    ana.pick("C4")
    before = cinema.sql("SELECT expires_at FROM seat_claims")
    ana.page.get_by_test_id("extend").click()
    ana.is_told("Waktumu diperpanjang.")
    assert cinema.sql("SELECT expires_at FROM seat_claims") > before


def test_a_nameless_booking_is_refused_and_the_seats_stay(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.go(f"/book/{cinema.showtime(12)}")
    ana.pick("E4")
    ana.page.fill("[name=customer_name]", "   ")
    ana.page.get_by_test_id("confirm").click()
    ana.is_told("Tulis nama")
    ana.sees("E4", "mine")
    ana.page.get_by_test_id("cancel").click()
