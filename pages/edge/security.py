"""Security headers, nonce and language of every response; secure cookies; the rate limit on page loads."""

import secrets

from nicegui import app, core
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.errors import crowded_page, seconds_to_wait
from components.words import Words
from pages.edge.cookie_rules import CookieRules
from pages.edge.failures import FailurePages
from pages.edge.head_requests import HeadAsGet
from pages.edge.request_context import address_of, language_of
from pages.edge.socket_guard import SocketGuard
from tiketa.kernel.errors.refusals import TooFast
from tiketa.kernel.rate_limits import RateLimit
from tiketa.office import BoxOffice

COOKIE = "tiketa"
COOKIE_LASTS = (
    365 * 24 * 3600
)  # seconds; the session's age does not slide, and without it a visitor loses access to their tickets
BURST = 300  # pages at once from one address: many visitors may share one
TOO_MANY_REQUESTS, UNAVAILABLE = 429, 503
TRY_AGAIN_AFTER = "5"  # seconds: as long as acts wait for a database that has gone
NOT_PAGES = ("/_nicegui", "/assets/", "/healthz", "/readyz", "/metrics", "/favicon.ico")

# NiceGUI's Vue templates need eval, Quasar inline styles, trailers a frame; no other site may frame our pages.
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src https://www.youtube-nocookie.com; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",  # YouTube needs the origin, and answers "Error 153" without
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def install(office: BoxOffice) -> None:
    """Put the middleware in place; called once for each server, before it starts."""
    core.sio.eio.cors_allowed_origins = None  # the socket answers pages of its own origin only
    app.add_middleware(FailurePages, office=office)  # inside of what adds headers
    app.add_middleware(ResponseHeaders)
    app.add_middleware(PageLoads, office=office)
    app.add_middleware(
        SessionMiddleware, secret_key=office.settings.signing_secret(), session_cookie=COOKIE, max_age=COOKIE_LASTS
    )
    app.add_middleware(CookieRules, public_url=office.settings.public_url)
    app.add_middleware(GZipMiddleware, compresslevel=5)  # half the time of 9, for 1.5 % more bytes
    app.add_middleware(HeadAsGet)  # outside the compression: a body that was kept back has another length
    app.add_middleware(SocketGuard, clock=office.clock)


class PageLoads:
    """Answers 429, with a page, where one address loads more pages than the limit allows."""

    def __init__(self, app: ASGIApp, office: BoxOffice) -> None:
        """Wrap the app."""
        self._app = app
        self._office = office
        self._limit = RateLimit(per_minute=office.settings.page_loads_per_minute, burst=BURST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the page load, or answer 429."""
        if scope["type"] == "http" and not scope["path"].startswith(NOT_PAGES):
            request = Request(scope)
            try:
                self._limit.spend(address_of(request), self._office.clock())
            except TooFast:
                return await self._crowded(request)(scope, receive, send)
        return await self._app(scope, receive, send)

    def _crowded(self, request: Request) -> HTMLResponse:
        t = Words(language_of(request.scope), self._office.settings.zone)
        wait = seconds_to_wait()
        headers = {"Retry-After": str(wait), "Refresh": str(wait)}
        return HTMLResponse(crowded_page(t, here=request.url.path, wait=wait), TOO_MANY_REQUESTS, headers)


class ResponseHeaders:
    """Gives every response its security headers, and pages their scripts' nonce and their language."""

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

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            headers.update(HEADERS)
            if message["status"] == UNAVAILABLE:
                headers["retry-after"] = TRY_AGAIN_AFTER
            if headers.get("x-nicegui-content") == "page":
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page(self._start)
            return
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(16)
        body = self._body.replace(b"<script", b'<script nonce="%s"' % nonce.encode())
        language = language_of(self._scope)
        body = body.replace(b"<html", b'<html lang="%s"' % language.encode(), 1)
        headers = MutableHeaders(raw=start["headers"])
        headers["content-security-policy"] = POLICY.format(nonce=nonce)
        headers["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
