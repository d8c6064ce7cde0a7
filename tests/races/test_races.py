"""Concurrent holds and bookings of the same seats: one wins, the others are refused; on both databases."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import select

from tests.support.race import Outcome, race, refusals, sold_twice, winners
from tests.support.sample_house import (
    ANA,
    FakeClock,
    Guest,
    OpenOffice,
    add_showtime,
    findings,
    open_studio,
    stored_claims,
)
from tiketa.bookings import lookup
from tiketa.halls.seat_map import SeatState
from tiketa.kernel.actor import Visitor
from tiketa.kernel.events import Event, ProgrammeChanged, SeatsChanged
from tiketa.office import BoxOffice
from tiketa.programme import schedule
from tiketa.seating import holds
from tiketa.storage.models.bookings import Booking
from tiketa.storage.models.showtimes import Showtime

CALLERS = 36
ROW_A = tuple(f"A{number}" for number in range(1, 19))


@pytest.fixture
def crowd(house: BoxOffice, showtime: int) -> list[Guest]:
    return [Guest(house, showtime, f"visitor-{number}") for number in range(CALLERS)]


def test_contested_seat_has_one_winner(crowd: list[Guest]) -> None:
    for seat in ROW_A[:3]:
        outcomes = race([partial(guest.hold, seat) for guest in crowd])
        assert winners(outcomes) == 1
        assert refusals(outcomes) == {"SeatTaken"}
        winner = crowd[[outcome.won for outcome in outcomes].index(True)]
        assert winner.sees(seat) is SeatState.MINE
    assert findings(crowd[0].office) == ()


def test_overlapping_holds_are_whole(
    crowd: list[Guest],
) -> None:
    pairs = [ROW_A[place % 9 : place % 9 + 2] for place in range(CALLERS)]
    named = [pair if number % 2 else pair[::-1] for number, pair in enumerate(pairs)]
    outcomes = race([partial(guest.hold, *pair) for guest, pair in zip(crowd, named, strict=True)])
    assert refusals(outcomes) == {"SeatTaken"}
    for guest, pair, outcome in zip(crowd, pairs, outcomes, strict=True):
        assert guest.map.mine == (pair if outcome.won else ())
    assert winners(outcomes) >= 3
    assert findings(crowd[0].office) == ()


def test_contested_rows_are_held_whole(crowd: list[Guest]) -> None:
    for row in "ABC":
        seats = tuple(f"{row}{number}" for number in range(1, 9))
        outcomes = race([partial(guest.hold, *seats[:: 1 - 2 * (n % 2)]) for n, guest in enumerate(crowd)])
        assert (winners(outcomes), refusals(outcomes)) == (1, {"SeatTaken"})
        [winner] = [guest for guest, outcome in zip(crowd, outcomes, strict=True) if outcome.won]
        assert set(seats) <= set(winner.map.mine)
        winner.leave()


def test_expired_hold_has_one_owner(crowd: list[Guest], clock: FakeClock) -> None:
    owners = dict(zip(ROW_A[:10], crowd, strict=False))
    for seat, owner in owners.items():
        owner.hold(seat)
    clock.advance(timedelta(minutes=8) - timedelta(milliseconds=1))
    confirms = [partial(owner.confirm, seat) for seat, owner in owners.items()]
    take_overs = [partial(guest.hold, ROW_A[number % 10]) for number, guest in enumerate(crowd[10:])]
    outcomes = race([*confirms, partial(clock.advance, timedelta(milliseconds=1)), *take_overs])
    assert refusals(outcomes) <= {"SeatTaken"}
    for place in range(10):
        sale, others = outcomes[place], outcomes[11 + place :: 10]
        assert winners([sale, *others]) == 1
        stranger = Guest(crowd[0].office, crowd[0].showtime_id, "stranger")
        assert stranger.sees(ROW_A[place]) is (SeatState.SOLD if sale.won else SeatState.HELD)
    assert findings(crowd[0].office) == ()


def test_expired_holds_cause_no_deadlock(crowd: list[Guest], clock: FakeClock) -> None:
    for seats, owner in zip((ROW_A[:8], ROW_A[8:16]), crowd, strict=False):
        owner.hold(*seats)
    clock.advance(timedelta(minutes=9))
    confirms = [partial(crowd[0].confirm, *ROW_A[7::-1]), partial(crowd[1].confirm, *ROW_A[8:16])]
    take_overs = [partial(guest.hold, *ROW_A[n % 9 : n % 9 + 8]) for n, guest in enumerate(crowd[2:])]
    outcomes = race([*confirms, *take_overs, *(partial(guest.office.perform_now, holds.sweep) for guest in crowd[:4])])
    assert refusals(outcomes) <= {"SeatTaken", "HoldExpired"}
    assert findings(crowd[0].office) == ()


def test_concurrent_requests_are_one_booking(ana: Guest, news: list[Event], house: BoxOffice) -> None:
    ana.hold("C4", "C5")
    news.clear()
    outcomes = race([partial(ana.confirm, "C4", "C5", request_key="once") for _ in range(CALLERS)])
    assert refusals(outcomes) == set()
    assert len({outcome.answer for outcome in outcomes}) == 1
    assert len(house.acting_as(Visitor(ANA)).perform_now(lookup.bookings)) == 1
    assert news.count(SeatsChanged(ana.showtime_id)) == 1
    assert findings(house) == ()


def test_same_seats_are_booked_once(ana: Guest) -> None:
    ana.hold("C4", "C5")
    outcomes = race([partial(ana.confirm, "C4", "C5") for _ in range(CALLERS)])
    assert (winners(outcomes), refusals(outcomes)) == (1, {"AlreadyBooked"})
    assert findings(ana.office) == ()


def test_many_tabs_share_one_limit(ana: Guest, clock: FakeClock) -> None:
    seats = [f"{row}{number}" for row in "ABC" for number in range(1, 15)]
    ticks = [partial(clock.advance, timedelta(seconds=1)) for _ in range(5)]
    outcomes = race([*(partial(ana.hold, seat) for seat in seats), *ticks])[: len(seats)]
    assert (winners(outcomes), refusals(outcomes)) == (8, {"TooManySeats"})
    assert len(ana.map.mine) == 8
    stored = ana.office.perform_now(stored_claims, ana.showtime_id)
    assert len({expires_at for *_, expires_at, _ in stored}) == 1
    assert findings(ana.office) == ()


def test_concurrent_holds_obey_total_limit(house: BoxOffice, ana: Guest) -> None:
    starts = [house.clock() + timedelta(days=days) for days in range(4)]
    tabs = [ana.at(house.perform_now(add_showtime, 2, starts_at=starts_at)) for starts_at in starts]
    outcomes = race([partial(tab.hold, f"{row}1", f"{row}2") for tab in tabs for row in "ABCDEFGH"])
    assert refusals(outcomes) == {"TooManySeats"}
    assert winners(outcomes) == 12
    assert sum(len(tab.map.mine) for tab in tabs) == 24


def test_concurrent_bookings_obey_unpaid_limit(
    open_office: OpenOffice,
) -> None:
    office = open_office(seats_unpaid_per_visitor=5, seats_per_visitor=20)
    office.perform_now(open_studio, 1)
    ana = Guest(office, office.perform_now(add_showtime), ANA)
    ana.hold(*ROW_A[:12])
    outcomes = race([partial(ana.confirm, seat) for seat in ROW_A[:12]])
    assert (winners(outcomes), refusals(outcomes)) == (5, {"TooManyUnpaid"})
    assert findings(office) == ()


def test_concurrent_parties_get_own_blocks(crowd: list[Guest]) -> None:
    outcomes = race([partial(guest.hold_together, 8) for guest in crowd])
    assert refusals(outcomes) == {"NoBlockTogether"}
    assert winners(outcomes) == 20  # the halves of nine in A-J
    assert findings(crowd[0].office) == ()


def test_every_confirmed_sale_is_stored(crowd: list[Guest], clock: FakeClock) -> None:
    def spree(number: int) -> list[tuple[int, str]]:
        guest, sales = crowd[number], []
        for turn in range(5):
            seat = ROW_A[(number + 5 * turn) % 12]
            clock.advance(timedelta(seconds=5))
            held = try_to(partial(guest.hold, seat))
            if held.won and turn % 3 == 2:
                guest.release(seat)
            elif held.won and try_to(partial(guest.confirm, seat)).won:
                sales.append((guest.showtime_id, seat))
        return sales

    outcomes = race([partial(spree, number) for number in range(32)])
    assert refusals(outcomes) == set()
    sales = [sale for outcome in outcomes for sale in as_sales(outcome)]
    assert sold_twice(sales) == []
    stored = crowd[0].office.perform_now(stored_claims, crowd[0].showtime_id)
    assert sorted(seat for _, seat in sales) == [seat for seat, *_, booking_id in stored if booking_id]
    assert findings(crowd[0].office) == ()


def test_concurrent_rolls_make_programme_once(house: BoxOffice, news: list[Event]) -> None:
    outcomes = race([partial(house.perform_now, schedule.roll) for _ in range(32)])
    assert refusals(outcomes) == set()
    plans = [outcome.answer for outcome in outcomes if isinstance(outcome.answer, schedule.Plan)]
    made = sorted(len(plan.create) for plan in plans)
    stored = house.perform_now(lambda tx: tx.session.exec(select(Showtime.studio_number, Showtime.starts_at)).all())
    assert made == [0] * 31 + [len(stored)]
    assert len(set(stored)) == len(stored) > 20
    assert news == [ProgrammeChanged()]
    assert findings(house) == ()


def test_readers_never_see_half_bookings(house: BoxOffice, crowd: list[Guest]) -> None:
    def look(guest: Guest) -> set[int]:
        return {guest.map.count(SeatState.HELD, SeatState.SOLD) % 4 for _ in range(10)}

    buyers = [
        partial(guest.buy, *(f"{row}{n}" for n in range(5, 9))) for row, guest in zip("ABCDEFGH", crowd, strict=False)
    ]
    lookers = [partial(look, guest) for guest in crowd[8:]]
    outcomes = race([*buyers, *lookers])
    assert refusals(outcomes) == set()
    assert [outcome.answer for outcome in outcomes[8:]] == [{0}] * len(lookers)
    assert house.perform_now(lambda tx: len(tx.session.exec(select(Booking.id)).all())) == 8


def try_to(call: Callable[[], object]) -> Outcome:
    [outcome] = race([call])
    refusals([outcome])
    return outcome


def as_sales(outcome: Outcome) -> list[tuple[int, str]]:
    return outcome.answer if isinstance(outcome.answer, list) else []
