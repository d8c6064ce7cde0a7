"""Sofas are held and cancelled whole; wheelchair places are found for those who ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.sample_house import BUDI, Guest, OpenOffice, add_showtime, findings, open_studio
from tiketa.halls import default_layouts
from tiketa.halls.best_block import best_block, nearest
from tiketa.halls.layout import Layout, SeatKind
from tiketa.halls.seat_map import SeatState
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.for_operator import InvalidLayout
from tiketa.kernel.errors.seats import SeatTaken, TooManySeats
from tiketa.programme.movies_file import films
from tiketa.seating import holds

SOFAS = Layout.from_data(default_layouts.LAYOUT_WITH_SOFAS)
DEFAULT = Layout.from_data(default_layouts.DEFAULT_LAYOUT)
SMALL = {"screen": "bottom", "rows": [["A", "ssss_wc##"], ["B", "#ss##"]]}


def hall(*rows: str) -> Layout:
    return Layout.from_data(
        {"screen": "bottom", "rows": [[name, cells] for name, cells in zip("ABC", rows, strict=False)]}
    )


@pytest.fixture
def ana(open_office: OpenOffice) -> Guest:
    office = open_office(seats_per_visitor=4)
    office.perform_now(open_studio, 1, layout=SMALL)
    return Guest(office, office.perform_now(add_showtime), "ana")


@pytest.fixture
def budi(ana: Guest) -> Guest:
    return Guest(ana.office, ana.showtime_id, BUDI)


def test_studios_have_special_seats() -> None:
    with_sofas = set()
    for film in films():
        layout = Layout.from_data(default_layouts.layout_of(film.studio_number))
        with_sofas |= {film.studio_number} if layout.pairs else set()
        wheelchairs = [seat for seat, kind in layout.kinds.items() if kind is SeatKind.WHEELCHAIR]
        assert len(wheelchairs) >= 2
        for seat in wheelchairs:
            beside = layout.segment_of[seat]
            assert SeatKind.COMPANION in {layout.kinds[other] for other in beside if adjoin(layout, seat, other)}
    assert with_sofas == set(default_layouts.STUDIOS_WITH_SOFAS)


def adjoin(layout: Layout, seat: str, other: str) -> bool:
    (row, column), (other_row, other_column) = layout.places[seat], layout.places[other]
    return row == other_row and abs(column - other_column) == 1


def test_each_seat_is_on_one_sofa() -> None:
    assert SOFAS.pairs["A1"] == SOFAS.pairs["A2"] == ("A1", "A2")
    assert SOFAS.pairs["A9"] == ("A9", "A10")  # beyond the aisle
    assert len(SOFAS.pairs) == 32
    assert all(adjoin(SOFAS, *pair) for pair in SOFAS.pairs.values())
    assert hall("#ssss#").pairs == dict.fromkeys(("A2", "A3"), ("A2", "A3")) | dict.fromkeys(("A4", "A5"), ("A4", "A5"))


@pytest.mark.parametrize("row", ["s", "sss", "ss_s", "#s#", "s_s"])
def test_layout_with_half_sofa_is_refused(row: str) -> None:
    with pytest.raises(InvalidLayout, match="has no other half"):
        hall(row)


def test_sofa_halves_act_as_one(ana: Guest, budi: Guest) -> None:
    ana.hold("A2")
    assert ana.map.mine == ("A1", "A2")
    assert budi.sees("A1") is SeatState.HELD
    ana.release("A1")
    assert not ana.map.mine
    ana.hold("A3")
    code = ana.confirm("A4")
    assert ana.booking(code).seats == ("A3", "A4")
    assert {ticket.kind for ticket in ana.booking(code).tickets} == {SeatKind.SOFA}
    assert findings(ana.office) == ()


def test_sofa_counts_as_two_seats(ana: Guest, budi: Guest) -> None:
    ana.hold("A1", "A3")
    with pytest.raises(TooManySeats):
        ana.hold("B2")
    with pytest.raises(TooManySeats):
        budi.hold("A1", "A3", "B2")
    with pytest.raises(SeatTaken) as refused:
        budi.hold("A2")
    assert refused.value.details["seats"] == {"A1": "held", "A2": "held"}
    assert refused.value.details["nearest"] == ("B2", "B3")


def test_cancelling_half_cancels_the_sofa(ana: Guest, budi: Guest) -> None:
    ana.hold("A1", "B4")
    code = ana.confirm("A1", "B4")
    ana.cancel(code, "A2")
    assert ana.booking(code).seats == ("B4",)
    budi.hold("A1")
    assert budi.map.mine == ("A1", "A2")
    assert findings(ana.office) == ()


def test_party_gets_regular_seats(ana: Guest) -> None:
    assert ana.hold_together(2) == ("B4", "B5")
    ana.office.acting_as(Visitor("ana")).perform_now(holds.hold_together, ana.showtime_id, 3, wheelchair=True)
    assert ana.map.mine == ("A5", "A6", "A7")


def test_lone_wheelchair_leaves_companion_seat() -> None:
    assert best_block(DEFAULT, (), 1, wheelchair=True) in {("L1",), ("L16",)}
    assert best_block(DEFAULT, (), 2, wheelchair=True) in {("L1", "L2"), ("L15", "L16")}
    assert best_block(hall("##", "w##"), (), 2, wheelchair=True) is None


@given(st.sets(st.sampled_from(SOFAS.seats)), st.lists(st.sampled_from(SOFAS.seats), min_size=1, max_size=4))
def test_offers_match_kinds_and_pairs(taken: set[str], wanted: list[str]) -> None:
    gone = set(SOFAS.in_pairs({*taken, *wanted}))
    offered = nearest(SOFAS, gone, wanted)
    kinds = {SOFAS.kinds[seat] for seat in SOFAS.in_pairs(wanted)}
    assert not gone & set(offered)
    assert {SOFAS.kinds[seat] for seat in offered} <= kinds


@given(st.sets(st.sampled_from(SOFAS.seats), max_size=150), st.integers(1, 8), st.booleans())
def test_blocks_keep_sofas_whole(
    taken: set[str],
    size: int,
    wheelchair: bool,  # noqa: FBT001
) -> None:
    block = best_block(SOFAS, taken, size, wheelchair=wheelchair)
    kinds = sorted(SOFAS.kinds[seat] for seat in block or () if SOFAS.kinds[seat] is not SeatKind.REGULAR)
    if block:
        assert not set(block) & taken
        asked = [SeatKind.COMPANION, SeatKind.WHEELCHAIR] if size > 1 else [SeatKind.WHEELCHAIR]
        assert kinds == (sorted(asked) if wheelchair else [])
