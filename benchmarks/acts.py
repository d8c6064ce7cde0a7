"""Seats held and booked in a second, beside bare sqlite3 that writes the same rows: `python -m benchmarks.acts`.

Each caller holds a seat and books it, again and again, through `office.perform`. The floor is `sqlite3` alone, with the
same schema and PRAGMAs: one commit for a hold's row, one for a booking's. Both take turns on the same disk.
"""

import asyncio
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import NamedTuple
from uuid import uuid4

from pydantic import SecretStr
from sqlmodel import col, select

from benchmarks.figures import Figure, show
from tiketa.bookings import confirm
from tiketa.kernel.actor import Visitor
from tiketa.office import BoxOffice
from tiketa.operations.consistency import check
from tiketa.programme import schedule, seeding
from tiketa.seating import holds, seat_maps
from tiketa.settings import Settings
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.transaction import Transaction, reading

CALLERS = {1: 0.5, 32: 0.8}  # how many at once, and the aim as a share of bare sqlite3
LATENCY_AIM = 60.0  # milliseconds of a pair at the 99th percentile with 32 callers
SECRET = SecretStr("of the benchmark alone, and nowhere else")
NOW = "2026-11-27 12:00:00.000000"
LATER = "2026-11-27 12:08:00.000000"


class Size(NamedTuple):
    """How much is measured."""

    rounds: int
    pairs: int  # of hold and booking in each round


WHOLE, SHORT = Size(5, 400), Size(1, 40)


@dataclass
class Measured:
    """Pairs of hold and booking a second, by round, and how long each took in seconds."""

    rates: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


@reading
def upcoming(tx: Transaction) -> list[int]:
    """Return the ids of the showtimes that have not begun."""
    return [found for found in tx.session.exec(select(Showtime.id).where(col(Showtime.starts_at) > tx.now)) if found]


class House:
    """A box office with the first house in it."""

    def __init__(self, url: str) -> None:
        """Open and fill it."""
        settings = Settings(_env_file=None, database_url=url, secret_key=SECRET, holds_per_minute=0)  # type: ignore[call-arg]
        self.office = BoxOffice(settings)
        self.office.perform_now(seeding.seed)
        self.office.perform_now(schedule.roll)
        self.showtimes = self.office.perform_now(upcoming)
        self.seats = self._free_seats(self.showtimes)

    def _free_seats(self, showtimes: list[int]) -> Iterator[tuple[int, str, int]]:
        for showtime in showtimes:
            detail, occupancy = self.office.perform_now(seat_maps.showtime, showtime)
            for seat, kind in occupancy.layout.kinds.items():
                if seat not in occupancy.layout.pairs:
                    yield showtime, seat, detail.prices[kind]

    async def run(self, callers: int, measured: Measured, pairs: int) -> None:
        """Have so many callers make a round's pairs among them."""
        numbers = iter(range(pairs))
        started = time.perf_counter()
        await asyncio.gather(*(self._call(numbers, measured) for _ in range(callers)))
        measured.rates.append(pairs / (time.perf_counter() - started))

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


class Bare(ABC):
    """What writes the same rows without Tiketa, one pair after another."""

    def __init__(self) -> None:
        """Begin with the first seat."""
        self._numbers = count()

    def run(self, measured: Measured, pairs: int) -> None:
        """Write a round's pairs."""
        started = time.perf_counter()
        for _ in range(pairs):
            self.write_pair(f"S{next(self._numbers)}", uuid4().hex)
        measured.rates.append(pairs / (time.perf_counter() - started))

    @abstractmethod
    def write_pair(self, seat: str, key: str) -> None:
        """Write a hold's row and commit, then a booking's rows and commit."""


class BareSqlite(Bare):
    """The same rows by `sqlite3` alone, in a database of the same schema."""

    def __init__(self, directory: Path) -> None:
        """Make the schema."""
        super().__init__()
        path = directory / "bare.db"
        House(f"sqlite:///{path}").office.close()
        self._database = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._database.execute(f"PRAGMA {pragma}")
        [(self._showtime,)] = self._database.execute("SELECT min(id) FROM showtimes")

    def write_pair(self, seat: str, key: str) -> None:
        """Write one pair."""
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


def compare(
    house: House, bare: Bare, size: Size, floor_name: str, *, slowest_aim: float | None = LATENCY_AIM
) -> list[Figure]:
    """Measure both in turns, sweep the invariants, and return the figures."""
    acts, floor = {callers: Measured() for callers in CALLERS}, Measured()
    for callers in CALLERS:
        asyncio.run(house.run(callers, Measured(), size.pairs))  # warm up
    for _ in range(size.rounds):
        bare.run(floor, size.pairs)
        for callers, measured in acts.items():
            asyncio.run(house.run(callers, measured, size.pairs))
    if findings := house.office.perform_now(check):
        raise SystemExit(f"the figures are worth nothing: {findings}")
    house.office.close()
    slowest = 1000 * quantiles(acts[max(CALLERS)].seconds, n=100)[98]
    return [
        *(
            Figure(f"hold and book, {callers} callers, to {floor_name}, pairs/s", median(measured.rates),
                   median(floor.rates), at_least=CALLERS[callers])
            for callers, measured in acts.items()
        ),
        Figure(f"one pair at p99, 32 callers, beside {floor_name}, ms", slowest, at_most=slowest_aim),
    ]  # fmt: skip


def measure(size: Size = WHOLE) -> list[Figure]:
    """Measure on SQLite."""
    with TemporaryDirectory() as directory:
        house = House(f"sqlite:///{Path(directory) / 'acts.db'}")
        return compare(house, BareSqlite(Path(directory)), size, "bare sqlite3")


if __name__ == "__main__":
    show(measure())
