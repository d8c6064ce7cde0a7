"""Error pages: 404 and 500."""

from collections.abc import Awaitable, Callable
from functools import wraps

import htpy as h
from nicegui import ui
from starlette.requests import Request
from starlette.responses import HTMLResponse

from components import theme
from components.fragment import Fragment
from components.markup import rendered
from components.words import Words
from pages.edge.request_context import Visit, language_of
from tiketa.kernel.errors.refusals import NotNow
from tiketa.office import BoxOffice

NOT_FOUND, UNAVAILABLE = 404, 503
BUILT_WITHIN = 30.0  # seconds; longer than any act waits, or NiceGUI would answer with an English page of its own

Builder = Callable[..., Awaitable[object]]


def show_not_found(visit: Visit, reason: str = "lost.text") -> None:
    """Build the page for an unknown address, with status 404; `reason` is the sentence's key."""
    ui.status_code(NOT_FOUND)
    _show(visit, "lost.title", reason)


def show_failure(visit: Visit) -> None:
    """Build the page for an internal error, whose cause is in the log only."""
    _show(visit, "broken.title", "broken.text")


def page(office: BoxOffice, path: str) -> Callable[[Builder], Builder]:
    """Map a page, as `ui.page` does; a house that cannot serve at this moment answers with 503 and says so."""

    def map_page(build: Builder) -> Builder:
        @wraps(build)
        async def guarded(*args: object, **named: object) -> object:
            try:
                return await build(*args, **named)
            except NotNow as refusal:
                ui.status_code(UNAVAILABLE)
                _show(Visit.here(office), "crowded.title", f"refusal.{refusal.code}")
                return None

        return ui.page(path, response_timeout=BUILT_WITHIN)(guarded)

    return map_page


def answer_not_now(office: BoxOffice, request: Request, refusal: NotNow) -> HTMLResponse:
    """Answer what is no page of ours, such as a file, with 503."""
    t = Words(language_of(request.scope), office.settings.zone)
    title, text = t("crowded.title"), t(f"refusal.{refusal.code}")
    answer = rendered(h.html(lang=t.language)[h.head[h.title[title]], h.body[h.h1[title], h.p[text]]])
    return HTMLResponse(answer, UNAVAILABLE)


def _show(visit: Visit, title: str, text: str) -> None:
    t = visit.t
    theme.frame(t, t(title), here="/")
    home = h.a(".button", href="/")[t("lost.home")]
    theme.main(Fragment(rendered(h.section(".lost")[h.h1[t(title)], h.p[t(text)], home])))
