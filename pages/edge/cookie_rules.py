"""Which responses may set the session cookie, and how; and which cookie is believed.

A visitor's tickets depend on that cookie. A foreign site can make a browser send a request without it (SameSite=Lax),
and a new cookie in the answer would take its place. So only our pages set one, and redirects that our pages lead to.
Over https its name begins with `__Host-`: no other host, no subdomain and nobody on the way can have set it.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.edge.origins import is_own_origin

COOKIE = "tiketa"
SECURE_COOKIE = f"__Host-{COOKIE}"
SAFE_METHODS = {"GET", "HEAD"}
REDIRECTS = range(300, 400)


class CookieRules:
    """Drops the cookies of all other responses, and gives those over https their name and mark."""

    def __init__(self, app: ASGIApp, public_url: str | None) -> None:
        """Wrap the app; `public_url` is where it is reached behind a proxy, if that is known."""
        self._app = app
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the cookies that the answer may set."""
        if scope["type"] not in {"http", "websocket"}:
            return await self._app(scope, receive, send)

        async def send_checked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._checked(scope, message)
            await send(message)

        return await self._app(_as_the_app_knows_it(scope), receive, send_checked)

    def _checked(self, scope: Scope, start: Message) -> list[tuple[bytes, bytes]]:
        headers = list(start.get("headers", []))
        others = [(name, value) for name, value in headers if name.lower() != b"set-cookie"]
        if len(others) == len(headers) or not self._may_set_cookies(scope, start):
            return others
        if not _is_secure(scope):
            return headers
        return [(name, _secured(value) if name.lower() == b"set-cookie" else value) for name, value in headers]

    def _may_set_cookies(self, scope: Scope, start: Message) -> bool:
        if scope["method"] not in SAFE_METHODS and not is_own_origin(scope, self._public_url):
            return False
        is_page = Headers(raw=start["headers"]).get("x-nicegui-content") == "page"
        return is_page or start["status"] in REDIRECTS


def _is_secure(scope: Scope) -> bool:
    return scope.get("scheme") in {"https", "wss"}  # as the server, its trusted proxy or PUBLIC_URL says


def _secured(cookie: bytes) -> bytes:
    return cookie.replace(f"{COOKIE}=".encode(), f"{SECURE_COOKIE}=".encode(), 1) + b"; secure"


def _as_the_app_knows_it(scope: Scope) -> Scope:
    """Return the scope with the cookie under its plain name; over https, one that had that name is dropped."""
    if not _is_secure(scope):
        return scope
    headers = [(name, _renamed(value) if name == b"cookie" else value) for name, value in scope["headers"]]
    return {**scope, "headers": headers}


def _renamed(cookies: bytes) -> bytes:
    pairs = [pair.strip() for pair in cookies.split(b";")]
    plain, secure = f"{COOKIE}=".encode(), f"{SECURE_COOKIE}=".encode()
    believed = [pair for pair in pairs if not pair.startswith(plain)]
    return b"; ".join(plain + pair[len(secure) :] if pair.startswith(secure) else pair for pair in believed)
