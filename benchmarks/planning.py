"""A year planned for 60 studios, while a visitor holds seats: `python -m benchmarks.planning`.

The floor is `sqlite3` alone, which inserts the same showtimes into a database of the same schema, each day's in one
transaction.
"""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlmodel import select

from benchmarks.acts import House
from benchmarks.figures import Figure, show
from tiketa.kernel.actor import Visitor
from tiketa.operations import planning
from tiketa.programme.schedule import Plan, Slot
from tiketa.seating import holds
from tiketa.storage.models.halls import Studio
from tiketa.storage.models.movies import Movie
from tiketa.storage.transaction import Transaction

STUDIOS, DAYS = 60, 365
AIM, WAIT_AIM = 2.5, 50.0  # times the bare inserts; milliseconds that an act of a visitor waits at most
STORED = "%Y-%m-%d %H:%M:%S.%f"
BARE_INSERT = "INSERT INTO showtimes (movie_id, studio_number, starts_at, ends_at, is_archived) VALUES (?, ?, ?, ?, 0)"


def add_studios(tx: Transaction) -> None:
    """Add studios like the first one, each with a film, until there are `STUDIOS`."""
    first, film = tx.session.get_one(Studio, 1), tx.session.exec(select(Movie).where(Movie.studio_number == 1)).one()
    for number in range(22, STUDIOS + 1):
        tx.session.add(Studio(**first.model_dump() | {"number": number, "name": f"Studio {number}"}))
        tx.session.flush()
        facts = film.model_dump(exclude={"id"}) | {"studio_number": number, "title": f"Film {number}"}
        tx.session.add(Movie(**facts))


async def planned(house: House) -> tuple[Plan, float, float]:
    """Plan the year; return the plan, its seconds, and the longest that a visitor's act took meanwhile, in seconds."""
    rolling = asyncio.ensure_future(planning.roll(house.office, days=DAYS))
    visitor = house.office.acting_as(Visitor(uuid4().hex, "192.0.2.1"))
    showtime, seat, _ = next(house.seats)
    started, longest = time.perf_counter(), 0.0
    while not rolling.done():
        began = time.perf_counter()
        await visitor.perform(holds.hold, showtime, [seat])
        longest = max(longest, time.perf_counter() - began)
        await asyncio.sleep(0.01)
    return rolling.result(), time.perf_counter() - started, longest


def bare_seconds(path: Path, slots: Sequence[Slot]) -> float:
    """Return how long the same showtimes take `sqlite3` alone."""
    house = House(f"sqlite:///{path}")
    house.office.perform_now(add_studios)
    house.office.close()
    days = [
        [(slot.movie_id, slot.studio_number, f"{slot.starts_at:{STORED}}", f"{slot.ends_at:{STORED}}") for slot in day]
        for _, day in groupby(slots, key=lambda slot: slot.starts_at.date())
    ]
    with sqlite3.connect(path, isolation_level=None) as database:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            database.execute(f"PRAGMA {pragma}")
        started = time.perf_counter()
        for rows in days:
            database.execute("BEGIN IMMEDIATE")
            database.executemany(BARE_INSERT, rows)
            database.execute("COMMIT")
        took = time.perf_counter() - started
    database.close()
    return took


def measure() -> list[Figure]:
    """Measure once: a year is long enough."""
    with TemporaryDirectory() as directory:
        house = House(f"sqlite:///{Path(directory) / 'house.db'}")
        house.office.perform_now(add_studios)
        plan, seconds, longest = asyncio.run(planned(house))
        house.office.close()
        floor = bare_seconds(Path(directory) / "bare.db", sorted(plan.create, key=lambda slot: slot.starts_at))
    return [
        Figure(
            f"{DAYS} days of {STUDIOS} studios planned, {len(plan.create)} showtimes, s", seconds, floor, at_most=AIM
        ),
        Figure("the longest act of a visitor meanwhile, ms", 1000 * longest, at_most=WAIT_AIM),
    ]


if __name__ == "__main__":
    show(measure())
