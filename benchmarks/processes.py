"""Two processes of one house on PostgreSQL: `python -m benchmarks.processes`.

How long a seat that is held in one process takes to be seen in the other, at the wire; and visits to both in turn
beside visits to one of them alone. PostgreSQL and the driver run on the same cores, so two processes can only take what
one leaves: with two cores that is about half of one.
"""

import asyncio
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.acts_postgresql import running_server
from benchmarks.figures import Figure, show
from benchmarks.visits import house_visits, seats_a_second
from benchmarks.wire import WireVisitor, new_session
from tools.running_cinema import Cinema

ROUNDS, TAPS = 5, 100
AIM, SLOWEST_AIM = 1.6, 150.0  # times one process; milliseconds at p99
SECRET = "of the benchmark alone, and nowhere else"  # noqa: S105
ROWS = "BCDEFGHJ"


async def taps_seen_elsewhere(here: Cinema, there: Cinema) -> list[float]:
    """Tap seats in one process, and return the milliseconds until a page of the other has each."""
    showtime, times = here.new_showtime(), []
    async with new_session() as http, new_session() as other_http:
        tapping, watching = WireVisitor(here.address, http), WireVisitor(there.address, other_http)
        for visitor in (tapping, watching):
            await visitor.open(f"/book/{showtime}")
        for number in range(TAPS):
            watching.forget()
            seat = f"{ROWS[number // 2 % len(ROWS)]}4"
            tapped_at = await tapping.pick(seat, wanted=number % 2 == 0)
            heard_at, _ = await watching.hears('"seats"')
            times.append(1000 * (heard_at - tapped_at))
            await asyncio.sleep(0.1)  # a change after another is gathered with it, which is not measured here
        for visitor in (tapping, watching):
            await visitor.leave()
    return times


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """Measure both in turns, sweep the invariants, and return the figures."""
    with running_server() as new_database, TemporaryDirectory() as directory, ExitStack() as running:
        url = new_database("house")
        first, second = (
            running.enter_context(Cinema(Path(directory) / name, DATABASE_URL=url, SECRET_KEY=SECRET))
            for name in ("first", "second")
        )
        times = asyncio.run(taps_seen_elsewhere(first, second))
        alone, together = house_visits(first), house_visits(first, second)
        one, two = [], []
        for visits in (alone, together):
            asyncio.run(seats_a_second(visits))  # warm up
        for _ in range(rounds):
            one.append(asyncio.run(seats_a_second(alone)))
            two.append(asyncio.run(seats_a_second(together)))
        first.command("check")
    return [
        Figure("tap to the other process's map, p50, ms", median(times)),
        Figure("tap to the other process's map, p99, ms", quantiles(times, n=100)[98], at_most=SLOWEST_AIM),
        Figure("visits to two processes, beside one, seats/s", median(two), median(one), at_least=AIM),
    ]


if __name__ == "__main__":
    show(measure())
