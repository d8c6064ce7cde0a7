"""What visitors have typed is there again when the page is loaded anew, in the field where they typed it."""

from playwright.sync_api import Page, expect

from tests.support.visitor_driver import DESKTOP, NewVisitor, Visitor, connected
from tools.running_cinema import OWN_ADDRESS, Cinema, OpenCinema

MAIL = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": "1", "MAIL_FROM": "t@example.com", "PUBLIC_URL": OWN_ADDRESS}
HIDDEN = "all => all.map((field) => field.value)"
DENIED = """for (const name of ["sessionStorage", "localStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });"""
TRANSLATE = """(part) => {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const font = document.createElement("font");
    font.append(`translated ${text.data}`);
    text.replaceWith(font);
  }
}"""


def switch(visitor: Visitor, language: str) -> Page:
    """Switch the language by the link in the header, which need not be in view."""
    visitor.page.locator("a.language").evaluate("(link) => link.click()")
    expect(visitor.page.locator("html")).to_have_attribute("lang", language)
    return connected(visitor.page)


def values(page: Page, *names: str) -> list[str]:
    return [page.locator(f"[name={name}]").first.input_value() for name in names]


def test_language_switch_keeps_typed_text(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema, viewport={"width": 1440, "height": 420})
    showtime = cinema.new_showtime()
    page = ana.go(f"/book/{showtime}")
    ana.pick("C4")
    page.fill("[name=customer_name]", "Ana")
    page.evaluate("scrollTo(0, 60)")
    switch(ana, "en")
    expect(page.locator("[name=customer_name]")).to_have_value("Ana")
    page.wait_for_function("scrollY === 60")
    ana.sees("C4", "mine")
    ana.go("/bookings")
    ana.go(f"/book/{showtime}")
    expect(page.locator("[name=customer_name]")).to_have_value("")
    page.get_by_test_id("cancel").click()


def test_each_form_keeps_its_own(own_cinema: OpenCinema, visit: NewVisitor) -> None:
    ana = visit(own_cinema(**MAIL), viewport=DESKTOP)
    page = ana.go("/bookings")
    page.fill("[name=code]", "BBBBB")
    page.fill("[name=contact]", "ana@example.com")
    page.fill("[name=email]", "budi@example.com")
    hidden = page.locator("input[type=hidden]").evaluate_all(HIDDEN)
    assert len(set(hidden)) == 2
    switch(ana, "en")
    assert values(page, "code", "contact", "email") == ["BBBBB", "ana@example.com", "budi@example.com"]
    assert page.locator("input[type=hidden]").evaluate_all(HIDDEN) == hidden
    ana.go("/ticket/CCCCC-CCCCC")
    assert values(page, "code", "contact") == ["CCCCC-CCCCC", ""]
    page.fill("[name=code]", "DDDDD-DDDDD")
    switch(ana, "id")
    assert values(page, "code") == ["DDDDD-DDDDD"]
    ana.problems.clear()  # of the status 404


def test_language_switch_keeps_the_search(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.go("/")
    page.fill("[name=q]", "la la land")
    expect(page).to_have_url(f"{cinema.address}/?q=la+la+land")
    switch(ana, "en")
    expect(page).to_have_url(f"{cinema.address}/?q=la+la+land")
    expect(page.locator("[data-testid=movie-card]:visible")).to_have_count(1)


def test_blocked_cookies_are_named(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    ana.context.add_init_script(DENIED)
    for path in ("/", f"/book/{cinema.showtime(7)}", "/bookings"):
        ana.page.goto(path)
        expect(ana.page.get_by_role("alert")).to_contain_text("Izinkan cookie untuk situs ini")
    ana.problems.clear()  # NiceGUI's scripts need what is denied


def test_translated_list_follows_the_seats(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.go(f"/book/{cinema.new_showtime()}")
    page.get_by_role("button", name="Daftar kursi").click()
    seat = page.locator(".seat-map__list [data-seat=C4]")
    seat.click()
    expect(seat).to_contain_text("kursimu")
    page.locator("#main").evaluate(TRANSLATE)
    ana.pause()
    seat.click()
    expect(seat).to_have_attribute("data-state", "free")
    expect(seat).not_to_contain_text("kursimu")
    expect(page.locator(".panel")).not_to_contain_text("C4")
