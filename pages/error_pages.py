"""Error pages: 404, 500, and too much at once."""

from nicegui import ui

from components import theme
from components.errors import error_section, seconds_to_wait
from components.fragment import Fragment
from pages.edge.request_context import Visit
from tiketa.kernel.errors.refusals import Busy

NOT_FOUND = 404


def show_not_found(visit: Visit, reason: str = "lost.text") -> None:
    """Build the page for an unknown address, with status 404; `reason` is the sentence's key."""
    ui.status_code(NOT_FOUND)
    _show(visit, "lost.title", reason)


def show_failure(visit: Visit, error: Exception) -> None:
    """Build the page for an internal error, whose cause is in the log only, or for too much at once."""
    if isinstance(error, (Busy, TimeoutError)):
        _show(visit, "crowded.title", "refusal.busy", again=True, wait=seconds_to_wait())
    else:
        _show(visit, "broken.title", "broken.text", again=True)


def _show(visit: Visit, title: str, text: str, *, again: bool = False, wait: int = 0) -> None:
    theme.frame(visit.t, visit.t(title), here="/")
    theme.main(Fragment(error_section(visit.t, title, text, again=again, wait=wait)))
