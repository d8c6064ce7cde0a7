"""Whole visits of 32 visitors at once, beside a classic shop's: `python -m benchmarks.visits`.

A visit to Tiketa loads a seat map, opens its socket, takes two seats and books them. One to the peer loads its page,
posts its form with two seats, and loads the page again (`benchmarks.peer`). The driver runs on the same cores.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from benchmarks.figures import Figure, show
from benchmarks.peer import SEATS
from benchmarks.wire import WireVisitor, new_session
from tools.running_cinema import Cinema, free_port

CALLERS, ROUNDS, VISITS_A_ROUND = 32, 5, 96
AIM = 2.0  # times the peer's seats a second
SEATS_A_VISIT = 2

Visit = Callable[[], Awaitable[None]]


def house_visits(*cinemas: Cinema) -> Iterator[Visit]:
    """Yield visits that take two seats each, none twice, to each process of the house in turn."""
    processes = cycle(cinemas)
    while True:
        showtime = cinemas[0].new_showtime()
        for row in "BCDEFGHJ":
            for number in range(1, 17, SEATS_A_VISIT):
                yield _house_visit(next(processes), showtime, (f"{row}{number}", f"{row}{number + 1}"))


def _house_visit(cinema: Cinema, showtime: int, seats: tuple[str, str]) -> Visit:
    async def visit() -> None:
        async with new_session() as http:
            visitor = WireVisitor(cinema.address, http)
            await visitor.open(f"/book/{showtime}")
            for seat in seats:
                await visitor.pick(seat)
                await visitor.hears("showOwn")
            await visitor.do("submit", {"customer_name": "Ayu Lestari", "contact": ""})
            await visitor.hears("/ticket/")
            await visitor.leave()

    return visit


def peer_visits(address: str) -> Iterator[Visit]:
    """Yield visits to the peer, that take two seats each, none twice."""
    showtime = 0
    while True:
        showtime += 1
        for first in range(0, len(SEATS), SEATS_A_VISIT):
            yield _peer_visit(f"{address}/show/{showtime}", SEATS[first : first + SEATS_A_VISIT])


def _peer_visit(address: str, seats: list[str]) -> Visit:
    async def visit() -> None:
        async with new_session() as http:
            (await http.get(address)).raise_for_status()
            (await http.post(address, data={"seat": seats, "name": "Ayu Lestari"})).raise_for_status()

    return visit


async def seats_a_second(visits: Iterator[Visit], count: int = VISITS_A_ROUND) -> float:
    """Make a round of visits, `CALLERS` at once, and return the seats sold in a second; any error is raised."""
    waiting = iter([next(visits) for _ in range(count)])

    async def call() -> None:
        for visit in waiting:
            await visit()

    started = time.perf_counter()
    await asyncio.gather(*(call() for _ in range(CALLERS)))
    return SEATS_A_VISIT * count / (time.perf_counter() - started)


@contextmanager
def peer() -> Iterator[str]:
    """Run the peer as its makers advise, and yield its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = ["gunicorn", "--workers", "1", "--threads", "4", "--log-level", "warning", "--bind"]
    with TemporaryDirectory() as directory:
        environ = os.environ | {"PEER_DATABASE": str(Path(directory) / "peer.db")}
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *server, f"127.0.0.1:{port}", "benchmarks.peer:app"], env=environ
        )
        try:
            while not _answers(f"{address}/show/0"):
                time.sleep(0.05)
            yield address
        finally:
            process.terminate()
            process.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address).is_success
    except httpx.TransportError:
        return False


def measure(rounds: int = ROUNDS, count: int = VISITS_A_ROUND) -> list[Figure]:
    """Measure in turns, sweep the invariants, and return the figures."""
    house, floor = [], []
    with Cinema() as cinema, peer() as address:
        ours, theirs = house_visits(cinema), peer_visits(address)
        asyncio.run(seats_a_second(ours, count))  # warm up
        asyncio.run(seats_a_second(theirs, count))
        for _ in range(rounds):
            house.append(asyncio.run(seats_a_second(ours, count)))
            floor.append(asyncio.run(seats_a_second(theirs, count)))
        cinema.command("check")
    name = f"visits of {CALLERS} at once, beside a classic shop, seats/s"
    return [Figure(name, median(house), median(floor), at_least=AIM)]


if __name__ == "__main__":
    show(measure())
