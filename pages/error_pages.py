"""Error pages: 404, 500, and too much at once."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps

from nicegui import ui
from starlette.requests import Request
from starlette.responses import HTMLResponse

from components import theme
from components.errors import error_section, not_now_page, seconds_to_wait
from components.fragment import Fragment
from components.words import Words
from pages.edge.request_context import Visit, language_of
from tiketa.kernel.errors.refusals import Busy, NotNow
from tiketa.office import BoxOffice

NOT_FOUND, UNAVAILABLE = 404, 503
BUILT_WITHIN = 10.0  # seconds; who has waited so long for a page loads it again anyway
FRAMEWORKS_LIMIT = 15.0  # seconds; its page is in English, and names the framework's settings: ours comes first

Builder = Callable[..., Awaitable[object]]


def show_not_found(visit: Visit, reason: str = "lost.text") -> None:
    """Build the page for an unknown address, with status 404; `reason` is the sentence's key."""
    ui.status_code(NOT_FOUND)
    _show(visit, "lost.title", reason)


def show_failure(visit: Visit) -> None:
    """Build the page for an internal error, whose cause is in the log only."""
    _show(visit, "broken.title", "broken.text", again=True)


def page(office: BoxOffice, path: str) -> Callable[[Builder], Builder]:
    """Map a page, as `ui.page` does; a house that cannot serve it in time answers with 503 and says so."""

    def map_page(build: Builder) -> Builder:
        @wraps(build)
        async def guarded(*args: object, **named: object) -> object:
            try:
                async with asyncio.timeout(BUILT_WITHIN):
                    return await build(*args, **named)
            except NotNow as refusal:
                _show_not_now(Visit.here(office), refusal)
            except TimeoutError:
                _show_not_now(Visit.here(office), Busy())
            return None

        return ui.page(path, response_timeout=FRAMEWORKS_LIMIT)(guarded)

    return map_page


def answer_not_now(office: BoxOffice, request: Request, refusal: NotNow) -> HTMLResponse:
    """Answer what is no page of NiceGUI's, such as a download, with 503."""
    t = Words(language_of(request.scope), office.settings.zone)
    return HTMLResponse(not_now_page(t, f"refusal.{refusal.code}"), UNAVAILABLE)


def _show_not_now(visit: Visit, refusal: NotNow) -> None:
    ui.status_code(UNAVAILABLE)
    _show(visit, "crowded.title", f"refusal.{refusal.code}", again=True, wait=seconds_to_wait())


def _show(visit: Visit, title: str, text: str, *, again: bool = False, wait: int = 0) -> None:
    theme.frame(visit.t, visit.t(title), here="/")
    theme.main(Fragment(error_section(visit.t, title, text, again=again, wait=wait)))
