"""Error pages: 404 and 500."""

import htpy as h
from nicegui import ui

from components import theme
from components.fragment import Fragment
from components.markup import rendered
from pages.edge.request_context import Visit
from tiketa.kernel.errors.refusals import Busy

NOT_FOUND = 404


def show_not_found(visit: Visit, reason: str = "lost.text") -> None:
    """Build the page for an unknown address, with status 404; `reason` is the sentence's key."""
    ui.status_code(NOT_FOUND)
    _show(visit, "lost.title", reason)


def show_failure(visit: Visit, error: Exception) -> None:
    """Build the page for an internal error, whose cause is in the log only, or for too much at once."""
    if isinstance(error, Busy):
        _show(visit, "crowded.title", "crowded.text")
    else:
        _show(visit, "broken.title", "broken.text")


def _show(visit: Visit, title: str, text: str) -> None:
    t = visit.t
    theme.frame(t, t(title), here="/")
    home = h.a(".button", href="/")[t("lost.home")]
    theme.main(Fragment(rendered(h.section(".lost")[h.h1[t(title)], h.p[t(text)], home])))
