"""Where one is signed in is listed, and ended: its open pages show nothing more, in that tab or in another browser."""

import hashlib
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from playwright.sync_api import expect

from tests.support.accessibility import is_fine, new_visitor
from tests.support.visitor_driver import NewVisitor, Visitor, connected, overflow
from tools.running_cinema import Cinema


def sign_in(cinema: Cinema, visitor: Visitor, email: str) -> None:
    """Sign in by a link as if it had been mailed."""
    secret, until = token_hex(8), datetime.now(UTC) + timedelta(minutes=10)  # noqa: TID251  the cinema's own clock
    cinema.sql(
        "INSERT INTO one_time_links (digest, purpose, subject, language, expires_at) VALUES (?, 'account', ?, 'id', ?)",
        hashlib.sha256(secret.encode()).hexdigest(),
        email,
        until.strftime("%Y-%m-%d %H:%M:%S.%f"),
    )
    visitor.go(f"/account/{secret}")
    assert secret not in visitor.page.url
    visitor.page.get_by_test_id("yes").click()
    visitor.page.wait_for_url("**/bookings")
    connected(visitor.page)


def test_sign_out_ends_other_tabs(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi, email = visit(cinema), visit(cinema), "tabs@example.com"
    code = budi.book(cinema.new_showtime(), "C4", contact=email)
    sign_in(cinema, ana, email)
    sign_in(cinema, budi, email)
    ticket = ana.go(f"/ticket/{code}", ana.context.new_page())
    expect(ticket.get_by_test_id("booking-code")).to_have_text(code)
    page = ana.go("/sessions")
    expect(page.get_by_test_id("signed-in-at").locator("li")).to_have_count(2)
    is_fine(page, "the sessions")
    assert overflow(page) <= 0
    page.evaluate("localStorage.setItem('tiketa: who booked last', '{}')")
    page.get_by_test_id("sign-out").click()
    expect(ticket.locator("[name=contact]")).to_be_visible()
    assert ticket.evaluate("localStorage.length") == 0
    expect(ticket.get_by_test_id("booking-code")).to_have_count(0)
    ana.problems.clear()  # of the status 404


def test_ended_access_closes_the_page(cinema: Cinema, visit: NewVisitor) -> None:
    ana, budi = new_visitor(cinema, visit, "en", "desktop"), visit(cinema)
    code = ana.book(cinema.new_showtime(), "C4", contact="ana@example.com")
    budi.page.goto(f"/ticket/{code}")
    connected(budi.page)
    budi.page.fill("[name=contact]", "ana@example.com")
    budi.page.keyboard.press("Enter")
    expect(budi.page.get_by_test_id("booking-code")).to_have_text(code)
    opened = ana.go("/sessions").get_by_test_id("opened-at")
    expect(opened).to_contain_text(code)
    is_fine(ana.page, "what is opened elsewhere")
    opened.get_by_role("button").click()
    expect(opened.get_by_role("button")).to_have_count(0)
    expect(budi.page.locator("[name=contact]")).to_be_visible()
    budi.problems.clear()  # of the status 404
