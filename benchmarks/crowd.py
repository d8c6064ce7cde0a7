"""Whether a crowd at one seat map slows down anybody else: `python -m benchmarks.crowd [WATCHING]`.

Many have one showtime's page open while others tap its seats 50 times a second. Meanwhile a page that has nothing to do
with it is loaded again and again; the floor is the same page in the same house with the same pages open, and no taps.
The event loop's lag is the process' own figure (docs/metrics.md), read before and after.
"""

import asyncio
import re
import sys
import time
from contextlib import AsyncExitStack
from itertools import cycle
from statistics import median

from benchmarks.figures import Figure, show
from benchmarks.wire import WireVisitor, new_session
from tools.running_cinema import Cinema

WATCHING, LONGEST_WATCHING = 500, 1000
TAPPING, CHANGES_A_SECOND, LASTS = 5, 50, 10.0  # visitors, all of them together, seconds
AIM, LAG_AIM = 3.0, 50.0  # times the quiet time; milliseconds
LAG = re.compile(r'tiketa_event_loop_lag_seconds_bucket\{le="([0-9.e+-]+|\+Inf)"\} ([0-9.]+)')


async def opened(stack: AsyncExitStack, cinema: Cinema, path: str, count: int) -> list[WireVisitor]:
    """Open a page so often, each as a visitor of its own, until the stack is left."""
    visitors = []
    for _ in range(count):
        http = await stack.enter_async_context(new_session())
        visitors.append(WireVisitor(cinema.address, http))
        await visitors[-1].open(path)
        stack.push_async_callback(visitors[-1].leave)
    return visitors


async def tap(visitor: WireVisitor, row: str, until: float) -> None:
    """Take a seat and let it go, again and again."""
    pause = TAPPING / CHANGES_A_SECOND
    for wanted in cycle((True, False)):
        if time.perf_counter() > until:
            return
        await visitor.pick(f"{row}4", wanted=wanted)
        visitor.forget()
        await asyncio.sleep(pause)


async def page_times(cinema: Cinema, until: float) -> list[float]:
    """Load an unrelated page until then, and return the milliseconds of each."""
    times = []
    async with new_session() as http:
        while time.perf_counter() < until:
            began = time.perf_counter()
            (await http.get(f"{cinema.address}/bookings")).raise_for_status()
            times.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(0.05)
    return times


async def lags(cinema: Cinema) -> dict[float, float]:
    """Return how often the event loop was late by at most so many milliseconds, since the start."""
    async with new_session() as http:
        text = (await http.get(f"{cinema.address}/metrics")).text
    return {1000 * float(bound): float(count) for bound, count in LAG.findall(text)}


def longest(before: dict[float, float], after: dict[float, float]) -> float:
    """Return the least bound that all lags between the two are within, in milliseconds."""
    new = {bound: after[bound] - before[bound] for bound in after}
    return min(bound for bound, count in new.items() if count == new[float("inf")])


async def crowd(cinema: Cinema, watching: int) -> list[Figure]:
    """Measure with so many watching."""
    async with AsyncExitStack() as stack:
        path = f"/book/{cinema.new_showtime()}"
        await opened(stack, cinema, path, watching)
        tapping = await opened(stack, cinema, path, TAPPING)
        quiet = await page_times(cinema, time.perf_counter() + LASTS)
        until = time.perf_counter() + LASTS
        taps = [asyncio.ensure_future(tap(each, row, until)) for each, row in zip(tapping, "BCDEF", strict=True)]
        busy = await page_times(cinema, until)
        await asyncio.gather(*taps)
    name = f"an unrelated page, {CHANGES_A_SECOND} changes a second before {watching}, ms"
    return [Figure(name, median(busy), median(quiet), at_most=AIM)]


async def pauses(cinema: Cinema, watching: int) -> Figure:
    """Return the longest lag of the event loop with so many open and nothing done."""
    async with AsyncExitStack() as stack:
        await opened(stack, cinema, f"/book/{cinema.new_showtime()}", watching)
        before = await lags(cinema)
        await asyncio.sleep(3 * LASTS)
        after = await lags(cinema)
    return Figure(f"the loop's longest lag with {watching} open, at most ms", longest(before, after), at_most=LAG_AIM)


def measure(watching: int = WATCHING, most: int = LONGEST_WATCHING) -> list[Figure]:
    """Measure both, and return the figures."""
    with Cinema() as cinema:
        return [*asyncio.run(crowd(cinema, watching)), asyncio.run(pauses(cinema, most))]


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:])))
