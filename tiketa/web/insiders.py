"""Who may see how a process is: whoever brings METRICS_TOKEN, or without that setting this machine alone."""

import hmac

from fastapi import Request
from pydantic import SecretStr

LOCAL = {"127.0.0.1", "::1"}
FORWARDED = "tiketa.forwarded"  # in the scope of a request that some proxy has sent on: it is from anywhere


def is_insider(request: Request, token: SecretStr | None) -> bool:
    """Say whether the request is from one."""
    if token is None:
        is_local = request.client is not None and request.client.host in LOCAL
        return is_local and not request.scope.get(FORWARDED)
    given = request.headers.get("authorization", "").encode("latin-1")  # as the server decoded it
    return hmac.compare_digest(given, f"Bearer {token.get_secret_value()}".encode())
