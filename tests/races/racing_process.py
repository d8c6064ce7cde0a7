"""A process of its own that races others for seats: `python -m tests.races.racing_process URL NAME WHAT`.

It prints `ready`, waits for a line, runs, and prints its results as JSON.
"""

import json
import sys
from collections.abc import Callable
from functools import partial

from sqlmodel import select

from tests.support.race import Outcome, race, refusals
from tests.support.sample_house import FakeClock, Guest, settings_for
from tiketa.office import BoxOffice
from tiketa.programme import schedule, seeding
from tiketa.storage.models.showtimes import Showtime

THREADS = 4
ROW = tuple(f"C{number}" for number in range(1, 19))


def main(url: str, name: str, what: str) -> None:
    if what == "open":  # on a database that is empty: the opening is the race
        await_start()
    office = BoxOffice(settings_for(url), clock=FakeClock())
    if what != "open":
        await_start()
    print(json.dumps(RACES[what](office, name)), flush=True)  # noqa: T201
    office.close()


def await_start() -> None:
    print("ready", flush=True)  # noqa: T201  this is how it speaks
    sys.stdin.readline()


def buy_a_row(office: BoxOffice, name: str) -> list[object]:
    """Have every thread try to buy every seat of the row, each starting at another seat; return what was bought."""
    found = select(Showtime.id)
    showtime_id = office.perform_now(lambda tx: tx.session.exec(found).one()) or 0
    guests = [Guest(office, showtime_id, f"{name}-{number}") for number in range(THREADS)]
    outcomes = race([partial(buy_all, guest, ROW[place:] + ROW[:place]) for place, guest in enumerate(guests)])
    refusals(outcomes)
    return [seat for outcome in outcomes for seat in as_list(outcome)]


def buy_all(guest: Guest, seats: tuple[str, ...]) -> list[str]:
    outcomes = {seat: attempt(partial(guest.buy, seat)) for seat in seats}
    refusals(list(outcomes.values()))
    return [seat for seat, outcome in outcomes.items() if outcome.won]


def attempt(call: Callable[[], object]) -> Outcome:
    return race([call])[0]


def as_list(outcome: Outcome) -> list[object]:
    return outcome.answer if isinstance(outcome.answer, list) else []


def roll(office: BoxOffice, name: str) -> list[object]:
    """Have every thread roll the programme; return how many showtimes each created."""
    outcomes = race([partial(office.perform_now, schedule.roll) for _ in range(THREADS)])
    refusals(outcomes)
    return [len(outcome.answer.create) for outcome in outcomes if isinstance(outcome.answer, schedule.Plan)]


def seed(office: BoxOffice, name: str) -> list[object]:
    """Seed the house, which was opened with the others; return how many films this process was told to have added."""
    return [office.perform_now(seeding.seed)]


RACES = {"buy": buy_a_row, "roll": roll, "open": seed}

if __name__ == "__main__":
    main(*sys.argv[1:])
