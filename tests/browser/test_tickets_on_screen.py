"""Tickets on the screen: prices before booking, codes that scan, downloads, and no findings of axe-core."""

import re
from io import BytesIO
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.accessibility import everywhere, is_fine, new_visitor
from tests.support.visitor_driver import DESKTOP, NewVisitor, overflow
from tools.running_cinema import Cinema

SOFAS = 21  # a studio with them
TOKEN = re.compile(r"T1-\d+-[A-Z2-7]{26}")
WORDS = {
    "id": {"sofa": "kursi sofa", "pay": "Bayar di loket", "wheelchair": "Dengan tempat kursi roda"},
    "en": {"sofa": "sofa seat", "pay": "Pay at the counter", "wheelchair": "With a wheelchair place"},
}
WAKE_LOCK = """window.locks = 0;
const request = async () => (window.locks++, { released: false, release: async () => window.locks-- });
Object.defineProperty(navigator, "wakeLock", { value: { request } });"""


def codes_in(picture: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(BytesIO(picture)))]


def tokens_on(page: Page) -> list[str]:
    """Return the texts of the codes on a ticket, each read from a screenshot after a step to its seat."""
    found = []
    expect(page.get_by_test_id("step")).to_have_count(3)
    for step in page.get_by_test_id("step").all():
        step.click()
        expect(step).to_have_attribute("aria-current", "true")
        stub = page.locator(f"[data-stub={step.inner_text()}] .stub__code")
        expect(stub).to_be_in_viewport(ratio=0.99)
        found += codes_in(page.screenshot())
    return found


def pay(cinema: Cinema, code: str, page: Page) -> None:
    """Have a booking paid, and wait until its ticket shows it."""
    cinema.sql("UPDATE bookings SET status = 'paid', pay_by = NULL WHERE code = ?", code)
    expect(page.get_by_test_id("ticket")).to_have_attribute("data-status", "paid")


@everywhere
def test_shown_prices_are_the_tickets(cinema: Cinema, visit: NewVisitor, language: str, device: str) -> None:
    words = WORDS[language]
    ana = new_visitor(cinema, visit, language, device)
    page = ana.go(f"/book/{cinema.new_showtime(SOFAS)}")
    expect(page.get_by_test_id("prices")).to_contain_text(words["sofa"])
    assert len(re.findall(r"Rp\s\d\d\.000", page.get_by_test_id("prices").inner_text())) == 4
    page.get_by_role("button", name=words["wheelchair"]).click()
    page.locator("[data-args='{\"size\": 2}']").click()
    expect(page.get_by_test_id("my-seats")).to_have_text(re.compile("^(L1, L2|L15, L16)$"))
    ana.pick("A1")
    total = page.get_by_test_id("total").inner_text()
    expect(page.get_by_test_id("rules")).to_contain_text(words["pay"])
    assert overflow(page) <= 0
    is_fine(page, f"seats of three kinds, {language}")
    ana.confirm("Ana Lestari")
    expect(page.get_by_test_id("ticket").get_by_test_id("total")).to_have_text(total)
    expect(page.get_by_test_id("payment-state")).to_contain_text(total)
    prices = [rupiah(stub) for stub in page.get_by_test_id("stub").all_inner_texts()]
    assert (len(prices), sum(prices)) == (4, rupiah(total))
    is_fine(page, f"ticket, {language}")
    assert overflow(page) <= 0


def rupiah(words: str) -> int:
    """Return the amount in a text."""
    found = re.search(r"Rp\s([\d.]+)", words)
    assert found, words
    return int(found[1].replace(".", ""))


def test_sofa_is_whole_for_everybody(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi, showtime = visit(cinema), visit(cinema), cinema.new_showtime(SOFAS)
    for visitor in (ana, budi):
        visitor.go(f"/book/{showtime}")
    ana.seat("A3").click()
    for seat in ("A3", "A4"):
        ana.sees(seat, "mine")
        budi.sees(seat, "held")
    ana.pause()
    ana.seat("A4").click()
    for seat in ("A3", "A4"):
        budi.sees(seat, "free")
    ana.pick("B1")
    ana.confirm("Ana")
    budi.sees("B2", "sold")


def test_ticket_codes_scan_once_paid(cinema: Cinema, visit: NewVisitor, tmp_path: Path) -> None:
    ana = visit(cinema)
    code = ana.book(cinema.new_showtime(), "C4", "C5", "C6")
    page = ana.page
    for needed in (page.get_by_test_id("booking-code"), page.get_by_test_id("pdf"), page.get_by_test_id("ics")):
        expect(needed).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("Bayar dulu di loket")).to_have_count(3)
    assert tokens_on(page) == []
    pay(cinema, code, page)
    expect(page.locator("[data-step][aria-current=true]")).to_have_text("C6")  # as before
    tokens = tokens_on(page)
    assert len(set(tokens)) == 3
    assert all(TOKEN.fullmatch(token) for token in tokens)
    for paper in (ticket_pdf(page, tmp_path), page.pdf(prefer_css_page_size=True)):
        assert codes_on_paper(paper) == set(tokens)
    with page.expect_download() as entry:
        page.get_by_test_id("ics").click()
    entry.value.save_as(tmp_path / "ticket.ics")
    assert f"UID:{code}@tiketa" in (tmp_path / "ticket.ics").read_text(encoding="utf-8")


