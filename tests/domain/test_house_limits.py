"""Limits that several processes count together, in PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from tests.support.race import race, refusals, winners
from tests.support.sample_house import ANA, FakeClock, Guest, add_showtime, open_studio, settings_for
from tiketa.bookings import access
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.bookings import WrongCodeOrContact
from tiketa.kernel.errors.refusals import TooFast
from tiketa.office import GUESSES_AT_ONCE, BoxOffice
from tiketa.storage import house_limits

GUESSER = Visitor(ANA, "10.0.0.1")


@pytest.fixture
def offices(postgresql_url: str, clock: FakeClock) -> Iterator[list[BoxOffice]]:
    """Return two box offices on one database."""
    settings = settings_for(postgresql_url, guesses_per_minute=6, holds_per_minute=60)
    opened = [BoxOffice(settings, clock=clock) for _ in range(2)]
    opened[0].perform_now(open_studio, 1)
    yield opened
    for office in opened:
        office.close()


def guess(office: BoxOffice, code: str = "ABCDE-FGHJK") -> None:
    with pytest.raises(WrongCodeOrContact):
        office.acting_as(GUESSER).perform_now(access.open_with_contact, code, "ana@example.com")


def test_guesses_are_counted_together(offices: list[BoxOffice], clock: FakeClock) -> None:
    for number in range(GUESSES_AT_ONCE):
        guess(offices[number % 2])
    for office in offices:
        with pytest.raises(TooFast):
            office.acting_as(GUESSER).perform_now(access.open_with_contact, "ABCDE-FGHJK", "ana@example.com")
    clock.advance(timedelta(seconds=10))
    guess(offices[1])


def test_holds_are_counted_together(offices: list[BoxOffice]) -> None:
    showtime = offices[0].perform_now(add_showtime)
    eight = [f"A{number}" for number in range(1, 9)]
    for number in range(5):
        Guest(offices[number % 2], showtime, ANA).hold(*eight)  # 40 in one go are allowed
    with pytest.raises(TooFast):
        Guest(offices[0], showtime, ANA).hold("A1")


def test_racing_guesses_are_all_counted(offices: list[BoxOffice], clock: FakeClock) -> None:
    limits = [office.processes.limit("races", per_minute=6, burst=5) for office in offices]
    outcomes = race([partial(limits[number % 2].spend, "one", clock.now) for number in range(16)])
    assert winners(outcomes) == 5
    assert refusals(outcomes) == {"TooFast"}


def test_clock_set_back_locks_nobody_out(offices: list[BoxOffice], clock: FakeClock) -> None:
    limit = offices[0].processes.limit("clocks", per_minute=6, burst=5)
    limit.spend("one", clock.now, 5)
    limit.spend("one", clock.now - timedelta(hours=2), 5)
    with pytest.raises(TooFast):
        limit.spend("one", clock.now - timedelta(hours=2))


def test_full_buckets_are_forgotten(offices: list[BoxOffice], clock: FakeClock) -> None:
    guess(offices[0])
    assert offices[1].perform_now(house_limits.sweep) == 0
    clock.advance(timedelta(seconds=10))
    assert offices[1].perform_now(house_limits.sweep) == 1
