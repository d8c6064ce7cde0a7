"""Holding and releasing seats: rules 1, 4 and 7 of the design's section 4, on both databases."""

from datetime import timedelta
from functools import partial

import pytest

from tests.support.sample_house import (
    ANA,
    SMALL_LAYOUT,
    FakeClock,
    Guest,
    add_showtime,
    findings,
    open_studio,
    stored_claims,
)
from tiketa.halls.seat_map import SeatState
from tiketa.kernel.errors.identity import InvalidVisitor
from tiketa.kernel.errors.programme import ShowtimeOver, UnknownShowtime
from tiketa.kernel.errors.seats import NoSeatNamed, NoSuchSeat, SeatTaken
from tiketa.kernel.events import Event, SeatsChanged
from tiketa.office import BoxOffice
from tiketa.seating import seat_maps


def test_held_seat_is_mine_only_to_me(ana: Guest, budi: Guest) -> None:
    ana.hold("C4")
    assert ana.sees("C4") is SeatState.MINE
    assert budi.sees("C4") is SeatState.HELD
    assert ana.map.mine == ("C4",)
    assert ana.map.count(SeatState.FREE) == 209


def test_holds_belong_to_one_showtime(house: BoxOffice, ana: Guest) -> None:
    ana.hold("C4")
    assert ana.at(house.perform_now(add_showtime, 2)).sees("C4") is SeatState.FREE


def test_releasing_frees_one_seat_only(ana: Guest, budi: Guest) -> None:
    ana.hold("C4", "C5")
    ana.release("C4")
    assert budi.sees("C4") is SeatState.FREE
    assert ana.map.mine == ("C5",)


def test_leaving_releases_all_seats(ana: Guest) -> None:
    ana.hold("C4", "C5")
    ana.leave()
    assert ana.map.mine == ()
    assert ana.map.expires_at is None


def test_nobody_releases_others_seats(ana: Guest, budi: Guest, news: list[Event]) -> None:
    ana.hold("C4")
    ana.buy("C5")
    news.clear()
    budi.release("C4", "C5")
    budi.leave()
    ana.release("C5")
    assert (budi.sees("C4"), budi.sees("C5")) == (SeatState.HELD, SeatState.SOLD)
    assert news == []


def test_releasing_unknown_seats_changes_nothing(ana: Guest) -> None:
    ana.hold("C4")
    for nonsense in ("Z9", "C4\0", "\ud800", "", "C4'; DROP TABLE seat_claims"):
        ana.release(nonsense)
    assert ana.map.mine == ("C4",)


def test_held_seat_is_refused_with_offer(ana: Guest, budi: Guest) -> None:
    ana.hold("C4")
    with pytest.raises(SeatTaken) as refused:
        budi.hold("C4")
    assert refused.value.details["seats"] == {"C4": "held"}
    assert refused.value.details["nearest"] in {("C3",), ("C5",), ("B4",), ("D4",)}


def test_own_sold_seat_is_not_held(ana: Guest) -> None:
    ana.buy("C4")
    with pytest.raises(SeatTaken) as refused:
        ana.hold("C4")
    assert refused.value.details["seats"] == {"C4": "sold"}


def test_holding_is_all_or_none(ana: Guest, budi: Guest) -> None:
    ana.buy("C3")
    ana.hold("C4")
    with pytest.raises(SeatTaken) as refused:
        budi.hold("C2", "C3", "C4", "C5")
    assert refused.value.details["seats"] == {"C3": "sold", "C4": "held"}
    assert (budi.sees("C2"), budi.sees("C5")) == (SeatState.FREE, SeatState.FREE)


def test_unknown_seats_are_named(ana: Guest, budi: Guest) -> None:
    ana.buy("C3")
    ana.hold("C4")
    with pytest.raises(NoSuchSeat) as refused:
        budi.hold("C2", "K1", "C3", "C4", "Z99")
    assert refused.value.details["seats"] == {"K1": "unknown", "Z99": "unknown", "C3": "sold", "C4": "held"}
    assert budi.map.mine == ()


def test_refused_seat_names_are_short(ana: Guest) -> None:
    with pytest.raises(NoSuchSeat) as refused:
        ana.hold("x" * 10_000)
    assert refused.value.details["seats"] == {"x" * 8: "unknown"}


def test_losing_a_seat_keeps_mine(ana: Guest, budi: Guest) -> None:
    ana.hold("C4")
    budi.hold("D1", "D2")
    with pytest.raises(SeatTaken):
        budi.hold("C4", "C5")
    assert budi.map.mine == ("D1", "D2")


def test_offered_seats_are_free(ana: Guest, budi: Guest) -> None:
    ana.hold("C4")
    with pytest.raises(SeatTaken) as refused:
        budi.hold("C4", "C5")
    nearest = refused.value.details["nearest"]
    assert isinstance(nearest, tuple)
    budi.hold(*nearest)
    assert len(nearest) == 2


