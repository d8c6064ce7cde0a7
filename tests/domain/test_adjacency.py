"""Best blocks, nearest seats and orphans, compared with a plain search through small halls."""

from itertools import pairwise
from math import dist
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiketa.halls.best_block import best_block, better_choice, nearest, orphans, split_block
from tiketa.halls.default_layouts import DEFAULT_LAYOUT
from tiketa.halls.layout import Layout

HALL = Layout.from_data(DEFAULT_LAYOUT)
ROW = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9")
ROW_COSTS = 2.0  # the design's figure, repeated here on purpose
FAVOURITE_DEPTH = 2 / 3

Block = tuple[str, ...]


@pytest.mark.parametrize(
    ("taken", "picked", "alone"),
    [
        ((), ("A2",), ("A1",)),
        ((), ("A8",), ("A9",)),
        ((), ("A1",), ()),
        ((), ("A3",), ()),
        ((), ("A2", "A4"), ("A1", "A3")),
        (("A1",), ("A3",), ("A2",)),
        (("A1", "A3"), ("A5",), ("A4",)),
        (("A1", "A3"), ("A4",), ()),
        (("A10",), ("A8",), ("A9",)),
        ((), ROW, ()),
        ((), ("A2", "B2"), ("A1", "B1")),
        ((), (), ()),
    ],
)
def test_seat_left_alone_is_an_orphan(taken: Block, picked: Block, alone: Block) -> None:
    assert orphans(HALL, taken, picked) == alone


@pytest.mark.parametrize(
    ("cells", "taken", "picked", "better"),
    [
        ("####", (), ("A2",), ("A1",)),
        ("##", (), ("A1",), ()),  # one of two is always left
        ("###", (), ("A1", "A2"), ()),
        ("#####", (), ("A2", "A3", "A4"), ("A1", "A2", "A3")),
        ("##_###", (), ("A1",), ("A3",)),  # across the aisle
        ("##_###", ("A4",), ("A1",), ("A3",)),
        ("ss_####", (), ("A4",), ("A3",)),  # of the same kind
    ],
)
def test_hints_know_a_better_choice(cells: str, taken: Block, picked: Block, better: Block) -> None:
    hall = Layout.from_data({"screen": "bottom", "rows": [["A", cells]]})
    assert better_choice(hall, taken, picked) == better


@pytest.mark.parametrize(
    ("cells", "taken", "size", "blocks"),
    [
        ("###_###", (), 4, (("A2", "A3"), ("A4", "A5"))),
        ("#_###", (), 4, (("A1",), ("A2", "A3", "A4"))),
        ("###_###", (), 5, (("A2", "A3"), ("A4", "A5", "A6"))),
        ("###_###", (), 7, ()),
        ("###_ss", (), 4, ()),  # a sofa is not chosen unasked
        ("#####", ("A3",), 3, (("A2",), ("A4", "A5"))),
    ],
)
def test_party_is_split_evenly(cells: str, taken: Block, size: int, blocks: tuple[Block, ...]) -> None:
    hall = Layout.from_data({"screen": "bottom", "rows": [["A", cells]]})
    assert split_block(hall, taken, size) == blocks


def test_the_aisle_parts_neighbours() -> None:
    assert orphans(HALL, ("A10", "A12"), ("A9",)) == ()  # A11 was alone before
    assert orphans(HALL, (), ("A11",)) == ("A10",)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7, 9])
def test_empty_hall_seats_party_centrally(size: int) -> None:
    block = best_block(HALL, (), size)
    assert block is not None
    assert len(block) == size
    assert are_side_by_side(HALL, block)
    assert block in {
        tuple(f"E{n}" for n in range(10 - size, 10)),
        tuple(f"E{n}" for n in range(10, 10 + size)),
    }
    assert orphans(HALL, (), block) == ()


def test_party_of_eight_avoids_an_orphan() -> None:
    rows = [[name, "#########_#########"] for name in "ABCDEFGHIJ"] + [["L", "_########_########_"]]
    assert best_block(Layout.from_data({"screen": "bottom", "rows": rows}), (), 8) in {
        tuple(f"L{n}" for n in range(1, 9)),
        tuple(f"L{n}" for n in range(9, 17)),
    }
    crowded = {f"{row}{number}" for row in "LM" for number in range(1, 17)}
    assert set(best_block(HALL, crowded, 8) or ()) <= {f"E{n}" for n in range(1, 19)}  # no other choice


def test_depth_counts_from_the_screen() -> None:
    rows = [[name, "#####"] for name in "ABCDEFGHIJ"]
    block_above = best_block(Layout.from_data({"screen": "bottom", "rows": rows}), (), 1)
    block_below = best_block(Layout.from_data({"screen": "top", "rows": rows}), (), 1)
    assert (block_above, block_below) == (("D3",), ("G3",))


def test_party_avoids_leaving_orphans() -> None:
    hall = Layout.from_data({"screen": "bottom", "rows": [["A", "#####"]]})
    assert best_block(hall, (), 3) == ("A1", "A2", "A3")  # the middle would leave A1 and A5 alone
    assert best_block(hall, (), 4) in {("A1", "A2", "A3", "A4"), ("A2", "A3", "A4", "A5")}  # no other choice


