"""Addresses under which there are no pages: not even the 404 page is built for them, and so none is counted."""

from nicegui import app
from starlette.requests import Request
from starlette.responses import Response

FIRST_SEGMENTS = {"_nicegui", "_nicegui_ws", "assets", "healthz", "readyz", "metrics", "favicon.ico"}
NOT_FOUND = 404


def is_no_page(path: str) -> bool:
    """Say whether no page has this address: by its whole first segment, for "/healthz1" gets the 404 page."""
    return path.removeprefix("/").partition("/")[0] in FIRST_SEGMENTS


def install() -> None:
    """Answer a plain 404 where an address under these is unknown; NiceGUI would build a page, which takes 100 KiB."""
    build_page = app.exception_handlers[NOT_FOUND]

    async def answer(request: Request, error: Exception) -> Response:
        if is_no_page(request.url.path):
            return Response(status_code=NOT_FOUND)
        return await build_page(request, error)  # type: ignore[misc, no-any-return]

    app.add_exception_handler(NOT_FOUND, answer)
