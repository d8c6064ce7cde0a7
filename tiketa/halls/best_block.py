"""Choosing seats: the best block for a party, the nearest to a lost seat, and single seats left alone."""

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import combinations, groupby
from math import dist
from statistics import fmean

from tiketa.halls.layout import Layout, SeatKind

FAVOURITE_DEPTH = 2 / 3  # of the hall, counted from the screen (DESIGN.md, section 4, rule 8)
ROW_COSTS = 2.0  # a row off the favourite is as bad as two seats off the centre

Seats = tuple[str, ...]
Spot = tuple[float, float]


def orphans(layout: Layout, taken: Collection[str], picked: Collection[str]) -> Seats:
    """Return the free seats that picking these would leave alone between taken seats, aisles or walls."""
    segments = {layout.segment_of[seat] for seat in picked}
    alone = _lone_seats(segments, taken)
    return tuple(sorted(_lone_seats(segments, {*taken, *picked}) - alone))


def better_choice(layout: Layout, taken: Collection[str], picked: Collection[str]) -> Seats:
    """Return the nearest as many seats side by side, of the kinds picked, that leave no seat alone; or none.

    `taken` are other visitors' seats. Where this finds nothing, nobody can be told to pick better.
    """
    not_offered = {*taken, *_others(layout, {layout.kinds[seat] for seat in picked})}
    found = _best(layout, not_offered, len(picked), _centre(layout, picked)) or ()
    return () if orphans(layout, taken, found) else found


def split_block(layout: Layout, taken: Collection[str], size: int) -> tuple[Seats, ...]:
    """Return the best two blocks in one row that seat the party between them, as even as can be; or nothing."""
    not_offered = {*taken, *_others(layout, {SeatKind.REGULAR})}
    spot = _favourite_spot(layout)
    pairs = (pair for row in layout.rows for pair in combinations(_free_runs(row.segments(), not_offered), 2))
    splits = [split for left, right in pairs if (split := _even_split(left, right, size))]
    uneven = {split: abs(len(split[0]) - len(split[1])) for split in splits}
    return min(splits, key=lambda split: (uneven[split], _distance(layout, spot, split[0] + split[1])), default=())


def best_block(layout: Layout, taken: Collection[str], size: int, *, wheelchair: bool = False) -> Seats | None:
    """Return the best `size` free seats side by side, or None: regular ones, because other kinds have other prices.

    With `wheelchair` one of them is a wheelchair place, and from two on one is its companion's.
    """
    if not wheelchair:
        return _best(layout, {*taken, *_others(layout, {SeatKind.REGULAR})}, size, _favourite_spot(layout))
    wanted = [SeatKind.WHEELCHAIR, SeatKind.COMPANION][:size]
    not_offered = {*taken, *_others(layout, {*wanted, SeatKind.REGULAR})}
    return _best(layout, not_offered, size, _favourite_spot(layout), kinds=wanted)


def nearest(layout: Layout, taken: Collection[str], wanted: Collection[str]) -> Seats:
    """Return as many free seats as wanted, as close to them as possible: together, or else one by one.

    They are of the kinds that were wanted; a wanted sofa brings its other half.
    """
    whole = layout.in_pairs(wanted)
    spot = _centre(layout, whole)
    not_offered = {*taken, *_others(layout, {layout.kinds[seat] for seat in whole})}
    together = _best(layout, not_offered, len(whole), spot)
    free = (pair for pair in _pieces(layout) if not set(pair) & not_offered)
    one_by_one = [seat for pair in sorted(free, key=partial(_distance, layout, spot)) for seat in pair]
    return together or tuple(one_by_one[: len(whole)])


def _others(layout: Layout, kinds: Collection[SeatKind]) -> set[str]:
    return {seat for seat, kind in layout.kinds.items() if kind not in kinds}


def _pieces(layout: Layout) -> Collection[Seats]:
    """Return what can be held by itself: single seats, and sofas whole."""
    return dict.fromkeys(layout.pairs.get(seat, (seat,)) for seat in layout.seats)


def _best(
    layout: Layout, taken: Collection[str], size: int, spot: Spot, *, kinds: Collection[SeatKind] = ()
) -> Seats | None:
    runs = _free_runs(layout.segments, taken)
    blocks = [run[start : start + size] for run in runs for start in range(len(run) - size + 1)]
    whole = [block for block in blocks if len(layout.in_pairs(block)) == size and _has(layout, block, kinds)]
    closest_first = sorted(whole, key=partial(_distance, layout, spot))
    kind = (block for block in closest_first if not orphans(layout, taken, block))
    return next(kind, closest_first[0] if closest_first else None)


def _even_split(left: Seats, right: Seats, size: int) -> tuple[Seats, ...]:
    """Return the ends of two runs that face each other, together of this size; nothing where the runs are too short."""
    if len(left) + len(right) < size:
        return ()
    first = min(max(size // 2, size - len(right)), len(left))
    return (left[len(left) - first :], right[: size - first]) if 0 < first < size else ()


def _has(layout: Layout, block: Seats, kinds: Collection[SeatKind]) -> bool:
    special = [layout.kinds[seat] for seat in block if layout.kinds[seat] is not SeatKind.REGULAR]
    return not kinds or sorted(special) == sorted(kinds)


def _lone_seats(segments: Collection[Seats], taken: Collection[str]) -> set[str]:
    return {run[0] for run in _free_runs(segments, taken) if len(run) == 1}


def _free_runs(segments: Iterable[Seats], taken: Collection[str]) -> Iterator[Seats]:
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
