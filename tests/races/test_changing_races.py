"""Concurrent changes, check-ins and payments: no seat is lost or doubled, each happens once; on both databases."""

from datetime import timedelta
from functools import partial

import pytest

from tests.support.booking_access import kept
from tests.support.race import race, refusals, winners
from tests.support.sample_house import (
    ANA,
    USHER,
    FakeClock,
    Guest,
    add_showtime,
    findings,
    release_unpaid,
    stored_claims,
)
from tiketa.bookings import access, check_in
from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.halls.seat_map import SeatState
from tiketa.identity.one_time_links import DEVICE
from tiketa.kernel.actor import Visitor
from tiketa.office import BoxOffice

CALLERS = 24
ROW_A = tuple(f"A{number}" for number in range(1, 13))
ROW_B = tuple(f"B{number}" for number in range(1, 13))


@pytest.fixture
def crowd(house: BoxOffice, showtime: int) -> list[Guest]:
    return [Guest(house, showtime, f"visitor-{number}") for number in range(CALLERS)]


def test_concurrent_cancels_cancel_once(ana: Guest, budi: Guest) -> None:
    code = ana.buy("C4", "C5")
    outcomes = race([partial(ana.cancel, code) for _ in range(CALLERS)])
    assert (winners(outcomes), refusals(outcomes)) == (1, {"BookingOver"})
    assert [step.what for step in ana.booking(code).events] == [BookingEventType.BOOKED, BookingEventType.CANCELLED]
    budi.buy("C4", "C5")
    assert findings(ana.office) == ()


def test_concurrent_check_in_admits_once(ana: Guest) -> None:
    code = ana.buy("C4")
    ana.pay(code)
    [token] = ana.tokens(code)
    outcomes = race(
        [partial(ana.office.acting_as(USHER).perform_now, check_in.check_in, token) for _ in range(CALLERS)]
    )
    assert (winners(outcomes), refusals(outcomes)) == (1, {"AlreadyCheckedIn"})


def test_ticket_is_used_or_cancelled(ana: Guest) -> None:
    for seat in ROW_A:
        code = ana.buy(seat)
        ana.pay(code)
        [token] = ana.tokens(code)
        outcomes = race(
            [partial(ana.office.acting_as(USHER).perform_now, check_in.check_in, token), partial(ana.cancel, code)]
        )
        assert winners(outcomes) == 1
        assert refusals(outcomes) <= {"TicketVoid", "AlreadyCheckedIn"}
    assert findings(ana.office) == ()


def test_booking_is_paid_or_released(ana: Guest, clock: FakeClock) -> None:
    codes = [ana.buy(seat) for seat in ROW_A]
    clock.now = ana.booking(codes[0]).pay_by or clock.now
    pays = [partial(ana.pay, code) for code in codes]
    outcomes = race([*pays, *(partial(release_unpaid, ana.office) for _ in range(4))])
    assert refusals(outcomes) <= {"NothingToPay"}
    for code, outcome in zip(codes, outcomes, strict=False):
        assert ana.booking(code).status is (BookingStatus.PAID if outcome.won else BookingStatus.RELEASED)
    assert sum(outcome.answer for outcome in outcomes[len(codes) :]) == sum(not o.won for o in outcomes[: len(codes)])  # type: ignore[misc]
    assert findings(ana.office) == ()


def test_concurrent_refunds_pay_once(ana: Guest) -> None:
    code = ana.buy("C4", "C5")
    ana.pay(code)
    ana.cancel(code)
    owed = ana.booking(code).owed
    outcomes = race([partial(ana.get_back, code, owed) for _ in range(CALLERS)])
    assert (winners(outcomes), refusals(outcomes)) == (1, {"NothingOwed"})
    assert [step.what for step in ana.booking(code).events].count(BookingEventType.REFUNDED) == 1


def test_concurrent_moves_lose_nothing(crowd: list[Guest]) -> None:
    movers, takers = crowd[:12], crowd[12:]
    codes = [guest.buy(seat) for guest, seat in zip(movers, ROW_A, strict=True)]
    for guest, seat in zip(movers, ROW_B, strict=True):
        guest.hold(seat)
    moves = [partial(guest.move, code, seat) for guest, code, seat in zip(movers, codes, ROW_B, strict=True)]
    takes = [partial(guest.buy, *ROW_A[place : place + 2]) for place, guest in enumerate(takers)]
    outcomes = race([*moves, *takes])
    assert refusals(outcomes) <= {"SeatTaken"}
    assert winners(outcomes[:12]) == 12
    for guest, code, seat in zip(movers, codes, ROW_B, strict=True):
        assert guest.booking(code).seats == (seat,)
    assert findings(crowd[0].office) == ()


def test_crosswise_moves_do_not_deadlock(crowd: list[Guest], clock: FakeClock) -> None:
    other = crowd[0].office.perform_now(add_showtime, starts_at=clock.now + timedelta(days=1))
    moves = []
    for place, guest in enumerate(crowd[:12]):
        here, there = (guest, guest.at(other))[:: 1 - 2 * (place % 2)]
        code = here.buy(ROW_A[place])
        there.hold(ROW_B[place])
        moves.append(partial(there.move, code, ROW_B[place]))
    assert winners(race(moves)) == 12
    assert findings(crowd[0].office) == ()


def test_move_and_cancel_exclude_each_other(ana: Guest, budi: Guest) -> None:
    for seat, other in zip(ROW_A, ROW_B, strict=True):
        code = ana.buy(seat)
        ana.hold(other)
        outcomes = race([partial(ana.move, code, other), partial(ana.cancel, code)])
        assert refusals(outcomes) <= {"BookingOver"}
        after = ana.booking(code)
        assert after.status is BookingStatus.CANCELLED  # the cancel comes before or after, and takes all there is
        assert budi.sees(seat) is SeatState.FREE
        ana.leave()
    assert findings(ana.office) == ()


def test_concurrent_moves_move_once(ana: Guest) -> None:
    code = ana.buy("C4")
    ana.hold(*ROW_A[:6])
    outcomes = race([partial(ana.move, code, seat, instead_of=["C4"]) for seat in ROW_A[:6]])
    assert winners(outcomes) == 1
    assert refusals(outcomes) == {"NoSuchSeat"}
    assert len(ana.booking(code).seats) == 1
    sold = [seat for seat, _, _, ends, _ in ana.office.perform_now(stored_claims, ana.showtime_id) if ends is None]
    assert tuple(sold) == ana.booking(code).seats


def test_concurrent_redeeming_works_once(ana: Guest, crowd: list[Guest]) -> None:
    ana.buy("C4")
    secret = ana.office.acting_as(Visitor(ANA)).perform_now(access.link_to_device)
    links = [kept(guest.office, guest.visitor, secret, DEVICE) for guest in crowd]
    takes = [
        partial(guest.performer.perform_now, access.take_to_device, link)
        for guest, link in zip(crowd, links, strict=True)
    ]
    outcomes = race(takes)
    assert (winners(outcomes), refusals(outcomes)) == (1, {"LinkExpired"})
