"""Connections that never become requests end, and never keep others out."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from psutil import Process

from tools.running_cinema import Cinema

FEW_DESCRIPTORS = str(Path(__file__).parent / "few_descriptors.py")
PATIENCE = 15.0  # seconds
ENDED = r"reset|[Bb]roken pipe"


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cinema]:
    """Run a cinema that may open 256 files."""
    with Cinema(tmp_path_factory.mktemp("crowded"), program=(FEW_DESCRIPTORS,)) as opened:
        yield opened


def connection(cinema: Cinema) -> socket.socket:
    return socket.create_connection(("127.0.0.1", cinema.port), timeout=PATIENCE)


def flood(opened: socket.socket, data: bytes, times: int) -> None:
    for _ in range(times):
        opened.sendall(data)


def test_silent_connections_keep_nobody_out(crowded: Cinema) -> None:
    with ExitStack() as silent:
        for _ in range(400):
            silent.enter_context(connection(crowded))
        assert httpx.get(f"{crowded.address}/healthz", timeout=PATIENCE).is_success
    assert "connections are too many" in crowded.log


def test_endless_header_ends_its_connection(crowded: Cinema) -> None:
    server = Process(crowded.pid)
    before = server.memory_full_info().uss
    with connection(crowded) as attacker:
        attacker.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ")
        with pytest.raises(OSError, match=ENDED):
            flood(attacker, b"x" * 50_000, 2000)
    assert server.memory_full_info().uss - before < 10 * 2**20


def test_long_header_of_many_lines_ends(crowded: Cinema) -> None:
    with connection(crowded) as attacker:
        attacker.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        with pytest.raises(OSError, match=ENDED):
            flood(attacker, b"X-Long: " + b"y" * 100 + b"\r\n", 20_000)


def test_large_ordinary_requests_pass(crowded: Cinema) -> None:
    headers = {"Cookie": "x" * 30_000}
    assert httpx.get(f"{crowded.address}/healthz", headers=headers, timeout=PATIENCE).is_success


def test_blank_lines_end_the_connection(crowded: Cinema) -> None:
    with connection(crowded) as attacker, pytest.raises(OSError, match=ENDED):
        flood(attacker, b"\r\n" * 25_000, 2000)
