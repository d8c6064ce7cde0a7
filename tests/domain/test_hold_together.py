"""Finding seats together: rule 8 of the design's section 4, on both databases."""

from datetime import timedelta
from typing import cast

import pytest

from tests.support.sample_house import SMALL_LAYOUT, FakeClock, Guest, OpenOffice, add_showtime, findings, open_studio
from tiketa.halls.seat_map import SeatState
from tiketa.kernel.errors.refusals import TooFast
from tiketa.kernel.errors.seats import InvalidPartySize, NoBlockTogether, TooManySeats
from tiketa.office import BoxOffice


@pytest.fixture
def small(office: BoxOffice) -> Guest:
    """Return Ana in a hall of two, three and four seats."""
    office.perform_now(open_studio, 1, layout=SMALL_LAYOUT)
    return Guest(office, office.perform_now(add_showtime), "ana")


@pytest.mark.parametrize("size", range(1, 9))
def test_every_party_sits_side_by_side(ana: Guest, size: int) -> None:
    seats = ana.hold_together(size)
    assert len(seats) == size
    assert {ana.map.layout.segment_of[seat] for seat in seats} == {ana.map.layout.segment_of[seats[0]]}
    assert findings(ana.office) == ()


def test_asking_again_keeps_the_clock(ana: Guest, clock: FakeClock) -> None:
    ana.hold("A1", "M14")
    ends_at = ana.map.expires_at
    clock.advance(timedelta(minutes=3))
    pair = ana.hold_together(2)
    assert not {"A1", "M14"} & set(pair)
    assert ana.hold_together(3) == ana.map.mine
    assert ana.map.count(SeatState.MINE) == 3
    assert ana.map.expires_at == ends_at


def test_party_may_keep_its_seats(small: Guest) -> None:
    assert small.hold_together(4) == ("B1", "B2", "B3", "B4")
    assert small.hold_together(4) == ("B1", "B2", "B3", "B4")


def test_others_get_the_next_best_block(ana: Guest, budi: Guest) -> None:
    assert not set(ana.hold_together(4)) & set(budi.hold_together(4))


def test_missing_block_changes_nothing(small: Guest) -> None:
    small.hold("A1")
    Guest(small.office, small.showtime_id, "budi").hold("B2")
    with pytest.raises(NoBlockTogether) as refused:
        small.hold_together(4)
    assert refused.value.details == {"size": 4, "apart": {"row": "A", "sizes": "2 + 2"}}
    assert small.map.mine == ("A1",)


def test_party_may_sit_apart(small: Guest) -> None:
    assert small.hold_together(4, apart=True) == ("B1", "B2", "B3", "B4")  # not where there is a block
    assert small.hold_together(5, apart=True) == ("A1", "A2", "A3", "A4", "A5")
    with pytest.raises(NoBlockTogether) as refused:
        small.hold_together(6, apart=True)
    assert refused.value.details == {"size": 6, "apart": {}}


def test_search_counts_expired_holds_free(small: Guest, clock: FakeClock) -> None:
    budi = Guest(small.office, small.showtime_id, "budi")
    budi.hold("B2")
    clock.advance(timedelta(minutes=8))
    small.hold("B3")
    assert small.hold_together(4) == ("B1", "B2", "B3", "B4")


@pytest.mark.parametrize("size", [0, -1, 9, 10**30, 1.5, "2", None])
def test_impossible_party_size_is_refused(ana: Guest, size: object) -> None:
    with pytest.raises(InvalidPartySize) as refused:
        ana.hold_together(cast("int", size))
    assert refused.value.details == {"limit": 8}


def test_party_search_releases_own_seats(ana: Guest) -> None:
    ana.hold("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8")
    assert len(ana.hold_together(8)) == 8


def test_party_obeys_hold_limits(open_office: OpenOffice, clock: FakeClock) -> None:
    office = open_office(seats_held_per_visitor=10, holds_per_minute=60)
    office.perform_now(open_studio, 1)
    office.perform_now(open_studio, 2)
    here, there = (Guest(office, office.perform_now(add_showtime, number), "ana") for number in (1, 2))
    here.hold_together(8)
    with pytest.raises(TooManySeats):
        there.hold_together(3)
    here.hold_together(8)
    here.hold_together(8)
    here.hold_together(8)
    with pytest.raises(TooFast):
        here.hold_together(8)
    assert len(here.map.mine) == 8
