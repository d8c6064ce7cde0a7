"""The gallery: what is in the first view, what its dial and its search find, and how few taps lead to a ticket."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.visitor_driver import NewVisitor, connected
from tools.running_cinema import Cinema

SIZES = ((390, 844), (768, 1024), (1366, 768), (1440, 900))
BELOW = """([selector, count]) => [...document.querySelectorAll(selector)].slice(0, count)
  .filter((each) => each.getBoundingClientRect().bottom > innerHeight).length"""
LATE = 1_772_464_800_000  # 22.20 in Jakarta on 2 March 2026, a Monday
MINUTE = 60_000


@pytest.mark.parametrize("language", ["id", "en"])
def test_first_view_has_what_one_came_for(cinema: Cinema, visit: NewVisitor, language: str) -> None:
    page = visit(cinema).go(f"/language/{language}")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(BELOW, [".card .poster", 2]) == 0, f"posters, {width} x {height}"
    page.goto("/movie/5")
    connected(page)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(BELOW, [".days .chip, .show[data-next]", 9]) == 0, f"showtimes, {width} x {height}"


def test_a_day_can_be_chosen(cinema: Cinema, visit: NewVisitor) -> None:
    page = visit(cinema).go("/movie/5")
    last = page.locator(".days .chip").last
    last.click()
    expect(last).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".days [aria-pressed=true]")).to_have_count(1)
    expect(page.locator(f"[data-showtime='{cinema.showtime(5)}']")).to_be_visible()


def test_two_in_three_taps(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.go("/")
    page.locator(".card:has([data-studio='2']) [data-testid=showtime]").last.click()
    page.wait_for_url("**/book/*")
    connected(page)
    page.locator("[data-args='{\"size\": 2}']").click()
    expect(page.locator("button[data-state=mine]")).to_have_count(2)
    assert ana.confirm("Ana")


FOUND = {
    "away, SPIRITED!": ["1"],
    "nolan": ["7", "15", "16"],
    "千尋": ["1"],
    "studio 7": ["7"],
    "Studio-1": ["1"],
    "lalaland": ["21"],
    "romance animation": ["2"],
    "romansa animasi": ["2"],
    "zzz": [],
}


def test_search_finds_words_in_any_order(cinema: Cinema, visit: NewVisitor) -> None:
    page = visit(cinema).go("/")
    for text, studios in FOUND.items():
        page.fill("[name=q]", text)
        cards = page.locator("[data-testid=movie-card]:visible")
        expect(cards).to_have_count(len(studios))
        assert cards.evaluate_all("all => all.map((card) => card.dataset.studio)") == studios, text


def test_touched_dial_shows_its_film(cinema: Cinema, visit: NewVisitor) -> None:
    page = visit(cinema).go("/")
    dial = page.locator(".dial__ring")
    box = dial.bounding_box()
    assert box
    dial.click(position={"x": box["width"] / 2, "y": box["height"] * 0.1})  # at the top the first studio begins
    expect(page.locator(".spot__title")).to_have_text("Spirited Away")
    page.locator(".spot__title").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/movie/1$"))


def tell(page: Page, now: int) -> None:
    """Have the gallery hear that it is `now`, with a film at 23.00 and one at 07.00 tomorrow, and nothing else."""
    studios: dict[str, object] = {str(studio): {"shows": []} for studio in range(1, 22)}
    for studio, after, time in (("1", 520, "07.00"), ("2", 40, "23.00")):
        seats = {"id": 1, "left": 9, "full": 50, "cost": 45_000, "price": "mulai Rp 45.000"}
        studios[studio] = {"shows": [{"at": LATE + after * MINUTE, "time": time, **seats}]}
    message = {"now": now, "studios": studios}
    page.evaluate("message => window.socket.listeners('gallery').forEach((hear) => hear(message))", message)


def test_next_film_is_an_instant(cinema: Cinema, visit: NewVisitor) -> None:
    page = visit(cinema).go("/")
    said = page.locator(".hero__lit")
    for now, words in (
        (LATE, "Film berikutnya 23.00"),
        (LATE + 41 * MINUTE, "Film berikutnya besok 07.00"),
        (LATE + 101 * MINUTE, "Film berikutnya 07.00"),
    ):
        tell(page, now)
        expect(said).to_have_text(re.compile(f"Belum ada yang tayang sekarang *{words}"))
    tell(page, LATE + 521 * MINUTE)
    expect(said).not_to_contain_text("Film berikutnya")
