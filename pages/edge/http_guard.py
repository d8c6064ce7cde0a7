"""Bounds on HTTP connections, below the app: unfinished requests, endless headers, and too many connections.

uvicorn ends idle connections only after a first answer. Until then a silent one would keep its file descriptor, and
when none is left no connection is accepted, `/healthz` neither.
"""

import asyncio
import logging
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

MOST_HEADER_BYTES = 64 * 1024  # also the bound of uvicorn's other implementation, of h11
REQUEST_WITHIN = 20.0  # seconds, for a whole request with its body; ours have at most a few KB
ANSWERED_WITHIN = 120.0  # seconds, for an answer to be taken: the largest script at 40 kbit/s
RESERVED = 64  # file descriptors that are left for the database, logs and mail
MOST_DESCRIPTORS = 65_536
SAID_EVERY = 60.0  # seconds

log = logging.getLogger(__name__)


def bound_connections() -> None:
    """Take as many file descriptors as the system allows, and leave some for others than visitors."""
    if resource is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    BoundedHttp.most_connections = max(1, most - RESERVED)


class BoundedHttp(HttpToolsProtocol):
    """One HTTP connection. A WebSocket takes it over after its handshake, and has bounds of its own."""

    silent: ClassVar[dict["BoundedHttp", None]] = {}  # those that have not sent a whole header yet, the oldest first
    most_connections: ClassVar[int] = 0  # 0 means no limit
    said_at: ClassVar[float] = -SAID_EVERY  # when it was logged that there are too many, by the event loop's time

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request; where there are too many connections, the longest silent one ends."""
        super().connection_made(transport)
        self._header_bytes = 0
        self._timer: asyncio.TimerHandle | None = None
        self.silent[self] = None
        self._wait(REQUEST_WITHIN)
        if self.most_connections and len(self.connections) > self.most_connections:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Parse what came; the length of a header is bounded while it is not whole."""
        self._header_bytes += len(data)
        if self._timer is None:
            self._wait(REQUEST_WITHIN)
        super().data_received(data)
        if self._header_bytes > MOST_HEADER_BYTES:
            self.end()

    def on_headers_complete(self) -> None:
        """Handle the request."""
        self.silent.pop(self, None)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body, which is no header; the app bounds its length."""
        self._header_bytes -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for the answer to be taken."""
        self._header_bytes = 0
        self._wait(ANSWERED_WITHIN)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for another request, as long as uvicorn does."""
        self._stop_waiting()
        super().on_response_complete()

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to the WebSocket."""
        self._stop_waiting()
        self.silent.pop(self, None)
        super().handle_websocket_upgrade()
        self.parser = None  # type: ignore[assignment]  # it holds this object, and both would stay in memory, as a cycle

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        self.silent.pop(self, None)
        super().connection_lost(exc)
        self.cycle = None  # type: ignore[assignment]  # it holds this object, as the parser does

    def end(self) -> None:
        """End the connection at once, without waiting for what it has not taken."""
        self._stop_waiting()
        self.silent.pop(self, None)
        self.transport.abort()

    def _make_room(self) -> None:
        if self.loop.time() - BoundedHttp.said_at >= SAID_EVERY:
            BoundedHttp.said_at = self.loop.time()
            log.warning("%d connections are too many: the longest silent ones end", len(self.connections))
        next(iter(self.silent)).end()

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(seconds, self.end)

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
