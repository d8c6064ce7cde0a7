"""From a tap to one's own seat shown, and to the last open map: `python -m benchmarks.live [WATCHING ...]`.

Watchers have the showtime's page open, each with a socket of its own; one more visitor taps seats. The floor is a bare
broadcast of as many bytes to as many sockets. Both are measured in turns, from the same client process.
"""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from statistics import median

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.figures import Figure, show
from benchmarks.wire import WireVisitor, new_session
from tools.running_cinema import Cinema, free_port

WATCHING = (50, 200, 500)
ROUNDS, TAPS_A_ROUND = 5, 6
MESSAGE_BYTES = 260  # about what a change of the map takes
OWN_AIM, LAST_AIM, LONGEST_AIM = 12.0, 4.0, 250.0  # milliseconds, times the floor, milliseconds
ROWS = "BCDEFGHJ"


@dataclass
class Measured:
    """Milliseconds from each tap on."""

    own: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    bytes: int = 0


class Audience:
    """So many pages of one showtime, and a visitor who taps."""

    def __init__(self, tapping: WireVisitor, watching: list[WireVisitor]) -> None:
        """Take visitors whose pages are open."""
        self._tapping = tapping
        self._watching = watching
        self._seats = iter([f"{row}{number}" for row in ROWS for number in range(1, 17)])

    async def tap(self, measured: Measured) -> None:
        """Take a seat, and give it back, so that no limit is met."""
        seat = next(self._seats)
        for wanted in (True, False):
            for visitor in (self._tapping, *self._watching):
                visitor.forget()
            tapped_at = await self._tapping.pick(seat, wanted=wanted)
            own, *others = await asyncio.gather(
                self._tapping.hears("showOwn"), *(visitor.hears('"seats"') for visitor in self._watching)
            )
            measured.own.append(1000 * (own[0] - tapped_at))
            measured.last.append(1000 * (max(heard_at for heard_at, _ in others) - tapped_at))
            measured.bytes = max(len(text) for _, text in others)
            await asyncio.sleep(0.1)  # a change after another is gathered with it, which is not measured here


@asynccontextmanager
async def audience(cinema: Cinema, watching: int) -> AsyncIterator[Audience]:
    """Open the pages, and close them at the end."""
    showtime = cinema.new_showtime()
    async with AsyncExitStack() as open_pages:
        visitors = []
        for _ in range(watching + 1):
            http = await open_pages.enter_async_context(new_session())
            visitor = WireVisitor(cinema.address, http)
            await visitor.open(f"/book/{showtime}")
            open_pages.push_async_callback(visitor.leave)
            visitors.append(visitor)
        yield Audience(visitors[0], visitors[1:])


@contextmanager
def bare_server() -> Iterator[int]:
    """Run the bare broadcast in a process of its own, and yield its port."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.bare_broadcast", str(port)])  # noqa: S603
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


@asynccontextmanager
async def bare_audience(port: int, watching: int) -> AsyncIterator[Callable[[], Awaitable[float]]]:
    """Connect so many to the bare server; what is yielded sends one message, and says when the last has it."""
    async with AsyncExitStack() as open_sockets:
        address = f"ws://127.0.0.1:{port}"
        sockets: list[ClientConnection] = [
            await open_sockets.enter_async_context(connect(address, compression=None, ping_interval=None))
            for _ in range(watching)
        ]

        async def heard_at(connection: ClientConnection) -> float:
            await connection.recv()
            return time.perf_counter()

        async def send() -> float:
            waiting = [asyncio.ensure_future(heard_at(each)) for each in sockets]
            await asyncio.sleep(0.05)  # all wait before it is sent, as the pages do
            sent_at = time.perf_counter()
            await sockets[0].send("x" * MESSAGE_BYTES)
            return 1000 * (max(await asyncio.gather(*waiting)) - sent_at)

        yield send


async def measure_with(cinema: Cinema, floor_port: int, watching: int, rounds: int) -> Measured:
    """Measure both in turns with so many watching."""
    measured = Measured()
    async with audience(cinema, watching) as pages, bare_audience(floor_port, watching) as send:
        await pages.tap(Measured())  # warm up
        await send()
        for _ in range(rounds):
            for _ in range(TAPS_A_ROUND):
                await pages.tap(measured)
            measured.floor += [await send() for _ in range(TAPS_A_ROUND)]
    return measured


def figures(watching: int, measured: Measured) -> list[Figure]:
    """Return what was measured with so many watching."""
    last = Figure(f"tap to the last map, {watching} watching, ms", median(measured.last), median(measured.floor))
    if watching >= 200:  # noqa: PLR2004  below, the act itself is most of it
        last = Figure(last.name, last.value, last.floor, at_most=LAST_AIM)
    return [
        Figure(f"tap to one's own seat, {watching} watching, ms", median(measured.own), at_most=OWN_AIM),
        last,
        Figure(f"the slowest of them, {watching} watching, ms", max(measured.last), at_most=LONGEST_AIM),
    ]


def measure(watching: tuple[int, ...] = WATCHING, rounds: int = ROUNDS) -> list[Figure]:
    """Measure with each number of watchers, and return the figures."""
    found, largest = [], 0
    with Cinema() as cinema, bare_server() as floor_port:
        for number in watching:
            measured = asyncio.run(measure_with(cinema, floor_port, number, rounds))
            found += figures(number, measured)
            largest = max(largest, measured.bytes)
    return [*found, Figure("bytes for each map and change", largest, at_most=350)]


if __name__ == "__main__":
    show(measure(tuple(map(int, sys.argv[1:])) or WATCHING))