def test_holding_my_own_seat_again_changes_nothing(ana: Guest) -> None:
    ana.hold("C4", "C5")
    before = ana.office.perform_now(stored_claims, ana.showtime_id)
    ana.hold("C5", "C5")
    assert ana.office.perform_now(stored_claims, ana.showtime_id) == before


def test_second_tab_shares_the_seats(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    clock.advance(timedelta(minutes=1))
    other_tab = Guest(ana.office, ana.showtime_id, ANA)
    other_tab.hold("C5")
    assert ana.map == other_tab.map
    assert ana.map.mine == ("C4", "C5")


def test_expired_hold_is_taken_over(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    ana.hold("C4", "C5")
    clock.advance(timedelta(minutes=8))
    budi.hold("C4")
    assert budi.sees("C4") is SeatState.MINE
    assert ana.sees("C4") is SeatState.HELD
    assert ana.map.lapsed == ("C5",)
    assert findings(ana.office) == ()


def test_hold_lasts_to_its_last_microsecond(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    clock.advance(timedelta(minutes=8) - timedelta(microseconds=1))
    with pytest.raises(SeatTaken):
        budi.hold("C4")


def test_holding_no_seat_is_refused(ana: Guest) -> None:
    with pytest.raises(NoSeatNamed):
        ana.hold()


def test_invalid_visitors_are_refused(ana: Guest) -> None:
    for visitor in ("", "x" * 65, "a\nb", "a\0b", "\ud800"):
        with pytest.raises(InvalidVisitor):
            Guest(ana.office, ana.showtime_id, visitor).hold("A1")


def test_unknown_showtimes_are_refused(ana: Guest) -> None:
    for showtime_id in (0, -1, 999, 2**31, 2**63, 10**30):
        nowhere = ana.at(showtime_id)
        for act in (nowhere.leave, nowhere.extend, partial(nowhere.hold, "A1")):
            with pytest.raises(UnknownShowtime):
                act()


def test_running_show_sells_until_over(ana: Guest, clock: FakeClock) -> None:
    clock.advance(timedelta(hours=3, minutes=117))
    ana.hold("A1")
    clock.advance(timedelta(minutes=1))
    with pytest.raises(ShowtimeOver):
        ana.hold("A2")
    with pytest.raises(ShowtimeOver):
        ana.hold_together(2)
    with pytest.raises(ShowtimeOver):
        ana.extend()
    assert set(ana.map.states) == {SeatState.BLOCKED}


def test_an_archived_showtime_sells_nothing(house: BoxOffice) -> None:
    ana = Guest(house, house.perform_now(add_showtime, is_archived=True), ANA)
    with pytest.raises(ShowtimeOver):
        ana.hold("A1")
    assert set(ana.map.states) == {SeatState.BLOCKED}


def test_changes_are_announced_once(ana: Guest, budi: Guest, news: list[Event]) -> None:
    ana.hold("C4", "C5")
    assert news == [SeatsChanged(ana.showtime_id)]
    with pytest.raises(SeatTaken):
        budi.hold("C5")
    ana.release("B1")
    assert news == [SeatsChanged(ana.showtime_id)]
    ana.release("C4")
    ana.hold_together(2)
    assert news == 3 * [SeatsChanged(ana.showtime_id)]


def test_all_visitors_agree_on_seats(ana: Guest, budi: Guest, citra: Guest) -> None:
    ana.buy("A1")
    budi.hold("A2")
    assert citra.map.states[:3] == "shf"
    assert budi.map.states[:3] == "smf"
    assert citra.map == citra.occupancy.strangers_map


def test_halls_have_their_own_layout(office: BoxOffice) -> None:
    office.perform_now(open_studio, 1, layout=SMALL_LAYOUT)
    ana = Guest(office, office.perform_now(add_showtime), ANA)
    ana.hold("B4")
    assert ana.map.states == "ffffffffm"
    with pytest.raises(NoSuchSeat):
        ana.hold("C1")


def test_showtime_counts_seats_left(ana: Guest, clock: FakeClock) -> None:
    ana.buy("A1", "A2")
    ana.hold("A3")
    detail, _ = ana.office.perform_now(seat_maps.showtime, ana.showtime_id)
    assert (detail.showtime.taken, detail.showtime.left, detail.closed) == (3, 207, False)
    clock.advance(timedelta(minutes=8))
    detail, _ = ana.office.perform_now(seat_maps.showtime, ana.showtime_id)
    assert detail.showtime.left == 208


def test_only_what_just_happened_is_just_sold() -> None:
    refused = SeatTaken(seats={"C4": "sold", "C5": "sold", "C6": "held"}, nearest=("C7",)).as_seen_by({"C4"})
    assert refused.details == {"seats": {"C4": "sold", "C5": "just_sold", "C6": "held"}, "nearest": ("C7",)}
