"""Which seats stand well together: a party's block, what is near a lost seat, and the lone seat left behind."""

from collections.abc import Collection, Iterator
from functools import partial
from itertools import groupby
from math import dist
from statistics import fmean

from tiketa.seat_map import Layout

FAVOURITE_DEPTH = 2 / 3  # of the hall, counted from the screen (DESIGN.md, section 4, rule 8)
ROW_COSTS = 2.0  # a row off the favourite is as bad as two seats off the centre

Seats = tuple[str, ...]
Spot = tuple[float, float]


def orphans(layout: Layout, taken: Collection[str], picked: Collection[str]) -> Seats:
    """Return the free seats that picking these would leave alone between taken seats, aisles or walls."""
    segments = {layout.segment_of[seat] for seat in picked}
    alone = _lone_seats(segments, taken)
    return tuple(sorted(_lone_seats(segments, {*taken, *picked}) - alone))


def best_block(layout: Layout, taken: Collection[str], size: int) -> Seats | None:
    """Return the best `size` free seats side by side, or None; wheelchair and companion places are left alone."""
    return _best(layout, {*taken, *layout.kept_back}, size, _favourite_spot(layout))


def nearest(layout: Layout, taken: Collection[str], wanted: Collection[str]) -> Seats:
    """Return as many free seats as wanted, as close to them as can be: together, or else one by one."""
    spot = _centre(layout, wanted)
    not_offered = {*taken, *(layout.kept_back - set(wanted))}
    together = _best(layout, not_offered, len(wanted), spot)
    free = (seat for seat in layout.seats if seat not in not_offered)
    one_by_one = sorted(free, key=lambda seat: _distance(layout, spot, (seat,)))
    return together or tuple(one_by_one[: len(wanted)])


def _best(layout: Layout, taken: Collection[str], size: int, spot: Spot) -> Seats | None:
    runs = _free_runs(layout.segments, taken)
    blocks = [run[start : start + size] for run in runs for start in range(len(run) - size + 1)]
    closest_first = sorted(blocks, key=partial(_distance, layout, spot))
    kind = (block for block in closest_first if not orphans(layout, taken, block))
    return next(kind, closest_first[0] if closest_first else None)


def _lone_seats(segments: Collection[Seats], taken: Collection[str]) -> set[str]:
    return {run[0] for run in _free_runs(segments, taken) if len(run) == 1}


def _free_runs(segments: Collection[Seats], taken: Collection[str]) -> Iterator[Seats]:
    for segment in segments:
        for is_taken, run in groupby(segment, key=lambda seat: seat in taken):
            if not is_taken:
                yield tuple(run)


def _favourite_spot(layout: Layout) -> Spot:
    depth = FAVOURITE_DEPTH if layout.screen == "top" else 1 - FAVOURITE_DEPTH
    return depth * (len(layout.rows) - 1) * ROW_COSTS, (layout.width - 1) / 2


def _centre(layout: Layout, seats: Collection[str]) -> Spot:
    rows, columns = zip(*(layout.places[seat] for seat in seats), strict=True)
    return fmean(rows) * ROW_COSTS, fmean(columns)


def _distance(layout: Layout, spot: Spot, seats: Seats) -> float:
    return dist(spot, _centre(layout, seats))
