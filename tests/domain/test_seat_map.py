"""A hall and its seats, as values."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import pytest

from tests.support.sample_house import ANA, BUDI, START
from tiketa.halls.default_layouts import DEFAULT_LAYOUT
from tiketa.halls.layout import Layout
from tiketa.halls.occupancy import Claim, HoldRules, Occupancy
from tiketa.halls.seat_map import SeatState, SeatView
from tiketa.kernel.errors.for_operator import InvalidLayout

HALL = Layout.from_data(DEFAULT_LAYOUT)
RULES = HoldRules(timedelta(minutes=8), timedelta(minutes=30), timedelta(minutes=1))
LATER = START + timedelta(minutes=8)


def occupancy(*, closed: bool = False, **claims: Claim) -> Occupancy:
    return Occupancy(HALL, claims, START, closed, RULES)


def test_default_hall_has_210_seats() -> None:
    assert len(HALL.seats) == len(set(HALL.seats)) == 210
    assert (HALL.seats[0], HALL.seats[-1]) == ("A1", "M14")


def test_default_rows_have_designed_lengths() -> None:
    lengths = {row.name: sum(seat.startswith(row.name) for seat in HALL.seats) for row in HALL.rows}
    assert lengths == dict.fromkeys("ABCDEFGHIJ", 18) | {"K": 0, "L": 16, "M": 14}


def test_aisle_is_in_the_middle() -> None:
    left_of_the_aisle = {
        row: max(n for n in range(1, 10) if HALL.places.get(f"{row}{n}", (0, 99))[1] < 9) for row in "AJLM"
    }
    assert left_of_the_aisle == {"A": 9, "J": 9, "L": 8, "M": 7}
    assert 9 not in {column for _, column in HALL.places.values()}
    assert HALL.width == 19


def test_the_last_rows_are_centred() -> None:
    for row, last in (("A", 18), ("L", 16), ("M", 14)):
        assert HALL.places[f"{row}1"][1] + HALL.places[f"{row}{last}"][1] == HALL.width - 1


def test_every_seat_has_own_place() -> None:
    assert len(set(HALL.places.values())) == 210


def test_aisles_separate_neighbours() -> None:
    assert HALL.segment_of["A9"] == tuple(f"A{number}" for number in range(1, 10))
    assert HALL.segment_of["A10"] == tuple(f"A{number}" for number in range(10, 19))
    assert sorted(map(len, HALL.segments)) == [7, 7, 8, 8, *[9] * 20]


def test_same_layout_data_is_shared() -> None:
    assert Layout.from_data(dict(DEFAULT_LAYOUT)) is HALL


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"screen": "bottom"},
        {"screen": "left", "rows": [["A", "##"]]},
        {"screen": None, "rows": [["A", "##"]]},
        {"screen": "top", "rows": "A##"},
        {"screen": "top", "rows": []},
        {"screen": "top", "rows": [["A", ""], ["B", "___"]]},
        {"screen": "top", "rows": [["A", "##"], ["A", "##"]]},
        {"screen": "top", "rows": [["A", "#x#"]]},
        {"screen": "top", "rows": [["1", "##"]]},
        {"screen": "top", "rows": [["", "##"]]},
        {"screen": "top", "rows": [["ABC", "##"]]},
        {"screen": "top", "rows": [["A"]]},
        {"screen": "top", "rows": [["A", "##", "##"]]},
        {"screen": "top", "rows": [["A", 2]]},
        {"screen": "top", "rows": [None]},
        {"screen": "top", "rows": ["AB"]},
    ],
)
def test_invalid_layouts_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(InvalidLayout):
        Layout.from_data(data)


def test_states_follow_hall_order() -> None:
    seen = occupancy(A1=Claim(ANA, LATER, START), A2=Claim(BUDI, LATER, START), M14=Claim(BUDI, None, START)).seen_by(
        ANA
    )
    assert seen.states == "mh" + 207 * "f" + "s"
    assert next(iter(seen)) == SeatView("A1", SeatState.MINE)
    assert [view.seat for view in seen] == list(HALL.seats)
    assert seen.state_of("K1") is None


def test_closed_showtime_blocks_unsold_seats() -> None:
    seen = occupancy(closed=True, A1=Claim(ANA, LATER, START), A2=Claim(ANA, None, START)).seen_by(ANA)
    assert seen.states == "bs" + 208 * "b"
    assert (seen.mine, seen.expires_at) == ((), None)


def test_own_seats_follow_hall_order() -> None:
    held = Claim(ANA, LATER, START)
    assert occupancy(B1=held, A10=held, A9=held).seen_by(ANA).mine == ("A9", "A10", "B1")


def test_own_booked_seats_are_marked() -> None:
    seen = occupancy(A1=Claim(ANA, None, START), A3=Claim(BUDI, None, START), A4=Claim(BUDI, LATER, START)).seen_by(ANA)
    assert seen.with_booked(["A1", "A2", "A4"]).states == "ofsh" + 206 * "f"
    assert seen.with_booked([]) is seen


def test_strangers_share_one_map() -> None:
    here = occupancy(A1=Claim(ANA, LATER, START), A2=Claim(BUDI, None, START))
    assert here.seen_by("somebody") is here.seen_by(BUDI) is here.strangers_map
    assert cast("object", here.seen_by(ANA)) is not here.strangers_map


def test_holds_expire_and_sales_stay() -> None:
    assert not Claim(ANA, START, START).lives(START)
    assert Claim(ANA, START + timedelta(microseconds=1), START).lives(START)
    assert Claim(ANA, None, START).lives(START + timedelta(days=999))


def held(visitor: str, *, until: datetime = LATER) -> Claim:
    return Claim(visitor, until, START)


def test_distant_change_concerns_its_visitor_alone() -> None:
    before = occupancy(C4=held(ANA), J9=held(BUDI))
    after = occupancy(C4=held(ANA), J9=held(BUDI), J1=held("citra"))
    assert after.concerned_since(before) == {BUDI, "citra"}  # J9 and J1 are in one run of seats
    assert before.concerned_since(after) == {BUDI, "citra"}


def test_expired_hold_concerns_its_visitor() -> None:
    before = occupancy(C4=held(ANA), J9=held(BUDI, until=LATER + timedelta(minutes=1)))
    assert replace(before, now=LATER).concerned_since(before) == {ANA}


def test_unchanged_hall_concerns_all_holders() -> None:
    before = occupancy(C4=held(ANA), J9=held(BUDI))
    assert replace(before, now=START + timedelta(seconds=3)).concerned_since(before) == {ANA, BUDI}
