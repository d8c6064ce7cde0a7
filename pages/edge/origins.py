"""Whether a browser sent a request for one of our own pages, and not for another site's."""

from starlette.datastructures import Headers
from starlette.types import Scope


def is_own_origin(scope: Scope, public_url: str | None) -> bool:
    """Say whether the Origin header, which every browser sends with a form or a socket, is ours."""
    headers = Headers(scope=scope)
    ours = {public_url, *(f"{scheme}://{headers.get('host')}" for scheme in ("http", "https"))}
    return headers.get("origin", "") in ours
