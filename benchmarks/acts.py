"""Seats held and booked in a second, beside bare sqlite3 that writes the same rows: `python -m benchmarks.acts`.

Each caller holds a seat and books it, again and again, through `office.perform`. The floor is `sqlite3` alone, with the
same schema and PRAGMAs: one commit for a hold's row, one for a booking's. Both take turns on the same disk.
"""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from uuid import uuid4

from pydantic import SecretStr

from benchmarks.figures import Figure, show
from tiketa.bookings import confirm
from tiketa.kernel.actor import Visitor
from tiketa.office import BoxOffice
from tiketa.operations.consistency import check
from tiketa.programme import schedule, seeding
from tiketa.seating import holds, seat_maps
from tiketa.settings import Settings

CALLERS = {1: 0.5, 32: 0.8}  # how many at once, and the aim as a share of bare sqlite3
ROUNDS, PAIRS_A_ROUND = 5, 400
LATENCY_AIM = 60.0  # milliseconds of a pair at the 99th percentile with 32 callers
SECRET = SecretStr("of the benchmark alone, and nowhere else")
NOW = "2026-11-27 12:00:00.000000"
LATER = "2026-11-27 12:08:00.000000"


@dataclass
class Measured:
    """Pairs of hold and booking a second, by round, and how long each took in seconds."""

    rates: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


class House:
    """A box office with the first house in it, in a directory of its own."""

    def __init__(self, directory: Path) -> None:
        """Open and fill it."""
        url = f"sqlite:///{directory / 'acts.db'}"
        settings = Settings(_env_file=None, database_url=url, secret_key=SECRET, holds_per_minute=0)  # type: ignore[call-arg]
        self.office = BoxOffice(settings)
        self.office.perform_now(seeding.seed)
        self.office.perform_now(schedule.roll)
        with closing(sqlite3.connect(directory / "acts.db")) as database:
            found = database.execute("SELECT id FROM showtimes WHERE starts_at > datetime()").fetchall()
        showtimes = [showtime for (showtime,) in found]
        self.seats = self._free_seats(showtimes)

    def _free_seats(self, showtimes: list[int]) -> Iterator[tuple[int, str, int]]:
        for showtime in showtimes:
            detail, occupancy = self.office.perform_now(seat_maps.showtime, showtime)
            for seat, kind in occupancy.layout.kinds.items():
                if seat not in occupancy.layout.pairs:
                    yield showtime, seat, detail.prices[kind]

    async def run(self, callers: int, measured: Measured) -> None:
        """Have so many callers make a round's pairs among them."""
        numbers = iter(range(PAIRS_A_ROUND))
        started = time.perf_counter()
        await asyncio.gather(*(self._call(numbers, measured) for _ in range(callers)))
        measured.rates.append(PAIRS_A_ROUND / (time.perf_counter() - started))

    async def _call(self, numbers: Iterator[int], measured: Measured) -> None:
        for _ in numbers:
            began = time.perf_counter()
            await self._pair()
            measured.seconds.append(time.perf_counter() - began)

    async def _pair(self) -> None:
        showtime, seat, price = next(self.seats)
        visitor = self.office.acting_as(Visitor(uuid4().hex, "192.0.2.1"))
        await visitor.perform(holds.hold, showtime, [seat])
        await visitor.perform(
            confirm.confirm,
            showtime,
            [seat],
            name="Ayu Lestari",
            contact="",
            language="id",
            total=price,
            request_key=uuid4().hex,
        )


class BareSqlite:
    """The same rows by `sqlite3` alone, in a database of the same schema."""

    def __init__(self, directory: Path) -> None:
        """Make the schema."""
        path = directory / "bare.db"
        url = f"sqlite:///{path}"
        office = BoxOffice(Settings(_env_file=None, database_url=url, secret_key=SECRET))  # type: ignore[call-arg]
        office.perform_now(seeding.seed)
        office.perform_now(schedule.roll)
        office.close()
        self._database = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._database.execute(f"PRAGMA {pragma}")
        [(self._showtime,)] = self._database.execute("SELECT min(id) FROM showtimes")
        self._numbers = count()

    def run(self, measured: Measured) -> None:
        """Write a round's pairs, one after another: SQLite has one writer."""
        started = time.perf_counter()
        for _ in range(PAIRS_A_ROUND):
            self._pair(f"S{next(self._numbers)}", uuid4().hex)
        measured.rates.append(PAIRS_A_ROUND / (time.perf_counter() - started))

    def _pair(self, seat: str, key: str) -> None:
        run = self._database.execute
        run("BEGIN IMMEDIATE")
        run(
            "INSERT INTO seat_claims (showtime_id, seat, visitor, held_from, expires_at) VALUES (?, ?, ?, ?, ?)",
            (self._showtime, seat, key, NOW, LATER),
        )
        run("COMMIT")
        run("BEGIN IMMEDIATE")
        booking = run(
            "INSERT INTO bookings (code, request_key, visitor, showtime_id, customer_name, booked_at, total, pay_by,"
            " status, owed) VALUES (?, ?, ?, ?, 'Ayu Lestari', ?, 45000, ?, 'reserved', 45000)",
            (key, key, key, self._showtime, NOW, LATER),
        ).lastrowid
        run("INSERT INTO booking_visitors (booking_id, visitor) VALUES (?, ?)", (booking, key))
        run(
            'INSERT INTO booking_events (booking_id, at, what, "by", details)'
            " VALUES (?, ?, 'booked', 'visitor', '{}')",
            (booking, NOW),
        )
        run("INSERT INTO tickets (booking_id, seat, price) VALUES (?, ?, 45000)", (booking, seat))
        run(
            "UPDATE seat_claims SET booking_id = ?, expires_at = NULL WHERE showtime_id = ? AND seat = ?",
            (booking, self._showtime, seat),
        )
        run("COMMIT")


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """Measure in turns, sweep the invariants, and return the figures."""
    acts, floor = {callers: Measured() for callers in CALLERS}, Measured()
    with ExitStack() as cleaning:
        directory = Path(cleaning.enter_context(TemporaryDirectory()))
        house, bare = House(directory), BareSqlite(directory)
        for callers in CALLERS:
            asyncio.run(house.run(callers, Measured()))  # warm up
        for _ in range(rounds):
            bare.run(floor)
            for callers, measured in acts.items():
                asyncio.run(house.run(callers, measured))
        if findings := house.office.perform_now(check):
            raise SystemExit(f"the figures are worth nothing: {findings}")
        house.office.close()
    rates = [
        Figure(f"hold and book, {callers} callers, pairs/s", median(measured.rates), median(floor.rates), at_least=aim)
        for (callers, aim), measured in zip(CALLERS.items(), acts.values(), strict=True)
    ]
    slowest = 1000 * quantiles(acts[max(CALLERS)].seconds, n=100)[98]
    return [*rates, Figure("one pair at p99, 32 callers, ms", slowest, at_most=LATENCY_AIM)]


if __name__ == "__main__":
    show(measure())
