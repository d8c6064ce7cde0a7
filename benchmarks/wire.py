"""A visitor at the wire: a page, its socket, and what is clicked, without a browser.

The protocol is NiceGUI's, on Socket.IO 5 on Engine.IO 4. A page is loaded by HTTP; in it are its client's id and its
elements as JSON, each with the ids of its listeners. The socket's address carries the handshake. Messages of the
WebSocket begin with Engine.IO's digit (2 ping, 3 pong, 4 message) and, for 4, Socket.IO's (0 connected, 2 event). A tap
is `42["event",{"client_id":...,"id":5,"listener_id":...,"args":["{...}"]}]`. The server answers by events: `seats` to
all maps of a showtime, `run_method` and `run_javascript` to one page.
"""

import asyncio
import html
import json
import re
import ssl
import time
from contextlib import suppress
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

CLIENT_ID = re.compile(r"'client_id': '([^']+)'")
ELEMENTS = re.compile(r"parseElements\(String\.raw`(.*?)`\)", re.DOTALL)
PATIENCE = 60.0  # seconds; a message that has not come by then never will

CLOSED = ""  # stands for the socket's end; no message is empty
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # or httpx would read all certificates anew for each client

Heard = tuple[float, str]  # when a message arrived, by `time.perf_counter`, and its text


def new_session() -> httpx.AsyncClient:
    """Return an HTTP client with no cookies yet."""
    return httpx.AsyncClient(timeout=PATIENCE, verify=NO_TLS, follow_redirects=True)


class WireVisitor:
    """One visitor with one open page; not safe to share among tasks."""

    def __init__(self, address: str, http: httpx.AsyncClient) -> None:
        """Visit the house at this address, with a session of one's own in `http`."""
        self._address = address
        self._http = http
        self._heard: asyncio.Queue[Heard] = asyncio.Queue()
        self._socket: ClientConnection | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._client_id = ""
        self._elements: dict[str, Any] = {}

    async def open(self, path: str) -> None:
        """Load a page and open its socket; raises where the page is not answered with 200."""
        page = await self._http.get(self._address + path)
        page.raise_for_status()
        [self._client_id], [elements] = CLIENT_ID.findall(page.text), ELEMENTS.findall(page.text)
        self._elements = json.loads(html.unescape(elements))
        await self._connect()

    async def _connect(self) -> None:
        handshake = f"client_id={self._client_id}&tab_id={uuid4()}&document_id={uuid4()}&next_message_id=0"
        address = self._address.replace("http", "ws", 1)
        query = f"EIO=4&transport=websocket&implicit_handshake=true&{handshake}"
        self._socket = await connect(
            f"{address}/_nicegui_ws/socket.io/?{query}",
            max_size=None,
            ping_interval=None,
            compression=None,
            additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())},
        )
        self._hearing = asyncio.create_task(self._hear(self._socket))  # noqa: TID251  no NiceGUI here
        await self._socket.send("40")
        await self.hears("40")

    async def _hear(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for message in socket:
                if message == "2":
                    await socket.send("3")
                else:
                    self._heard.put_nowait((time.perf_counter(), str(message)))
        self._heard.put_nowait((time.perf_counter(), CLOSED))

    async def hears(self, *words: str) -> Heard:
        """Return the next message with any of these words; what came before it is dropped.

        Raises `TimeoutError`, or `ConnectionResetError` where the socket closes first.
        """
        async with asyncio.timeout(PATIENCE):
            while True:
                found = await self._heard.get()
                if found[1] == CLOSED:
                    raise ConnectionResetError("the socket was closed")
                if any(each in found[1] for each in words):
                    return found

    async def rest(self) -> list[str]:
        """Return all that is heard until the server closes the socket; raises `TimeoutError` where it does not."""
        if self._hearing:
            await asyncio.wait_for(self._hearing, PATIENCE)
        return [self._heard.get_nowait()[1] for _ in range(self._heard.qsize())]

    def forget(self) -> None:
        """Drop what was heard so far."""
        while not self._heard.empty():
            self._heard.get_nowait()

    async def do(self, event: str, args: object) -> float:
        """Do something to the first element that listens to such events, and return when it was sent."""
        element_id, listener_id = self._listener(event)
        said = {"client_id": self._client_id, "id": element_id, "listener_id": listener_id, "args": [json.dumps(args)]}
        assert self._socket
        sent_at = time.perf_counter()
        await self._socket.send("42" + json.dumps(["event", said]))
        return sent_at

    def _listener(self, event: str) -> tuple[int, str]:
        for element_id, element in self._elements.items():
            for listener in element.get("events", ()):
                if listener["type"] == event:
                    return int(element_id), listener["listener_id"]
        raise LookupError(f"nothing on the page listens to {event}")

    async def pick(self, seat: str, *, wanted: bool = True) -> float:
        """Tap a seat, and return when."""
        return await self.do("pick", {"seat": seat, "wanted": wanted})

    async def leave(self) -> None:
        """Close the page."""
        if self._socket:
            await self._socket.close()
        if self._hearing:
            await self._hearing
