"""Whether years of data make anything slower: `python -m benchmarks.size`.

Two SQLite files of the same programme: one with a few days of it, and one that has 100,000 archived showtimes and
1,000,000 sold seats besides. What visitors and jobs ask is asked of both in turns.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.acts import House, Measured
from benchmarks.figures import Figure, show
from tiketa.bookings import ending
from tiketa.programme import movies, schedule
from tiketa.seating import holds, seat_maps

SHOWTIMES, SEATS_A_BOOKING, BOOKINGS_A_SHOWTIME = 100_000, 5, 2  # 1,000,000 seats
ROUNDS, TIMES_A_ROUND = 7, 20
AIM = 1.5  # times what it is with a few days' data
FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)

Ask = Callable[[House], object]

ASKED: dict[str, Ask] = {
    "the gallery": lambda house: house.office.perform_now(movies.studios_now),
    "a film": lambda house: house.office.perform_now(movies.movie, 7),
    "a seat map": lambda house: house.office.perform_now(seat_maps.showtime, house.showtimes[0]),
    "a pair of hold and booking": lambda house: asyncio.run(house.run(1, Measured(), pairs=1)),
    "the sweep of holds": lambda house: house.office.perform_now(holds.sweep),
    "the unpaid bookings": lambda house: house.office.perform_now(ending.unpaid),
    "the programme": lambda house: house.office.perform_now(schedule.roll),
}


def fill(path: Path) -> None:
    """Add the past: showtimes that are archived, each with bookings that are paid."""
    with sqlite3.connect(path, isolation_level=None) as database:
        [(studio, movie)] = database.execute("SELECT studio_number, id FROM movies WHERE studio_number = 7")
        [(first,)] = database.execute("SELECT max(id) + 1 FROM showtimes")
        database.execute("BEGIN")
        for number in range(first, first + SHOWTIMES):
            starts_at = FIRST_DAY + timedelta(hours=2 * number)
            ends_at = starts_at + timedelta(minutes=100)
            database.execute(SHOWTIME, (number, movie, studio, _stored(starts_at), _stored(ends_at)))
            for booking in range(BOOKINGS_A_SHOWTIME * number, BOOKINGS_A_SHOWTIME * (number + 1)):
                _fill_booking(database, number, booking, _stored(starts_at))
        database.execute("COMMIT")
    database.close()


SHOWTIME = (
    "INSERT INTO showtimes (id, movie_id, studio_number, starts_at, ends_at, is_archived) VALUES (?, ?, ?, ?, ?, 1)"
)
BOOKING = (
    "INSERT INTO bookings (id, code, request_key, visitor, showtime_id, customer_name, booked_at, total, status)"
    " VALUES (?, ?, ?, ?, ?, 'Ayu Lestari', ?, 225000, 'paid')"
)
CLAIM = "INSERT INTO seat_claims (showtime_id, seat, visitor, held_from, booking_id) VALUES (?, ?, ?, ?, ?)"
TICKET = "INSERT INTO tickets (booking_id, seat, price) VALUES (?, ?, 45000)"


def _fill_booking(database: sqlite3.Connection, showtime: int, booking: int, at: str) -> None:
    key = f"past-{booking}"
    database.execute(BOOKING, (booking, key, key, key, showtime, at))
    row = "AB"[booking % BOOKINGS_A_SHOWTIME]
    for seat in (f"{row}{number}" for number in range(1, SEATS_A_BOOKING + 1)):
        database.execute(CLAIM, (showtime, seat, key, at, booking))
        database.execute(TICKET, (booking, seat))


def _stored(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M:%S.%f")


def milliseconds(house: House, ask: Ask) -> float:
    """Return how long it takes to ask so often."""
    started = time.perf_counter()
    for _ in range(TIMES_A_ROUND):
        ask(house)
    return 1000 * (time.perf_counter() - started) / TIMES_A_ROUND


def measure() -> list[Figure]:
    """Measure in turns, and return the figures."""
    with TemporaryDirectory() as directory:
        paths = {name: Path(directory) / f"{name}.db" for name in ("large", "small")}
        for path in paths.values():
            House(f"sqlite:///{path}").office.close()
        fill(paths["large"])
        large, small = (House(f"sqlite:///{path}") for path in paths.values())
        figures = []
        for name, ask in ASKED.items():
            times = [(milliseconds(large, ask), milliseconds(small, ask)) for _ in range(ROUNDS)]
            value, floor = (median(each) for each in zip(*times, strict=True))
            figures.append(Figure(f"{name}, with a million sold seats, ms", value, floor, at_most=AIM))
        large.office.close()
        small.office.close()
    return figures


if __name__ == "__main__":
    show(measure())
