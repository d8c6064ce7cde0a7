"""The map by touch, mouse and keyboard, and as others change it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.visitor_driver import DESKTOP, NewVisitor, Visitor, connected
from tools.running_cinema import Cinema

ZOOM = "getComputedStyle(document.querySelector('.seat-map__hall')).getPropertyValue('--zoom')"


def at_the_map(cinema: Cinema, visit: NewVisitor, **context: object) -> Visitor:
    ana = visit(cinema, **context)
    ana.go(f"/book/{cinema.new_showtime()}")
    return ana


def moving(cinema: Cinema, visit: NewVisitor, **context: object) -> Visitor:
    """Return a visitor who is moving a booking of E1: their legend has every state."""
    showtime = cinema.new_showtime()
    ana = visit(cinema, **context)
    code = ana.book(showtime, "E1")
    ana.go(f"/book/{showtime}?move={code}")
    ana.sees_own("E1")
    return ana


def zoom(page: Page) -> float:
    return float(page.evaluate(ZOOM))


def test_tap_on_whole_hall_zooms(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.page
    page.goto(f"/book/{cinema.new_showtime()}")
    connected(page)
    assert zoom(page) < 0.5
    for seat in ("A1", "A18", "M1", "M14"):
        expect(ana.seat(seat)).to_be_in_viewport(ratio=1)
    ana.seat("C15").dblclick()  # the second tap is used up too, wherever it lands
    page.wait_for_function(f"{ZOOM} == 1")
    expect(ana.seat("C15")).to_be_in_viewport(ratio=0.95)
    expect(page.get_by_text("C", exact=True).first).to_be_in_viewport(ratio=1)  # the row's letter
    ana.pick("C15")
    expect(page.locator("[data-state=mine]:visible")).to_have_count(2)  # with the legend's
    page.get_by_test_id("cancel").click()


def test_few_free_seats_are_found(cinema: Cinema, visit: NewVisitor) -> None:
    showtime = cinema.new_showtime()
    page = visit(cinema).go(f"/book/{showtime}")
    expect(page.get_by_test_id("few-left")).to_have_count(0)
    for seat in page.locator("button[data-seat]").evaluate_all("all => all.map((seat) => seat.dataset.seat)"):
        if seat not in {"A1", "M14"}:
            cinema.sql(
                "INSERT INTO seat_claims (showtime_id, seat, visitor, held_from, expires_at)"
                " VALUES (?, ?, 'crowd', datetime('now') || '.000000', datetime('now', '+8 minutes') || '.000000')",
                showtime,
                seat,
            )
    few = page.get_by_test_id("few-left")
    expect(few).to_have_text("2 kursi lagi")
    for seat in ("A1", "M14", "A1"):
        few.click()
        expect(page.locator(f"button[data-seat={seat}]")).to_be_focused()
        expect(page.locator(f"button[data-seat={seat}]")).to_be_in_viewport(ratio=0.95)
    cinema.sql("DELETE FROM seat_claims WHERE visitor = 'crowd'")


@pytest.mark.parametrize("size", ["1280x720", "1366x768", "1440x900"])
def test_laptop_shows_all_at_once(cinema: Cinema, visit: NewVisitor, size: str) -> None:
    width, height = map(int, size.split("x"))
    ana = visit(cinema, viewport={"width": width, "height": height})
    page = ana.go(f"/book/{cinema.new_showtime()}")
    ana.pick("D9", "D10")
    for seat in ("A1", "A18", "M1", "M14"):
        expect(ana.seat(seat)).to_be_in_viewport(ratio=1)
    for part in (page.locator(".seat-map__screen"), page.get_by_test_id("prices"), page.get_by_test_id("confirm")):
        expect(part).to_be_in_viewport(ratio=1)
    ana.seat("D10").hover()
    tip = page.get_by_test_id("tip")
    expect(tip).to_contain_text(re.compile(r"D10 Rp\s\d\d\.000"))
    thousands = int(re.findall(r"Rp\s(\d\d)\.000", tip.inner_text())[0])  # of the showtime's day and hour
    expect(page.get_by_test_id("confirm")).to_have_text(f"Pesan 2 kursi · Rp\u00a0{2 * thousands}.000")
    page.get_by_test_id("cancel").click()


def test_buttons_and_two_fingers_zoom_within_bounds(cinema: Cinema, visit: NewVisitor) -> None:
    page = at_the_map(cinema, visit, has_touch=True).page
    for _ in range(4):
        page.get_by_role("button", name="Perbesar denah").click()
    page.wait_for_function(f"{ZOOM} == 1.6")
    page.evaluate(
        """() => {
          const map = document.querySelector('.seat-map__scroll');
          const fingers = (apart) => [-1, 1].map((side, identifier) =>
            new Touch({identifier, target: map, clientX: 195 + side * apart, clientY: 400}));
          const send = (type, apart) =>
            map.dispatchEvent(new TouchEvent(type, {touches: fingers(apart), bubbles: true, cancelable: true}));
          send('touchstart', 100);
          send('touchmove', 50);
        }"""
    )
    page.wait_for_function(f"Math.abs({ZOOM} - 0.8) < 0.01")
    for _ in range(12):
        page.get_by_role("button", name="Perkecil denah").click()
    assert 0.2 < zoom(page) < 0.5


def test_dragging_map_keeps_page(cinema: Cinema, visit: NewVisitor) -> None:
    ana = at_the_map(cinema, visit)
    ana.seat("C9").hover()
    ana.page.mouse.wheel(0, 4000)
    ana.page.mouse.wheel(2000, 0)
    expect(ana.seat("M14")).to_be_in_viewport()
    assert ana.page.evaluate("scrollY") == 0


def test_won_seats_stay_visible(cinema: Cinema, visit: NewVisitor) -> None:
    ana = at_the_map(cinema, visit)
    ana.page.get_by_role("button", name="Dengan tempat kursi roda").click()
    ana.page.locator("[data-args='{\"size\": 2}']").click()
    ana.page.wait_for_function(
        """() => {
          const mine = [...document.querySelectorAll(".seat-map__scroll [data-state=mine]")];
          const seen = ({left, top, width, height}) => document.elementFromPoint(left + width / 2, top + height / 2);
          return mine.length === 2 && mine.every((seat) => seat.contains(seen(seat.getBoundingClientRect())));
        }"""
    )
    ana.page.get_by_test_id("cancel").click()
    expect(ana.page.get_by_test_id("my-seats")).to_have_count(0)


def test_what_was_typed_stays_in_sight(cinema: Cinema, visit: NewVisitor) -> None:
    ana = at_the_map(cinema, visit)
    ana.pick("C9")
    contact = ana.page.locator("[name=contact]")
    expect(contact).to_be_hidden()
    ana.page.locator("[name=customer_name]").fill("Ana")
    expect(contact).to_be_visible()
    ana.page.evaluate("document.activeElement.blur()")
    expect(contact).to_be_visible()
    ana.page.get_by_test_id("cancel").click()


def test_seats_can_be_picked_from_a_list(cinema: Cinema, visit: NewVisitor) -> None:
    ana = at_the_map(cinema, visit)
    page = ana.page
    page.get_by_role("button", name="Daftar kursi").click()
    seat = page.get_by_role("button", name="Baris L, kursi 1, tempat kursi roda, Rp\u00a035.000, tersedia")
    seat.click()
    expect(page.get_by_test_id("my-seats")).to_have_text("L1")
    expect(
        page.get_by_role("button", name="Baris L, kursi 1, tempat kursi roda, Rp\u00a035.000, kursimu")
    ).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("cancel").click()


def test_page_keys_and_help_work(cinema: Cinema, visit: NewVisitor) -> None:
    ana = at_the_map(cinema, visit, viewport=DESKTOP)
    page = ana.page
    ana.seat("A1").focus()
    for key, seat in (("PageDown", "E1"), ("PageDown", "I1"), ("PageDown", "M1"), ("PageDown", "M1"), ("PageUp", "H3")):
        page.keyboard.press(key)
        expect(ana.seat(seat)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Memilih kursi tanpa tetikus")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(ana.seat("H3")).to_be_focused()


def test_changed_seat_glows_once(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi, showtime = visit(cinema), visit(cinema), cinema.new_showtime()
    for visitor in (ana, budi):
        visitor.go(f"/book/{showtime}")
    ana.page.evaluate(
        """() => {
          window.glowed = [];
          const seat = document.querySelector('[data-seat=D4]');
          new MutationObserver(() => window.glowed.push(seat.classList.contains('seat--changed')))
            .observe(seat, {attributeFilter: ['class']});
        }"""
    )
    budi.pick("D4")
    ana.page.wait_for_function("window.glowed.join() === 'true,false'")
    budi.page.get_by_test_id("cancel").click()
    ana.sees("D4", "free")


@pytest.mark.parametrize("forced", ["none", "active"])
def test_states_differ_without_colour(cinema: Cinema, visit: NewVisitor, forced: str) -> None:
    ana = moving(cinema, visit, forced_colors=forced)
    looks: dict[str, object] = ana.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.seat-map__legend .seat')].map((seat) => {
          const glyph = getComputedStyle(seat.querySelector('span'), '::before').content;
          const {borderStyle, borderRadius} = getComputedStyle(seat);
          const {kind, own, state} = seat.dataset;
          return [kind ?? own ?? state, [glyph, borderStyle, borderRadius].join()];
        }))"""
    )
    assert set(looks) == {"free", "mine", "", "held", "sold", "wheelchair", "companion"}
    assert len(set(map(str, looks.values()))) == len(looks), looks


CONTRASTS = """() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = light(getComputedStyle(document.documentElement).backgroundColor);
  return Object.fromEntries([...document.querySelectorAll('.seat-map__legend .seat')].map((seat) => {
    const edge = light(getComputedStyle(seat).borderTopColor);
    const {kind, own, state} = seat.dataset;
    return [kind ?? own ?? state, (Math.max(edge, ground) + 0.05) / (Math.min(edge, ground) + 0.05)];
  }));
}"""


def test_seat_states_have_contrast(cinema: Cinema, visit: NewVisitor) -> None:
    contrasts: dict[str, float] = moving(cinema, visit).page.evaluate(CONTRASTS)
    assert len(contrasts) == 7
    assert min(contrasts.values()) >= 3, contrasts  # WCAG 2.2, 1.4.11
