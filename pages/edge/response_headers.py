"""Security headers of every response, and of pages their scripts' nonce and their language."""

import secrets
from collections.abc import Callable

from jinja2 import BaseLoader, Environment
from nicegui.client import templates
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.theme import OWN_SCRIPT
from pages.edge.request_context import language_of

# NiceGUI's Vue templates need eval, Quasar inline styles, trailers a frame; no other site may frame our pages.
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src https://www.youtube-nocookie.com; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'"
)
# What is no page of NiceGUI's runs no script at all.
POLICY_OF_OTHERS = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HSTS = "max-age=31536000"  # seconds, a year: OWASP ASVS 5.0, 3.4.1. The host's other subdomains are not ours to bind.
# Sent by uvicorn itself, so that no answer is without them, also one to a request that it cannot read.
UNAVAILABLE = 503
TRY_AGAIN_AFTER = "5"  # seconds: as long as acts wait for a database that has gone
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",  # YouTube needs the origin, and answers "Error 153" without
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SCRIPT = "<script"


class ResponseHeaders:
    """Gives every response the headers that depend on it, and pages their scripts' nonce and their language."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        return await self._app(scope, receive, _Response(scope, send))


class _Response:
    """One response being sent; a page is buffered until it is complete, because its length changes."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._start: Message | None = None
        self._body = b""

    def _complete(self, headers: MutableHeaders, status: int) -> None:
        if self._scope["scheme"] == "https":
            headers["strict-transport-security"] = HSTS
        if status == UNAVAILABLE:
            headers["retry-after"] = TRY_AGAIN_AFTER

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            self._complete(headers, message["status"])
            if headers.get("x-nicegui-content") == "page":
                self._start = message
                return
            headers["content-security-policy"] = POLICY_OF_OTHERS
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page(self._start)
            return
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(16)
        language = language_of(self._scope)
        body = self._body.replace(OWN_SCRIPT.encode(), nonce.encode())
        body = body.replace(b"<html", b'<html lang="%s"' % language.encode(), 1)
        self._body = b""  # the open page keeps its request, and that keeps what it was answered by
        headers = MutableHeaders(raw=start["headers"])
        headers["content-security-policy"] = POLICY.format(nonce=nonce)
        headers["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


class MarkedTemplates(BaseLoader):
    """Marks the scripts that stand in NiceGUI's own templates; what is put into a page later gets no nonce."""

    def __init__(self, framework: BaseLoader) -> None:
        """Load from NiceGUI's loader."""
        self._framework = framework

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return the template's source with the mark in each script's tag."""
        source, name, uptodate = self._framework.get_source(environment, template)
        return source.replace(SCRIPT, SCRIPT + f' nonce="{OWN_SCRIPT}"'), name, uptodate


def mark_own_scripts() -> None:
    """Have NiceGUI load its templates with the mark."""
    environment = templates.env
    if environment.loader and not isinstance(environment.loader, MarkedTemplates):
        environment.loader = MarkedTemplates(environment.loader)
