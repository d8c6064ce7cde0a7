"""Bounds on what comes in by the socket; who breaks them is disconnected, with a line in the log."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from secrets import token_hex
from urllib.parse import parse_qs

from nicegui import Client, core
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.edge import socket_owners
from pages.edge.socket_owners import speaks_for
from pages.edge.socket_packets import MOST_CHARACTERS, is_known, is_known_address
from tiketa.kernel.errors.refusals import TooFast
from tiketa.kernel.rate_limits import RateLimit

SOCKET = "/_nicegui_ws/"
BURST, PER_MINUTE = 100, 1200  # messages of one socket; a person makes two or three with each tap
LINES_PER_MINUTE = 60  # that all sockets together can bring into the log
MOST_LOGGED = 200  # characters of what a browser says
SENT_WITHIN = 20.0  # seconds; who does not read for so long is gone
LONGEST_SESSION = 40  # characters; Engine.IO's have 20
SEPARATOR = "\x1e"  # between the packets of a polling request
TOO_LARGE, REFUSED, TOO_MANY = 413, 400, 429
POLICY = 1008  # the code of a closed WebSocket (RFC 6455, section 7.4.1)

log = logging.getLogger(__name__)


class SocketGuard:
    """Looks at everything that browsers send to the socket, by WebSocket or by polling."""

    def __init__(self, app: ASGIApp, clock: Callable[[], datetime]) -> None:
        """Wrap the app; rates are counted by this clock."""
        self._app = app
        self._clock = clock
        self._messages = RateLimit(per_minute=PER_MINUTE, burst=BURST)
        self._lines = RateLimit(per_minute=LINES_PER_MINUTE, burst=LINES_PER_MINUTE)
        socket_owners.install()
        core.sio.on("event", self._tolerate_stale_events)
        core.sio.on("log", self._log_from_browser)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let pass what a page of ours sends."""
        if scope["type"] not in {"http", "websocket"} or not scope["path"].startswith(SOCKET):
            await self._app(scope, receive, send)
        elif not _has_known_address(scope):
            await self._refuse_address(scope, receive, send)
        elif scope["type"] == "websocket":
            socket = GuardedSocket(receive, send, self._why_not)
            await self._app(scope, socket.receive, socket.send)
            socket.forget()
            if socket.why:
                self._say(f"a socket was closed: {socket.why}")
        elif scope["method"] == "POST":
            await self._post(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _post(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a polling request whole, and pass it on if every packet in it is one of ours."""
        body = b""
        while len(body) <= MOST_CHARACTERS:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        session = parse_qs(scope["query_string"].decode(errors="replace")).get("sid", [""])[0][:LONGEST_SESSION]
        status = self._status_of(body, session)
        if status:
            self._say(f"a polling request was refused with {status}")
            return await Response(status_code=status)(scope, receive, send)

        async def replay() -> Message:
            return {"type": "http.request", "body": body}

        return await self._app(scope, replay, send)

    def _status_of(self, body: bytes, session: str) -> int:
        if len(body) > MOST_CHARACTERS:
            return TOO_LARGE
        try:
            packets = body.decode().split(SEPARATOR)
            self._messages.spend(session, self._clock(), len(packets))
        except UnicodeDecodeError:
            return REFUSED
        except TooFast:
            return TOO_MANY
        return 0 if all(map(is_known, packets)) else REFUSED

    async def _refuse_address(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._say("a socket's address was refused")
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY})
        else:
            await Response(status_code=REFUSED)(scope, receive, send)

    def _why_not(self, socket: str, message: Message) -> str:
        """Return what is wrong with a WebSocket's message, or nothing."""
        text = message.get("text")
        if text is None:
            return "a binary message"
        try:
            self._messages.spend(socket, self._clock())
        except TooFast:
            return "too many messages"
        return "" if is_known(text) else "a message that no page sends"

    async def _tolerate_stale_events(self, socket_id: str, message: dict[str, object]) -> None:
        """Ignore an event of a listener that the page does not have, or not any more."""
        client = Client.instances.get(str(message["client_id"]))
        if client is None or not speaks_for(socket_id, client):
            return
        try:
            client.handle_event(message)
        except KeyError:
            self._say("an event without a listener was ignored")

    async def _log_from_browser(self, _socket_id: str, message: dict[str, str]) -> None:
        """Log what a browser says, shortened and never as an error: anybody can send any text."""
        self._say(f"a browser says {message['message'][:MOST_LOGGED]!r}")

    def _say(self, line: str) -> None:
        try:
            self._lines.spend("", self._clock())
        except TooFast:
            return
        log.info(line)


class GuardedSocket:
    """One WebSocket; `why` says what ended it, if it was not the browser."""

    def __init__(self, receive: Receive, send: Send, why_not: Callable[[str, Message], str]) -> None:
        """Stand between these two; `why_not` is asked about each message with the socket's `key`."""
        self.why = ""
        self._receive = receive
        self._send = send
        self._why_not = why_not
        self.key = token_hex(8)  # an object's id is given again, and with it the bucket of a socket that has ended
        self._end = OSError("the socket has ended")

    async def receive(self) -> Message:
        """Return the next message; raises `OSError` at the socket's end, and in place of a message that is refused."""
        message = await self._receive()
        if message["type"] == "websocket.receive":
            self.why = self.why or self._why_not(self.key, message)
        if self.why or message["type"] == "websocket.disconnect":
            raise self._end
        return message

    def forget(self) -> None:
        """Break the cycle of the end and its traceback: a frame of Engine.IO's holds both, and all frames above."""
        self._end.__traceback__ = None

    async def send(self, message: Message) -> None:
        """Send a message; a browser that does not take it in time ends the socket."""
        if self.why and message["type"] != "websocket.close":
            raise OSError(self.why)
        sender = asyncio.current_task()
        timer = asyncio.get_running_loop().call_later(SENT_WITHIN, self._give_up, sender)
        try:
            await self._send(message)
        finally:
            timer.cancel()

    def _give_up(self, sender: asyncio.Task[object] | None) -> None:
        self.why = "a browser that does not read"
        if sender:
            sender.cancel()


def _has_known_address(scope: Scope) -> bool:
    try:
        return is_known_address(scope["query_string"].decode())
    except ValueError:
        return False
