"""Whether the house can listen where it is told to, looked at before anything is opened."""

import os
import socket

from tiketa.kernel.errors.for_operator import PortUnusable


def require_free(host: str, port: int) -> None:
    """Bind each address of the host as the server will, and let go; raises `PortUnusable`.

    The server itself says so in three lines, and after the jobs have begun.
    """
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            with socket.socket(family, kind, protocol) as tried:
                _bind_as_asyncio(tried, address)
    except OSError as error:
        raise PortUnusable(f"HOST {host}, PORT {port}: {error.strerror}") from None


def _bind_as_asyncio(tried: socket.socket, address: tuple[object, ...]) -> None:
    if os.name == "posix":  # what has just ended may still be in TIME_WAIT; elsewhere this would take others' ports
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if tried.family == socket.AF_INET6:
        tried.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    tried.bind(address)
