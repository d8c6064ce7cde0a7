"""Answers that fail, such as a download's: a page in the cinema's look. Pages have their own (pages/error_pages.py)."""

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.errors import broken_page
from components.words import Words
from pages.edge.request_context import language_of
from tiketa.office import BoxOffice

FAILED = 500


class FailurePages:
    """Answers 500 with a page that says nothing of the cause, and passes the error on to the log."""

    def __init__(self, app: ASGIApp, office: BoxOffice) -> None:
        """Wrap the app."""
        self._app = app
        self._office = office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say that it failed where nothing was sent yet."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began = False

        async def send_and_note(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            return await self._app(scope, receive, send_and_note)
        except Exception:
            if not began:
                page = broken_page(Words(language_of(scope), self._office.settings.zone))
                await HTMLResponse(page, FAILED)(scope, receive, send)
            raise