def test_no_gap_means_no_block() -> None:
    taken = {seat for seat in HALL.seats if int(seat[1:]) % 3 == 0}
    assert best_block(HALL, taken, 3) is None
    assert best_block(HALL, HALL.seats, 1) is None
    assert best_block(HALL, (), 10) is None


def test_lost_pair_is_offered_a_pair() -> None:
    assert nearest(HALL, {"C4"}, ("C4", "C5")) == ("C5", "C6")
    assert nearest(HALL, set(HALL.seats), ("C4",)) == ()


def test_single_seats_offered_without_pairs() -> None:
    taken = set(HALL.seats) - {"C1", "C8", "M1"}
    assert nearest(HALL, taken, ("C4", "C5")) == ("C1", "C8")
    assert nearest(HALL, taken | {"C1", "M1"}, ("C4", "C5")) == ("C8",)


@st.composite
def halls(draw: st.DrawFn) -> tuple[Layout, set[str]]:
    """Draw a small hall and its taken seats."""
    cells = st.text("##_", max_size=8)
    rows = draw(st.lists(cells, min_size=1, max_size=3).filter(lambda rows: "#" in "".join(rows)))
    data = [[name, row] for name, row in zip("ABC", rows, strict=False)]
    hall = Layout.from_data({"screen": draw(st.sampled_from(["top", "bottom"])), "rows": data})
    return hall, draw(st.sets(st.sampled_from(hall.seats)))


@given(halls(), st.integers(1, 5))
def test_best_block_matches_plain_search(hall_and_taken: tuple[Layout, set[str]], size: int) -> None:
    hall, taken = hall_and_taken
    depth = FAVOURITE_DEPTH if hall.screen == "top" else 1 - FAVOURITE_DEPTH
    spot = (depth * (len(hall.rows) - 1), (hall.width - 1) / 2)
    assert_best(hall, taken, best_block(hall, taken, size), size, spot)


@given(halls(), st.data())
def test_nearest_matches_plain_search(hall_and_taken: tuple[Layout, set[str]], data: st.DataObject) -> None:
    hall, taken = hall_and_taken
    wanted = sorted(data.draw(st.sets(st.sampled_from(hall.seats), min_size=1, max_size=3)))
    found = nearest(hall, taken, wanted)
    spot = (fmean(hall.places[seat][0] for seat in wanted), fmean(hall.places[seat][1] for seat in wanted))
    if blocks(hall, taken, len(wanted)):
        assert_best(hall, taken, found, len(wanted), spot)
    else:
        free = sorted(cost(hall, (seat,), spot) for seat in set(hall.seats) - taken)
        assert [cost(hall, (seat,), spot) for seat in found] == free[: len(wanted)]


@given(halls(), st.data())
def test_orphans_match_plain_search(hall_and_taken: tuple[Layout, set[str]], data: st.DataObject) -> None:
    hall, taken = hall_and_taken
    picked = data.draw(st.sets(st.sampled_from(hall.seats)))
    assert set(orphans(hall, taken, picked)) == left_alone(hall, taken, picked)


def assert_best(hall: Layout, taken: set[str], found: Block | None, size: int, spot: tuple[float, float]) -> None:
    candidates = blocks(hall, taken, size)
    kind = [block for block in candidates if not left_alone(hall, taken, set(block))]
    assert (found is None) == (not candidates)
    if found is not None:
        assert found in (kind or candidates)
        assert cost(hall, found, spot) == pytest.approx(min(cost(hall, block, spot) for block in kind or candidates))


def blocks(hall: Layout, taken: set[str], size: int) -> list[Block]:
    windows = [hall.seats[start : start + size] for start in range(len(hall.seats) - size + 1)]
    return [block for block in windows if are_side_by_side(hall, block) and not taken & set(block)]


def are_side_by_side(hall: Layout, block: Block) -> bool:
    places = [hall.places[seat] for seat in block]
    return all(there == (row, column + 1) for (row, column), there in pairwise(places))


def left_alone(hall: Layout, taken: set[str], picked: set[str]) -> set[str]:
    after = set(hall.seats) - taken - picked
    return {seat for seat in after if is_alone(hall, seat, after) and not is_alone(hall, seat, set(hall.seats) - taken)}


def is_alone(hall: Layout, seat: str, free: set[str]) -> bool:
    row, column = hall.places[seat]
    free_places = {hall.places[other] for other in free}
    return not free_places & {(row, column - 1), (row, column + 1)}


def cost(hall: Layout, block: Block, spot: tuple[float, float]) -> float:
    rows, columns = zip(*(hall.places[seat] for seat in block), strict=True)
    return dist((fmean(rows) * ROW_COSTS, fmean(columns)), (spot[0] * ROW_COSTS, spot[1]))


def test_wheelchair_places_are_left_alone() -> None:
    hall = Layout.from_data({"screen": "bottom", "rows": [["A", "wc##"]]})
    assert best_block(hall, (), 2) == ("A3", "A4")
    assert best_block(hall, (), 3) is None
    assert nearest(hall, {"A3"}, ["A3"]) == ("A4",)
    assert nearest(hall, {"A3", "A4"}, ["A3"]) == ()
