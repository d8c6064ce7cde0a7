"""A normal stop: what was begun is finished, and who asked for it hears how it ended."""

import asyncio
import re
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from itertools import product
from pathlib import Path

import httpx
import pytest

from benchmarks.wire import WireVisitor, new_session
from tools.running_cinema import Cinema

PATIENCE = 30  # seconds
VISITORS = 16
SEATS = [f"{row}{number}" for row, number in product("CD", range(1, 9))]


@pytest.fixture
def cinema(tmp_path: Path) -> Iterator[Cinema]:
    with Cinema(tmp_path) as opened:
        yield opened


async def ready_to_book(visitor: WireVisitor, showtime: int, seat: str) -> None:
    await visitor.open(f"/book/{showtime}")
    await visitor.pick(seat)
    await visitor.hears("showOwn")


def await_acts(cinema: Cinema, count: int) -> None:
    """Wait until so many acts wait in the house."""
    waiting = 0.0
    while waiting < count:
        figures = httpx.get(f"{cinema.address}/metrics", timeout=PATIENCE).text
        waiting = float(re.findall(r"^tiketa_acts_waiting (\S+)", figures, re.MULTILINE)[0])


def await_closed_port(cinema: Cinema) -> None:
    while accepts(cinema):
        time.sleep(0.02)


def accepts(cinema: Cinema) -> bool:
    try:
        socket.create_connection(("127.0.0.1", cinema.port)).close()
    except OSError:
        return False
    return True


async def stop_while_booking(cinema: Cinema, showtime: int, sessions: list[httpx.AsyncClient]) -> list[str]:
    """Stop the house while all visitors book and none can be answered; return what each heard in the end."""
    visitors = [WireVisitor(cinema.address, http) for http in sessions]
    await asyncio.gather(*(ready_to_book(*each) for each in zip(visitors, [showtime] * VISITORS, SEATS, strict=True)))
    with closing(sqlite3.connect(cinema.directory / "tiketa.db", timeout=PATIENCE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for visitor in visitors:
            await visitor.do("submit", {"customer_name": "Ana", "contact": ""})
        await asyncio.to_thread(await_acts, cinema, VISITORS)
        cinema.terminate()
        await asyncio.to_thread(await_closed_port, cinema)
        other.execute("ROLLBACK")
    return [" ".join(await visitor.rest()) for visitor in visitors]


async def test_stop_tells_every_booking(cinema: Cinema) -> None:
    showtime = cinema.new_showtime()
    async with AsyncExitStack() as opened:
        sessions = [await opened.enter_async_context(new_session()) for _ in range(VISITORS)]
        heard = await stop_while_booking(cinema, showtime, sessions)
        cinema.close()
        booked = {str(code) for (code,) in cinema.sql("SELECT code FROM bookings")}
        assert len(booked) == VISITORS
        assert not [words for words in heard if not any(code in words for code in booked)]
        cinema.open()
        page = (await sessions[0].get(f"{cinema.address}/book/{showtime}")).text
        assert 'data-testid="booked-here"' in page
        assert any(f"/ticket/{code}" in page for code in booked)