def ticket_pdf(page: Page, folder: Path) -> bytes:
    with page.expect_download() as paper:
        page.get_by_test_id("pdf").click()
    paper.value.save_as(folder / paper.value.suggested_filename)
    return (folder / paper.value.suggested_filename).read_bytes()


def codes_on_paper(paper: bytes) -> set[str]:
    """Return the texts of the codes on a document of one page."""
    document = pypdfium2.PdfDocument(paper)
    assert len(document) == 1
    return {found.text for found in zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())}


def test_one_seat_is_shared(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi = visit(cinema), visit(cinema)
    ana.context.add_init_script("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    code = ana.book(cinema.new_showtime(), "C4", "C5", name="Ana Lestari")
    share = ana.page.get_by_test_id("share").first
    share.click()
    ana.sees_notice("Tautan disalin")
    page = budi.go(str(ana.page.evaluate("window.copied")))
    expect(page.get_by_test_id("stub")).to_have_attribute("data-stub", "C4")
    expect(page.locator("main")).not_to_contain_text(re.compile(f"{code}|Ana|C5"))
    assert codes_in(page.screenshot()) == []
    pay(cinema, code, ana.page)
    expect(page.locator("[data-veiled]")).to_have_count(0)
    is_fine(page, "a seat that was shared")
    assert codes_in(page.screenshot()) == [page.url.rpartition("/")[2]]
    ana.page.locator("[data-args*='C5']").click()
    ana.page.get_by_test_id("cancel").click()
    ana.page.get_by_test_id("yes").click()
    expect(page.locator("main")).to_contain_text("Tiket ini sudah dilepas")
    expect(page.get_by_test_id("stub")).to_have_count(0)


def test_screen_stays_on_for_codes(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.context.add_init_script(WAKE_LOCK)
    code = ana.book(cinema.new_showtime(), "C4")
    page = ana.page
    page.locator(".stub__code").scroll_into_view_if_needed()
    expect(page.locator("[data-veiled]")).to_be_in_viewport()
    assert page.evaluate("window.locks") == 0  # a veiled code opens no door
    pay(cinema, code, page)
    page.wait_for_function("window.locks === 1")
    page.locator(".site-foot").scroll_into_view_if_needed()
    page.wait_for_function("window.locks === 0")


@everywhere
def test_changing_a_booking_is_for_everyone(cinema: Cinema, visit: NewVisitor, language: str, device: str) -> None:
    ana = new_visitor(cinema, visit, language, device)
    ana.book(cinema.new_showtime(), "C4", "C5")
    page = ana.page
    page.locator("[data-args*='C5']").click()
    expect(page.locator("[data-args*='C5']")).to_have_attribute("aria-pressed", "false")  # the buttons may move with it
    page.locator("[data-action=cancel]").click()
    expect(page.get_by_test_id("sure")).to_be_visible()
    is_fine(page, "the question before a cancel")
    page.locator("[data-action=no]").click()
    page.locator("[data-action=move]").click()
    page.wait_for_url("**/book/*")
    expect(page.get_by_test_id("moving")).to_be_visible()
    is_fine(page, "a move")
    assert overflow(page) <= 0


@everywhere
def test_access_from_other_devices_works_for_everyone(
    cinema: Cinema, visit: NewVisitor, language: str, device: str
) -> None:
    ana, budi = (new_visitor(cinema, visit, language, device) for _ in range(2))
    code = ana.book(cinema.new_showtime(), "D4")
    page = ana.go("/bookings")
    page.locator("[data-action=device]").click()
    link = page.get_by_test_id("device-link").inner_text()
    is_fine(page, "bookings")
    assert overflow(page) <= 0
    assert codes_in(page.locator("[data-part=device] svg").screenshot()) == [link]
    budi.go(link)
    is_fine(budi.page, "the question before bookings come here")
    budi.page.goto(f"/ticket/{code}")
    expect(budi.page.get_by_test_id("find")).to_be_visible()
    is_fine(budi.page, "a ticket that does not open")
    assert overflow(budi.page) <= 0
    budi.problems.clear()  # of the status 404


def test_keyboard_picks_a_sofa(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, viewport=DESKTOP)
    page = ana.go(f"/book/{cinema.new_showtime(SOFAS)}")
    ana.seat("A1").focus()
    for key in ("ArrowRight", "ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(page.get_by_test_id("my-seats")).to_have_text("A3, A4")
    expect(ana.seat("A3")).to_be_focused()
    label = re.compile(r"Baris A, kursi 3, kursi sofa, Rp\s\d+\.000 per kursi, dijual sepasang, kursimu")
    expect(ana.seat("A3")).to_have_accessible_name(label)
    ana.pause()
    page.keyboard.press("Space")
    ana.sees("A4", "free")
