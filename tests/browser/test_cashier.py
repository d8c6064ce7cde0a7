"""The cashier page in a real browser: payments and refunds by keyboard, and the open ticket shows them."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.support.accessibility import everywhere, is_fine, new_visitor
from tests.support.visitor_driver import NewVisitor, Visitor, connected, overflow
from tools.running_cinema import Cinema


def open_cashier_page(cashier: Visitor) -> Page:
    """Use the link that the command line prints; its key does not stay in the address."""
    page = cashier.go(urlsplit(cashier.cinema.command("cashier")).path)
    assert page.url.endswith("/cashier/sign-in")
    page.get_by_test_id("yes").click()
    page.wait_for_url("**/cashier")
    return connected(page)


def look_for(page: Page, code: str, status: str) -> None:
    page.fill("[name=code]", code)
    page.locator("[name=code]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("found")).to_have_attribute("data-status", status)


def press(page: Page, button: str) -> None:
    page.get_by_test_id(button).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id(button)).to_have_count(0)


@everywhere
def test_payment_and_refund_reach_the_ticket(cinema: Cinema, visit: NewVisitor, language: str, device: str) -> None:
    cashier, ana = (new_visitor(cinema, visit, language, device) for _ in range(2))
    code = ana.book(cinema.new_showtime(), "C4")
    page, ticket = open_cashier_page(cashier), ana.page.get_by_test_id("ticket")
    look_for(page, code.lower(), "reserved")
    is_fine(page, "the cashier page")
    assert overflow(page) <= 0
    press(page, "pay")
    expect(ticket).to_have_attribute("data-status", "paid")
    ana.page.locator("[data-action=cancel]").click()
    is_fine(ana.page, "the question before a paid booking is cancelled")
    ana.page.get_by_test_id("yes").click()
    expect(ticket).to_have_attribute("data-status", "cancelled")
    is_fine(ana.page, "a ticket with money to be had back")
    look_for(page, code, "cancelled")
    press(page, "refund")
    expect(ana.page.get_by_test_id("payment-state")).not_to_contain_text("Rp")
