"""Accessibility checks by axe-core."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.support.visitor_driver import DESKTOP, PHONE, NewVisitor, Visitor
from tools.running_cinema import Cinema

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
EVERYWHERE = (("id", "phone"), ("en", "desktop"))  # what axe-core finds depends on either, never on both together
everywhere = pytest.mark.parametrize(("language", "device"), EVERYWHERE)


def is_fine(page: Page, where: str, *, has_own_colours: bool = True) -> None:
    """See that axe-core finds nothing on the page; `where` is for the message.

    Where the system forces its colours, it is they that contrast, and axe-core reads those of the style sheet.
    """
    page.evaluate("document.fonts.ready")
    found = Axe().run(page, options={**RULES, "rules": {"color-contrast": {"enabled": has_own_colours}}})
    assert not found.response["violations"], f"{where}: {found.generate_report()}"


def new_visitor(cinema: Cinema, visit: NewVisitor, language: str, device: str) -> Visitor:
    """Return a visitor with this language, on a phone or a desktop, who wants no animations."""
    ana = visit(cinema, viewport=PHONE if device == "phone" else DESKTOP, reduced_motion="reduce")
    ana.go(f"/language/{language}")
    return ana
