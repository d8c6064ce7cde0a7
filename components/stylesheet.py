"""The style sheet: written as files by subject, sent as one file."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from fastapi import Response
from nicegui import app

FOLDER = Path(__file__).parent.parent / "assets" / "css"
# The order matters: later files override earlier ones.
FILES = (
    "tokens", "base", "pieces", "frame", "gallery", "movie", "seat-map", "seats", "booking", "ticket", "stubs",
    "pages", "sessions", "modes", "print",
)  # fmt: skip
PATH = "/assets/css/tiketa.css"
A_YEAR = 31_536_000  # seconds; a changed style sheet has another address


def address() -> str:
    """Return where the style sheet is served."""
    return f"{PATH}?{sha256(text().encode()).hexdigest()[:12]}"


def serve() -> None:
    """Map the route; call it before the assets' folder is mapped, which would match first."""
    app.get(PATH, include_in_schema=False)(_answer)


@lru_cache
def text() -> str:
    """Return all files, one after another."""
    return "\n".join((FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in FILES)


def _answer() -> Response:
    headers = {"Cache-Control": f"public, max-age={A_YEAR}, immutable"}
    return Response(text(), media_type="text/css", headers=headers)
