"""Bookings are cancelled, moved, released and opened on other devices; other pages follow live."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from playwright.sync_api import expect

from tests.support.mail_server import mail_server
from tests.support.visitor_driver import DESKTOP, NewVisitor, Visitor, connected
from tools.running_cinema import Cinema, OpenCinema

REMEMBERED = "localStorage.getItem('tiketa: who booked last')"


def test_cancelled_seat_is_free_everywhere(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi = visit(cinema), visit(cinema, viewport=DESKTOP)
    showtime = cinema.new_showtime()
    code = ana.book(showtime, "C4", "C5")
    second = ana.go(f"/ticket/{code}", ana.context.new_page())
    budi.go(f"/book/{showtime}")
    budi.sees("C4", "sold")
    page = ana.page
    page.locator("[data-args*='C5']").click()
    page.get_by_role("button", name="Batalkan C4").click()
    expect(page.get_by_test_id("sure")).to_contain_text("tidak bisa diurungkan")
    page.get_by_test_id("yes").click()
    budi.sees("C4", "free")
    budi.sees("C5", "sold")
    ana.sees_notice("Kursinya sudah dibatalkan.")
    expect(page.get_by_test_id("notice")).to_be_in_viewport()
    expect(second.get_by_test_id("stub")).to_have_count(1)
    page.get_by_role("button", name="Batalkan seluruh pesanan").click()
    page.get_by_test_id("yes").click()
    budi.sees("C5", "free")
    for tab in (page, second):
        expect(tab.get_by_test_id("ticket")).to_have_attribute("data-status", "cancelled")
        expect(tab.get_by_test_id("stub")).to_have_count(0)
        expect(tab.get_by_test_id("change")).to_have_count(0)


def test_sofa_is_cancelled_whole(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.book(cinema.new_showtime(21), "A1", "D4")
    page = ana.page
    expect(page.locator("[data-action=choose]")).to_have_text(["A1, A2", "D4"])
    page.locator("[data-args*='D4']").click()
    page.get_by_role("button", name="Batalkan A1, A2").click()
    expect(page.get_by_test_id("sure")).to_contain_text("Batalkan A1, A2 untuk")
    page.get_by_test_id("yes").click()
    expect(page.get_by_test_id("stub")).to_have_count(1)
    expect(page.get_by_test_id("stub")).to_have_attribute("data-stub", "D4")


def test_keyboard_cancel_moves_the_focus(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.book(cinema.new_showtime(), "C4", "C5")
    page = ana.page
    page.locator(".change__showtimes summary").click()
    page.locator("[data-args*='C5']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-args*='C5']")).to_be_focused()
    expect(page.locator(".change__showtimes")).to_have_attribute("open", "")
    page.get_by_role("button", name="Batalkan C4").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("sure")).to_be_focused()
    expect(page.get_by_test_id("sure")).to_have_accessible_name(re.compile("Batalkan C4 untuk"))
    page.keyboard.press("Tab")  # the safe choice comes first
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("change")).to_be_focused()


def test_seat_move_is_seen_live(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi = visit(cinema), visit(cinema)
    showtime = cinema.new_showtime()
    code = ana.book(showtime, "C4", "C5")
    budi.go(f"/book/{showtime}")
    page = ana.page
    page.locator("[data-args*='C5']").click()
    page.get_by_role("button", name="Pindahkan C4").click()
    page.wait_for_url(f"**/book/{showtime}?move={code}&seats=C4")
    connected(page)
    expect(page.get_by_test_id("moving")).to_contain_text("Pilih 1 yang baru")
    ana.pick("D4", "D5")
    page.get_by_test_id("confirm").click()
    ana.sees_notice("Pilih 1 kursi")
    budi.sees("C4", "sold")
    ana.seat("D4").click()
    ana.sees("D4", "free")
    page.get_by_test_id("confirm").click()
    page.wait_for_url(f"**/ticket/{code}")
    expect(page.get_by_test_id("ticket")).to_contain_text("C5, D5")
    budi.sees("C4", "free")
    budi.sees("D5", "sold")
    page.locator(".history summary").click()
    expect(page.get_by_test_id("history")).to_contain_text("Pindah: C4 ke D5")


def test_move_shows_current_seats(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi = visit(cinema), visit(cinema)
    showtime = cinema.new_showtime()
    code = ana.book(showtime, "F4", "F5")
    budi.go(f"/book/{showtime}")
    ana.go(f"/book/{showtime}?move={code}&seats=F4")
    expect(ana.page.locator("[data-action=party]")).to_have_text(["1"])  # as many as are moved
    for seat in ("F4", "F5"):
        ana.sees_own(seat)
        budi.sees(seat, "sold")
    expect(ana.page.locator(".seat-map__legend").first).to_contain_text("Sudah kamu pesan")
    expect(budi.page.locator(".seat-map__legend").first).not_to_contain_text("Sudah kamu pesan")
    ana.seat("F5").click()
    ana.sees_notice("F5 sudah ada di pesanan ini")
    ana.pick("F6")
    ana.sees_own("F5")


def test_booking_moves_to_another_showtime(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, viewport=DESKTOP)
    showtime = cinema.new_showtime()
    code = ana.book(showtime, "C4")
    page = ana.page
    page.locator(".change__showtimes summary").click()
    page.get_by_test_id("other-showtime").last.click()
    page.wait_for_url(re.compile(r"/book/\d+\?move="))
    connected(page)
    ana.pick("J18")
    page.get_by_test_id("confirm").click()
    page.wait_for_url(f"**/ticket/{code}")
    expect(page.get_by_test_id("ticket")).to_contain_text("J18")
    ana.go(f"/book/{showtime}")
    ana.sees("C4", "free")


def test_released_booking_updates_its_ticket(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi = visit(cinema), visit(cinema)
    showtime = cinema.new_showtime()
    code = ana.book(showtime, "C4")
    budi.go(f"/book/{showtime}")
    expect(ana.page.get_by_test_id("payment-state")).to_contain_text("Bayar Rp")
    cinema.sql("UPDATE bookings SET pay_by = datetime('now', '-1 seconds') || '.000000' WHERE code = ?", code)
    expect(ana.page.get_by_test_id("ticket")).to_have_attribute("data-status", "released")
    expect(ana.page.get_by_test_id("payment-state")).to_contain_text("Belum dibayar pada waktunya")
    budi.sees("C4", "free")


def test_late_changes_are_explained(cinema: Cinema, visit: NewVisitor) -> None:
    ana, showtime = visit(cinema), cinema.new_showtime()
    code = ana.book(showtime, "C4")
    soon = "UPDATE showtimes SET starts_at = datetime('now', '+30 minutes') || '.000000' WHERE id = ?"
    cinema.sql(soon, showtime)
    ana.go(f"/ticket/{code}")
    expect(ana.page.get_by_test_id("change")).to_contain_text("60 menit sebelum tayang")
    expect(ana.page.locator("[data-action=cancel]")).to_have_count(0)


def test_device_link_asks_and_works_once(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi, citra = visit(cinema), visit(cinema), visit(cinema)
    code = ana.book(cinema.new_showtime(), "C4")
    ana.go("/bookings")
    ana.page.locator("[data-action=device]").click()
    link = ana.page.get_by_test_id("device-link").inner_text()
    budi.go(link)
    budi.page.get_by_test_id("yes").click()
    expect(budi.page.get_by_test_id("booking")).to_contain_text(code)
    citra.page.goto(link)
    expect(citra.page.locator("main")).to_contain_text("Tautan ini sudah tidak berlaku")
    citra.problems.clear()  # of the status 404


def test_code_and_contact_open_ticket(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi = visit(cinema), visit(cinema)
    code = ana.book(cinema.new_showtime(), "C4", contact="0812 3456 7890")
    page = budi.page
    page.goto(f"/ticket/{code}")
    connected(page)
    page.fill("[name=contact]", "0812 0000 0000")
    page.keyboard.press("Enter")
    budi.sees_notice("tidak cocok")
    page.fill("[name=contact]", "+62 812-3456-7890")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("ticket")).to_contain_text("C4")
    budi.problems.clear()  # of the status 404


@pytest.fixture
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Controller, Mailbox]]:
    """A mail server, and the mailbox with what it has received."""
    box = Mailbox(tmp_path_factory.mktemp("post") / "box")
    with mail_server(box) as server:
        yield server, box


def link_in(box: Mailbox, cinema: Cinema, visitor: Visitor, path: str) -> str:
    """Wait for an email with such a link, and return where it leads in this house."""
    for _ in range(100):
        for stored in box.mailbox:
            text = message_from_bytes(stored.as_bytes(), policy=default).get_body(("plain",))
            if text and (found := re.search(rf"{cinema.address}({path}\S+)", text.get_content())):
                box.mailbox.clear()
                return found[1]
        visitor.page.wait_for_timeout(100)  # for another process
    raise AssertionError(cinema.log)


def asks_again_too_soon(visitor: Visitor) -> None:
    visitor.page.get_by_test_id("send-email").click()
    expect(visitor.page.get_by_test_id("notice")).to_contain_text("spam")


def test_email_link_leaves_clean_address(
    own_cinema: OpenCinema, visit: NewVisitor, post: tuple[Controller, Mailbox]
) -> None:
    server, box = post
    cinema = own_cinema(
        SMTP_HOST="127.0.0.1",
        SMTP_PORT=str(server.port),
        SMTP_SECURITY="none",
        MAIL_FROM="tiketa@example.com",
        PUBLIC_URL="{address}",
    )
    ana, budi, citra = visit(cinema), visit(cinema), visit(cinema)
    code = ana.book(cinema.new_showtime(), "C4", contact="ana@example.com")
    budi.go(link_in(box, cinema, ana, "/ticket/"))
    expect(budi.page.get_by_test_id("booking-code")).to_have_text(code)
    assert budi.page.url.endswith(f"/ticket/{code}")
    expect(ana.page.get_by_test_id("email-state")).to_have_attribute("data-outcome", "sent")
    asks_again_too_soon(ana)
    other = citra.book(cinema.new_showtime(), "E4")
    for visitor in (ana, citra):
        sign_in(visitor, cinema, box)
    for visitor in (ana, citra):
        visitor.go("/bookings")
        expect(visitor.page.get_by_test_id("booking")).to_have_count(2)
    citra.page.get_by_test_id("sign-out").click()
    expect(citra.page.locator("[name=email]")).to_be_visible()
    citra.page.wait_for_url("**/bookings")
    connected(citra.page)
    expect(citra.page.get_by_test_id("booking")).to_have_count(1)  # its own; the account's are no longer open to it
    expect(citra.page.get_by_test_id("booking")).to_contain_text(other)
    download_and_delete_data(ana, code)


def sign_in(visitor: Visitor, cinema: Cinema, box: Mailbox) -> None:
    visitor.go("/bookings")
    visitor.page.fill("[name=email]", "ana@example.com")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_test_id("link-sent")).to_contain_text("ana@example.com")
    visitor.go(link_in(box, cinema, visitor, "/account/"))
    visitor.page.get_by_test_id("yes").click()
    expect(visitor.page.get_by_test_id("signed-in")).to_contain_text("ana@example.com")


def download_and_delete_data(visitor: Visitor, code: str) -> None:
    """Do so on the bookings page, and find the ticket in the browser that booked it all the same."""
    page = visitor.page
    with page.expect_download() as download:
        page.get_by_test_id("export-data").click()
    assert code in download.value.path().read_text(encoding="utf-8")
    assert "Ana" in page.evaluate(REMEMBERED)
    page.get_by_test_id("ask-delete").click()
    page.get_by_test_id("delete-data").click()
    expect(page.get_by_test_id("data-deleted")).to_be_visible()
    assert page.evaluate(REMEMBERED) is None
    expect(page.locator("[name=email]")).to_be_visible()
    visitor.go(f"/ticket/{code}")
    expect(page.get_by_test_id("booking-code")).to_have_text(code)
