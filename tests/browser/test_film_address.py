"""A film has an address: going back closes it, and the gallery is where and as it was."""

import re

from playwright.sync_api import Page, expect

from tests.support.visitor_driver import NewVisitor, connected
from tools.running_cinema import Cinema

FILM = "[data-testid=movie-card][data-studio='15']"


def place(page: Page) -> int:
    scrolled: int = page.evaluate("Math.round(scrollY)")
    return scrolled


def open_film(page: Page) -> int:
    """Open the film of studio 15, and return how far down the page was."""
    page.locator(FILM).scroll_into_view_if_needed()
    before = place(page)
    page.locator(FILM).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return before


def test_back_closes_the_film(cinema: Cinema, visit: NewVisitor) -> None:
    page = visit(cinema).go("/?genre=Action")
    dialog = page.get_by_role("dialog")
    before = open_film(page)
    assert before > 0
    expect(page).to_have_url(re.compile(r"/movie/15$"))
    expect(page).to_have_title("The Dark Knight · The Time Gallery")
    page.go_back()
    expect(dialog).to_have_count(0)
    expect(page).to_have_url(cinema.address + "/?genre=Action")
    expect(page).to_have_title("The Time Gallery · Jakarta")
    page.wait_for_function(f"Math.round(scrollY) === {before}")
    page.go_forward()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).to_have_url(cinema.address + "/?genre=Action")


def test_back_closes_the_trailer_too(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.context.route("https://**", lambda route: route.fulfill(status=200, content_type="text/html", body=""))
    page = ana.go("/")
    open_film(page)
    page.get_by_test_id("trailer").click()
    expect(page.locator("iframe")).to_be_visible()
    page.go_back()
    expect(page.locator("iframe")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    ana.foreign_requests.clear()


def test_reloaded_film_leads_back(cinema: Cinema, visit: NewVisitor) -> None:
    page = visit(cinema).go("/")
    before = open_film(page)
    page.reload()
    connected(page)
    expect(page.get_by_role("heading", name="The Dark Knight")).to_be_visible()
    page.go_back()
    expect(page.locator(FILM)).to_be_visible()
    page.wait_for_function(f"Math.round(scrollY) === {before}")
    page.locator(f".card:has({FILM}) [data-testid=showtime]").last.click()
    page.wait_for_url("**/book/*")
    page.go_back()
    expect(page.locator(FILM)).to_be_visible()
    page.wait_for_function(f"Math.abs(scrollY - {before}) < innerHeight")
