"""The one clock of a visitor's seats at a showtime, and the sweep: rules 2 and 3 of DESIGN.md, section 4."""

from datetime import timedelta

import pytest

from tests.support.sample_house import (
    ANA,
    START,
    FakeClock,
    Guest,
    OpenOffice,
    add_showtime,
    findings,
    open_studio,
    stored_claims,
)
from tiketa.halls.seat_map import SeatState
from tiketa.kernel.errors.seats import ExtendTooEarly, HoldAtItsEnd, HoldExpired, SeatTaken, TooManySeats
from tiketa.kernel.events import Event, SeatsChanged
from tiketa.office import BoxOffice
from tiketa.seating import holds

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def test_clock_runs_from_first_seat(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    assert ana.map.expires_at == START + 8 * MINUTE
    clock.advance(8 * MINUTE - SECOND)
    assert ana.sees("C4") is SeatState.MINE
    clock.advance(SECOND)
    assert ana.sees("C4") is SeatState.FREE


def test_adding_a_seat_never_moves_the_clock(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    clock.advance(5 * MINUTE)
    ana.hold("C5", "C4")
    ana.hold_together(3)
    assert ana.map.expires_at == START + 8 * MINUTE
    clock.advance(3 * MINUTE)
    assert ana.map.mine == ()


def test_failed_hold_keeps_the_clock(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    budi.hold("C5")
    clock.advance(5 * MINUTE)
    with pytest.raises(SeatTaken):
        ana.hold("C4", "C5")
    with pytest.raises(TooManySeats):
        ana.hold("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8")
    assert ana.map.expires_at == START + 8 * MINUTE


def test_releasing_keeps_the_clock(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    clock.advance(MINUTE)
    ana.hold("C5")
    ana.release("C4")
    assert ana.map.expires_at == START + 8 * MINUTE


def test_releasing_all_restarts_the_clock(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    clock.advance(MINUTE)
    ana.leave()
    ana.hold("C4")
    assert ana.map.expires_at == START + 9 * MINUTE


def test_each_showtime_has_its_clock(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    clock.advance(MINUTE)
    other = ana.at(ana.office.perform_now(add_showtime, 2))
    other.hold("C4")
    assert (ana.map.expires_at, other.map.expires_at) == (START + 8 * MINUTE, START + 9 * MINUTE)


def test_extending_opens_in_the_last_minute(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    clock.advance(7 * MINUTE - SECOND)
    assert not ana.map.extendable
    with pytest.raises(ExtendTooEarly) as refused:
        ana.extend()
    assert refused.value.details == {"seconds": 60}
    clock.advance(SECOND)
    assert ana.map.extendable
    assert ana.extend() == clock.now + 8 * MINUTE


def test_extending_moves_my_clock_only(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    ana.hold("C5")
    budi.hold("D1")
    clock.advance(7 * MINUTE)
    ana.extend()
    clock.advance(MINUTE)
    assert ana.map.mine == ("C4", "C5")
    assert budi.map.lapsed == ("D1",)
    assert findings(ana.office) == ()


def test_extending_ends_after_thirty_minutes(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    ends = []
    for _ in range(3):
        clock.now = (ana.map.expires_at or START) - SECOND
        ends.append(ana.extend() - START)
    assert ends == [16 * MINUTE - SECOND, 24 * MINUTE - 2 * SECOND, 30 * MINUTE]


def test_finished_clock_is_not_extended(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    for _ in range(3):
        clock.now = (ana.map.expires_at or START) - SECOND
        ana.extend()
    clock.now = START + 30 * MINUTE - SECOND
    assert not ana.map.extendable
    with pytest.raises(HoldAtItsEnd):
        ana.extend()
    clock.advance(SECOND)
    assert ana.map.mine == ()


def test_expired_hold_cannot_be_extended(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    clock.advance(8 * MINUTE)
    for guest in (ana, budi):
        with pytest.raises(HoldExpired):
            guest.extend()


def test_adding_keeps_an_extended_clock(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    clock.advance(7 * MINUTE)
    ends_at = ana.extend()
    clock.advance(MINUTE)
    ana.hold("C5")
    assert ana.map.expires_at == ends_at
    assert ana.map.mine == ("C4", "C5")


def test_how_long_holds_last_is_a_setting(open_office: OpenOffice, clock: FakeClock) -> None:
    office = open_office(hold_seconds=10, hold_most_seconds=15, hold_extend_window_seconds=5)
    office.perform_now(open_studio, 1)
    ana = Guest(office, office.perform_now(add_showtime), ANA)
    ana.hold("C4")
    clock.advance(5 * SECOND)
    assert ana.extend() == START + 15 * SECOND


def test_only_owner_sees_expired_hold(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    ana.hold("C4", "C5")
    clock.advance(9 * MINUTE)
    assert (ana.map.lapsed, ana.map.mine, ana.map.extendable) == (("C4", "C5"), (), False)
    assert ana.map.expires_at == START + 8 * MINUTE
    assert budi.map == budi.occupancy.strangers_map


def test_new_clock_drops_expired_holds(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4", "C5")
    clock.advance(9 * MINUTE)
    ana.hold("C5", "D1")
    assert ana.map.mine == ("C5", "D1")
    assert ana.map.expires_at == clock.now + 8 * MINUTE
    assert [seat for seat, *_ in ana.office.perform_now(stored_claims, ana.showtime_id)] == ["C5", "D1"]


def test_refused_hold_drops_no_expired(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    ana.hold("C4", "C5")
    clock.advance(9 * MINUTE)
    budi.hold("D1")
    with pytest.raises(SeatTaken):
        ana.hold("D1")
    assert ana.map.lapsed == ("C4", "C5")


def test_sweep_announces_only_recent_ends(house: BoxOffice, ana: Guest, news: list[Event], clock: FakeClock) -> None:
    ana.hold("C4")
    other = ana.at(house.perform_now(add_showtime, 2))
    clock.advance(MINUTE)
    other.hold("C4")
    news.clear()
    house.perform_now(holds.sweep)
    assert news == []
    clock.advance(7 * MINUTE)
    house.perform_now(holds.sweep)
    assert news == [SeatsChanged(ana.showtime_id)]


def test_sweep_deletes_after_thirty_minutes(house: BoxOffice, ana: Guest, budi: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    budi.buy("C5")
    clock.advance(38 * MINUTE - SECOND)
    assert house.perform_now(holds.sweep) == 0
    assert ana.map.lapsed == ("C4",)
    clock.advance(SECOND)
    assert house.perform_now(holds.sweep) == 1
    assert not ana.map.lapsed
    assert ana.sees("C5") is SeatState.SOLD


def test_expiry_works_without_the_sweep(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    clock.advance(8 * MINUTE)
    budi.hold("C4")
    assert budi.map.mine == ("C4",)
