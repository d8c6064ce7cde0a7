"""The middleware around every page, in its order; the rate limit on page loads."""

from nicegui import app, core
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from components.errors import crowded_page, seconds_to_wait
from components.words import Words
from pages.edge.cookie_rules import COOKIE, CookieRules
from pages.edge.failures import FailurePages
from pages.edge.head_requests import HeadAsGet
from pages.edge.origins import is_own_origin
from pages.edge.public_address import PublicAddress
from pages.edge.request_context import address_of, language_of
from pages.edge.response_headers import ResponseHeaders, mark_own_scripts
from pages.edge.session import NewVisitors, end_pages_with_sessions
from pages.edge.socket_guard import SocketGuard
from tiketa.kernel.errors.refusals import TooFast
from tiketa.kernel.rate_limits import RateLimit
from tiketa.office import BoxOffice

COOKIE_LASTS = (
    365 * 24 * 3600
)  # seconds; the session's age does not slide, and without it a visitor loses access to their tickets
BURST = 300  # pages at once from one address: many visitors may share one
TOO_MANY_REQUESTS = 429
NOT_PAGES = ("/_nicegui", "/assets/", "/healthz", "/readyz", "/metrics", "/favicon.ico")


def install(office: BoxOffice) -> None:
    """Put the middleware in place; called once for each server, before it starts."""
    public_url = office.settings.public_url
    core.sio.eio.cors_allowed_origins = lambda _, environ: is_own_origin(environ["asgi.scope"], public_url)
    end_pages_with_sessions(office)
    mark_own_scripts()
    app.add_middleware(NewVisitors)
    app.add_middleware(FailurePages, office=office)  # inside of what adds headers
    app.add_middleware(PageLoads, office=office)
    app.add_middleware(ResponseHeaders)
    app.add_middleware(
        SessionMiddleware, secret_key=office.settings.signing_secret(), session_cookie=COOKIE, max_age=COOKIE_LASTS
    )
    app.add_middleware(CookieRules, public_url=public_url)
    app.add_middleware(GZipMiddleware, compresslevel=5)  # half the time of 9, for 1.5 % more bytes
    app.add_middleware(HeadAsGet)  # outside the compression: a body that was kept back has another length
    app.add_middleware(SocketGuard, clock=office.clock)
    app.add_middleware(PublicAddress, public_url=public_url)


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
