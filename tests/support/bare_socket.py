"""A browser's socket without a browser: what it sends is the test's own."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from uuid import uuid4

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tools.running_cinema import Cinema

PATIENCE = 15.0  # seconds


class BareSocket:
    """A socket of a loaded page, that has shaken hands."""

    def __init__(self, socket: ClientConnection, client_id: str) -> None:
        """Take an open WebSocket."""
        self._socket = socket
        self.client_id = client_id

    def send(self, message: str | bytes) -> None:
        """Send a message as it is."""
        self._socket.send(message)

    def emit(self, event: str, **fields: object) -> None:
        """Send an event of this page."""
        self.send("42" + json.dumps([event, {"client_id": self.client_id, **fields}]))

    def is_closed(self) -> bool:
        """Say whether the server has closed the socket within the patience."""
        try:
            while True:
                self._socket.recv(timeout=PATIENCE)
        except ConnectionClosed:
            return True
        except TimeoutError:
            return False

    def is_alive(self) -> bool:
        """Say whether the server still answers by this socket: it accepts another handshake by saying no."""
        self.send('420["handshake",' + json.dumps(_handshake(self.client_id)) + "]")
        try:
            while self._socket.recv(timeout=PATIENCE) != "430[false]":
                pass
        except (ConnectionClosed, TimeoutError):
            return False
        return True


class LoadedPage(NamedTuple):
    """A page that was loaded, and the cookie that came with it."""

    client_id: str
    cookie: str
    text: str


@contextmanager
def bare_socket(cinema: Cinema, path: str = "/") -> Iterator[BareSocket]:
    """Load a page and open its socket."""
    page = loaded(cinema, path)
    with open_socket(cinema, joining(page.client_id), page.cookie) as socket:
        greeted(socket)
        yield BareSocket(socket, page.client_id)


def loaded(cinema: Cinema, path: str = "/") -> LoadedPage:
    """Load a page as a new visitor."""
    page = httpx.get(cinema.address + path)
    [client_id] = re.findall(r"'client_id': '([^']+)'", page.text)
    return LoadedPage(client_id, page.headers["set-cookie"].partition(";")[0], page.text)


def greeted(socket: ClientConnection) -> str:
    """Connect to Socket.IO, and return its answer: "40" where the socket may go on, "44" with the reason else."""
    socket.recv(timeout=PATIENCE)  # Engine.IO's greeting
    socket.send("40")
    while not (answer := str(socket.recv(timeout=PATIENCE))).startswith(("40", "44")):
        pass
    return answer


def joining(client_id: str) -> str:
    """Return the query of a socket that joins a page at once, as a browser's does."""
    query = "&".join(f"{name}={value}" for name, value in _handshake(client_id).items())
    return f"{query}&implicit_handshake=true"


def open_socket(cinema: Cinema, query: str, cookie: str = "") -> ClientConnection:
    """Open a WebSocket at the socket's address; raises `InvalidStatus` where it is refused."""
    address = cinema.address.replace("http", "ws", 1)
    headers = {"Cookie": cookie} if cookie else {}
    return connect(
        f"{address}/_nicegui_ws/socket.io/?EIO=4&transport=websocket&{query}", max_size=None, additional_headers=headers
    )


def _handshake(client_id: str) -> dict[str, str]:
    return {"client_id": client_id, "tab_id": str(uuid4()), "document_id": str(uuid4())}
