"""Refusals, in the visitor's language, that lose nothing."""

import json
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from components.errors import crowded_page
from components.words import Words
from tests.support.accessibility import is_fine
from tests.support.visitor_driver import NewVisitor, overflow
from tools.running_cinema import Cinema


def test_a_ninth_seat_is_refused_in_words(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.go(f"/book/{cinema.new_showtime()}")
    ana.page.locator("[data-args='{\"size\": 8}']").click()
    expect(ana.page.locator("button[data-state=mine]")).to_have_count(8)
    ana.page.locator("button[data-state=free]").first.click()
    ana.sees_notice("Paling banyak 8 kursi sekaligus.")
    expect(ana.page.locator("button[data-state=mine]")).to_have_count(8)


def test_taken_seat_is_refused_with_offer(cinema: Cinema, visit: NewVisitor) -> None:
    showtime = cinema.new_showtime()
    ana, budi = visit(cinema), visit(cinema)
    ana.go(f"/language/en?next=/book/{showtime}")
    budi.go(f"/book/{showtime}")
    budi.pick("C4")
    ana.sees("C4", "held")
    ana.seat("C4").click()
    ana.sees_notice("C4 was just picked by someone else")
    offered = ana.page.locator("[data-action=take]")
    [seat] = json.loads(offered.get_attribute("data-args") or "")["seats"]
    offered.click()
    ana.sees(seat, "mine")


def test_unknown_seat_is_refused(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.go(f"/book/{cinema.new_showtime()}")
    ana.page.evaluate("document.querySelector('[data-seat=A1]').dataset.seat = 'Z99'")
    ana.page.locator("[data-seat=Z99]").click()
    ana.sees_notice("Z99 tidak ada di studio ini")
    expect(ana.page.locator("button[data-state=mine]")).to_have_count(0)
    ana.pick("A2")
    expect(ana.page.get_by_test_id("notice")).to_be_empty()


def test_refused_page_loads_again_itself(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    refusal = crowded_page(Words("id", ZoneInfo("Asia/Jakarta")), here="/bookings", wait=2)
    answer = {"status": 429, "headers": {"content-type": "text/html", "refresh": "2"}, "body": refusal}
    ana.context.route("**/bookings", lambda route: route.fulfill(**answer), times=1)
    page = ana.page
    page.goto("/bookings")
    expect(page.get_by_role("heading", name="Pelan-pelan sebentar")).to_be_visible()
    assert overflow(page) <= 0
    expect(page.get_by_role("heading", name="Tiketku")).to_be_visible()
    ana.context.route("**/bookings", lambda route: route.fulfill(**answer | {"headers": {"content-type": "text/html"}}))
    page.goto("/bookings")
    is_fine(page, "too many pages")
    ana.problems.clear()  # of the status 429


def test_offline_links_stay_on_the_page(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.go("/movie/7")
    ana.context.set_offline(True)
    trouble = page.get_by_role("alert").filter(has_text="Koneksi terputus")
    expect(trouble).to_be_visible()
    page.get_by_role("link", name="Tiketku").click()
    expect(page).to_have_url(f"{cinema.address}/movie/7")
    ana.context.set_offline(False)
    expect(trouble).to_be_hidden()
    page.get_by_role("link", name="Tiketku").click()
    expect(page).to_have_url(f"{cinema.address}/bookings")
    ana.problems.clear()  # of the connection that was away


RUBBISH = """() => {
  const rubbish = [null, 7, ['K1'], {seat: 'K1'}, 'x'.repeat(10000), 'party:-1', 'party:99', 'take:', 'take:K1 K2', ''];
  const send = (event) => window.socket.emit('event', event);
  const ours = Object.entries(mounted_app.elements).filter(([, {props}]) => props.template || props.layout);
  for (const [id, {events}] of ours)
    for (const {listener_id} of events)
      for (const args of rubbish)
        send({id: Number(id), client_id: window.clientId, listener_id, args: [JSON.stringify(args)]});
}"""


def test_forged_messages_change_nothing(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.go(f"/book/{cinema.new_showtime()}")
    ana.pick("D4")
    page.evaluate(RUBBISH)
    ana.seat("D5").click()
    ana.sees("D5", "mine")
    expect(page.get_by_test_id("my-seats")).to_have_text("D4, D5")
