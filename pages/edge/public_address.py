"""Under which address the house is reached, before anything else believes a request's word on it.

Who a request comes from and whether by https, uvicorn has taken from the headers of TRUSTED_PROXIES, and of nobody
else. What else is forwarded in headers is dropped: NiceGUI and Engine.IO would take it from anybody.
"""

import logging
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tiketa.web.insiders import FORWARDED

A_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
FOR_MONITORING = {"/healthz", "/readyz", "/metrics"}  # asked at a process' own address
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
BAD_REQUEST, MISDIRECTED, PERMANENT = 400, 421, 308
log = logging.getLogger(__name__)

POLICY = 1008  # the code of a closed WebSocket (RFC 6455, section 7.4.1)


class PublicAddress:
    """Leads requests for another host than PUBLIC_URL's there, or refuses them; without PUBLIC_URL any host is ours."""

    def __init__(self, app: ASGIApp, public_url: str | None) -> None:
        """Wrap the app."""
        self._app = app
        self._public = urlsplit(public_url or "")
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is for this house, without what else is said about its address."""
        if scope["type"] not in {"http", "websocket"}:
            return await self._app(scope, receive, send)
        host = Headers(scope=scope).get("host", "")
        if not A_HOST.fullmatch(host):
            return await _refuse(PlainTextResponse("", BAD_REQUEST), scope, receive, send)
        if self._is_for_another(host, scope["path"]):
            return await _refuse(self._way_there(scope), scope, receive, send)
        return await self._app(self._as_it_is(scope, host), receive, send)

    def _is_for_another(self, host: str, path: str) -> bool:
        return bool(self._public.netloc) and not self._is_public(host) and path not in FOR_MONITORING

    def _is_public(self, host: str) -> bool:
        port = DEFAULT_PORTS.get(self._public.scheme, "")
        return host.lower().removesuffix(port) == self._public.netloc.lower().removesuffix(port)

    def _way_there(self, scope: Scope) -> Response:
        """Return where to go instead; what is no mere look is not to be sent twice."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse("", MISDIRECTED)
        path = scope.get("raw_path", b"").decode("latin-1").lstrip("/")
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"{self._public.geturl()}/{path}" + f"?{query}" * bool(query), PERMANENT)

    def _as_it_is(self, scope: Scope, host: str) -> Scope:
        """Return the scope as the app may believe it: PUBLIC_URL says whether the visitor has https."""
        headers = [(name, value) for name, value in scope["headers"] if not _is_forwarded(name)]
        scheme = scope.get("scheme", "http")
        if self._public.scheme == "https" and self._is_public(host):
            scheme = "wss" if scope["type"] == "websocket" else "https"
        is_forwarded = len(headers) < len(scope["headers"])
        if is_forwarded:
            self._warn_of_unknown_proxy(scope)
        return {**scope, "headers": headers, "scheme": scheme, FORWARDED: is_forwarded}

    def _warn_of_unknown_proxy(self, scope: Scope) -> None:
        """Say once that a proxy is not believed; whoever is named by one that is has become the request's client."""
        forwarded, client = Headers(scope=scope).get("x-forwarded-for", ""), (scope.get("client") or ("",))[0]
        if forwarded and client not in forwarded and not self._has_warned:
            self._has_warned = True
            log.warning("a proxy that TRUSTED_PROXIES does not name is not believed: all its visitors count as one")


def _is_forwarded(name: bytes) -> bool:
    return name == b"forwarded" or name.startswith(b"x-forwarded-")


async def _refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY})
    else:
        await response(scope, receive, send)
