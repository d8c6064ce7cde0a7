"""Whether memory of closed tabs comes back: `python -m benchmarks.memory`.

Waves of tabs open a seat map, each with a socket, and close it. The first wave warms up: what the process has after it
is the base. Then pages are loaded that never open a socket, as search engines and link previews do. After each wave
the server is left alone, and the least memory of the time allowed counts.
"""

import asyncio
import sys
import time

from benchmarks.figures import Figure, show
from benchmarks.serving import MeasuredCinema
from benchmarks.wire import WireVisitor, new_session

WAVES, TABS = 4, 200
ALLOWED = 60.0  # seconds until the memory is back
LOADS, LOADS_ALLOWED = 1000, 90.0
AIM = 1.1  # times the base
AT_ONCE = 20


async def wave(address: str, showtime: int) -> None:
    """Open so many tabs, all open together, and close them."""
    sessions = [new_session() for _ in range(TABS)]
    tabs = [WireVisitor(address, session) for session in sessions]
    for first in range(0, TABS, AT_ONCE):
        await asyncio.gather(*(tab.open(f"/book/{showtime}") for tab in tabs[first : first + AT_ONCE]))
    await asyncio.gather(*(tab.leave() for tab in tabs))
    for session in sessions:
        await session.aclose()


def settled(cinema: MeasuredCinema, within: float) -> float:
    """Return the least memory in MiB that the server has within so many seconds."""
    until = time.monotonic() + within
    least = cinema.kilobytes()
    while time.monotonic() < until:
        time.sleep(1)
        least = min(least, cinema.kilobytes())
    return least / 1024


def measure() -> list[Figure]:
    """Measure, and return the figures."""
    with MeasuredCinema() as cinema:
        after = []
        for _ in range(WAVES):
            asyncio.run(wave(cinema.address, cinema.new_showtime()))
            after.append(settled(cinema, ALLOWED))
            print(f"{after[-1]:.1f} MiB", file=sys.stderr)
        cinema.load("/", LOADS)
        loaded = settled(cinema, LOADS_ALLOWED)
    name = f"MiB {ALLOWED:.0f} s after wave {WAVES} of {TABS} tabs, to wave 1"
    return [
        Figure(name, after[-1], after[0], at_most=AIM),
        Figure(
            f"MiB {LOADS_ALLOWED:.0f} s after {LOADS} loads without a socket, to before", loaded, after[-1], at_most=AIM
        ),
    ]


if __name__ == "__main__":
    show(measure())
