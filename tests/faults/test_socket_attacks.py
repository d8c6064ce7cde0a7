"""What a hostile program sends by the socket ends its own connection, and harms nobody else."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from psutil import Process
from starlette.types import Message
from websockets.exceptions import InvalidStatus

from pages.edge.socket_guard import GuardedSocket
from tests.support.bare_socket import BareSocket, bare_socket, greeted, joining, loaded, open_socket
from tools.running_cinema import Cinema, failures_in

EVENT = {"client_id": "x", "id": 1, "listener_id": "y", "args": []}
MALFORMED = [
    "",
    "x",
    "9",
    "4",
    "4x",
    "42",
    "42[",
    "42{}",
    "42[]",
    "42[1]",
    '42["nonsense",{}]',
    '42["event"]',
    '42["event",1]',
    '42["event",{}]',
    "42" + json.dumps(["event", EVENT | {"args": ["{"]}]),
    "42" + json.dumps(["event", EVENT | {"id": {}}]),
    "42" + json.dumps(["event", EVENT | {"args": ["1"] * 100}]),
    '42["ack",{"client_id":"x","next_message_id":"soon"}]',
    '42["log",{"client_id":"x","level":"fatal","message":"m"}]',
    "42" + "[" * 30_000,
    "44",
    '451-["event",{"_placeholder":true,"num":0}]',
    '45451999999-["event",{"_placeholder":true,"num":0}]',
    "46",
    "42/other," + json.dumps(["event", EVENT]),
    "4" + "0" * 500,
    b"\x04binary",
    "42" + json.dumps(["event", EVENT | {"args": ['"' + "x" * 70_000 + '"']}]),
]

PATIENCE = 30  # seconds


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cinema]:
    with Cinema(tmp_path_factory.mktemp("attacked")) as opened:
        yield opened


@pytest.mark.parametrize("message", MALFORMED, ids=lambda message: repr(message[:30]))
def test_malformed_message_ends_its_socket(attacked: Cinema, message: str | bytes) -> None:
    with bare_socket(attacked) as attacker:
        attacker.send(message)
        assert attacker.is_closed()
    assert not failures_in(attacked.new_log())


def test_ordinary_events_are_let_through(attacked: Cinema) -> None:
    with bare_socket(attacked) as visitor:
        visitor.send("3")
        visitor.emit("ack", next_message_id=1)
        visitor.emit("event", id=1, listener_id="gone", args=["{}"])
        visitor.emit("javascript_response", request_id="unknown", result=1)
        assert visitor.is_alive()


def test_event_without_listener_is_ignored(attacked: Cinema) -> None:
    with bare_socket(attacked) as visitor:
        for element in range(10):
            visitor.emit("event", id=element, listener_id="gone", args=[])
        assert visitor.is_alive()
    assert not failures_in(attacked.new_log())


@pytest.mark.parametrize(
    ("cookie", "answer"),
    [
        (None, '44{"message":"Implicit handshake failed"}'),  # of another visitor
        ("", '44{"message":"cookies are needed"}'),
        ("tiketa=forged", '44{"message":"cookies are needed"}'),
    ],
)
def test_socket_needs_its_pages_cookie(attacked: Cinema, cookie: str | None, answer: str) -> None:
    page, given = loaded(attacked), loaded(attacked).cookie if cookie is None else cookie
    for query in (joining(page.client_id), f"client_id=x&{joining(page.client_id)}", f"{joining(page.client_id)}&x="):
        with suppress(InvalidStatus), open_socket(attacked, query, given) as socket:
            assert greeted(socket) == answer
    with open_socket(attacked, joining(page.client_id), page.cookie) as socket:
        assert greeted(socket).startswith("40")


def test_no_socket_speaks_for_other_pages(attacked: Cinema) -> None:
    ana = loaded(attacked, f"/book/{attacked.showtime(7)}")
    [listener] = re.findall(r'"listener_id":"([^"]+)","type":"pick"', ana.text)
    tap = {"id": 5, "listener_id": listener, "args": ['{"seat": "C4", "wanted": true}']}

    def held() -> int:
        [[count]] = attacked.sql("SELECT count(*) FROM seat_claims WHERE seat = 'C4'")
        return int(str(count))

    with open_socket(attacked, joining(ana.client_id), ana.cookie) as socket:
        greeted(socket)
        with bare_socket(attacked) as attacker:
            attacker.emit("event", **tap, client_id=ana.client_id)
            assert attacker.is_alive()
        assert held() == 0
        own = BareSocket(socket, ana.client_id)
        own.emit("event", **tap)
        assert own.is_alive()
        until = time.monotonic() + PATIENCE
        while not held() and time.monotonic() < until:
            own.is_alive()
        assert held() == 1


def test_too_many_messages_end_the_socket(attacked: Cinema) -> None:
    with bare_socket(attacked) as attacker:
        for _ in range(150):
            attacker.emit("ack", next_message_id=1)
        assert attacker.is_closed()


async def receive() -> Message:
    return {}


async def send(_: Message) -> None: ...


def test_no_socket_inherits_a_rate() -> None:
    keys = {GuardedSocket(receive, send, lambda *_: "").key for _ in range(100)}  # each is gone before the next
    assert len(keys) == 100


def test_browser_cannot_write_errors(attacked: Cinema) -> None:
    with bare_socket(attacked) as attacker:
        attacker.emit("log", level="error", message="x\nERROR forged\n" + "y" * 5000)
        assert attacker.is_alive()
    log = attacked.new_log()
    assert "a browser says 'x\\nERROR forged" in log
    assert "y" * 200 not in log
    assert "\nERROR forged" not in log


def test_browsers_cannot_fill_the_log(attacked: Cinema) -> None:
    attacked.new_log()
    for _ in range(2):
        with bare_socket(attacked) as attacker:
            for _ in range(60):
                attacker.emit("log", level="error", message="again")
            assert attacker.is_alive()
    assert len(attacked.new_log().splitlines()) <= 61


@pytest.mark.parametrize(
    "query", ["implicit_handshake=true", "implicit_handshake=true&client_id=x&tab_id=y&document_id=z&next_message_id=q"]
)
def test_unfinished_handshake_is_refused(attacked: Cinema, query: str) -> None:
    with pytest.raises(InvalidStatus):
        open_socket(attacked, query)
    assert not failures_in(attacked.new_log())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * 70_000, 413),
        (b"4x", 400),
        (b"\xff\xff", 400),
        (b'451-["event",{}]\x1ebAAAA', 400),
        ("\x1e".join(["3"] * 500).encode(), 429),
    ],
)
def test_polling_has_the_same_bounds(attacked: Cinema, body: bytes, status: int) -> None:
    address = f"{attacked.address}/_nicegui_ws/socket.io/?EIO=4&transport=polling"
    opened = json.loads(httpx.get(address).text[1:])
    assert httpx.post(f"{address}&sid={opened['sid']}", content=body).status_code == status
    assert not failures_in(attacked.new_log())


def test_announced_attachments_take_no_memory(attacked: Cinema) -> None:
    server = Process(attacked.pid)
    before = server.memory_full_info().uss
    for _ in range(10):
        with bare_socket(attacked) as attacker:
            attacker.send('45451999999-["event",{"_placeholder":true,"num":0}]')
            attacker.is_closed()
    assert server.memory_full_info().uss - before < 20 * 2**20
