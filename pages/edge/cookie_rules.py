"""Which responses may set the session cookie, and how.

A visitor's tickets depend on that cookie. A foreign site can make a browser send a request without it (SameSite=Lax),
and a new cookie in the answer would take its place. So only our pages set one, and redirects that our pages lead to.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = {"GET", "HEAD"}
REDIRECTS = range(300, 400)


class CookieRules:
    """Drops the cookies of all other responses, and marks those that are set over https as Secure."""

    def __init__(self, app: ASGIApp, public_url: str | None) -> None:
        """Wrap the app; `public_url` is where it is reached behind a proxy, if that is known."""
        self._app = app
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the cookies that the answer may set."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)

        async def send_checked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._checked(scope, message)
            await send(message)

        return await self._app(scope, receive, send_checked)

    def _checked(self, scope: Scope, start: Message) -> list[tuple[bytes, bytes]]:
        headers = list(start.get("headers", []))
        others = [(name, value) for name, value in headers if name.lower() != b"set-cookie"]
        if len(others) == len(headers) or not self._may_set_cookies(scope, start):
            return others
        is_secure = scope.get("scheme") == "https"  # as the server or its trusted proxy says
        mark = b"; secure" if is_secure else b""
        return [(name, value + mark if name.lower() == b"set-cookie" else value) for name, value in headers]

    def _may_set_cookies(self, scope: Scope, start: Message) -> bool:
        if scope["method"] not in SAFE_METHODS and not self._is_from_our_page(Headers(scope=scope)):
            return False
        is_page = Headers(raw=start["headers"]).get("x-nicegui-content") == "page"
        return is_page or start["status"] in REDIRECTS

    def _is_from_our_page(self, headers: Headers) -> bool:
        ours = {self._public_url, *(f"{scheme}://{headers.get('host')}" for scheme in ("http", "https"))}
        return headers.get("origin", "") in ours
