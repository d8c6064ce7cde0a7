"""A hall's layout: rows, seats and what each seat is made for."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import groupby

from tiketa.kernel.errors.for_operator import InvalidLayout

GAP = "_"
LONGEST_ROW_NAME = 2  # letters


class SeatKind(StrEnum):
    """What a seat is made for; the value is its letter in a row of a layout."""

    REGULAR = "#"
    SOFA = "s"
    WHEELCHAIR = "w"
    COMPANION = "c"


CELLS = {GAP, *SeatKind}


@dataclass(frozen=True, slots=True)
class Row:
    """A row as one string from left to right: a seat's kind, or `_` for a gap as wide as one; no seats is a walkway."""

    name: str
    cells: str

    def segments(self) -> Iterator[tuple[str, ...]]:
        """Yield the seats that stand side by side with no gap between, left to right."""
        number = 0
        for block in self.cells.split(GAP):
            if block:
                yield tuple(f"{self.name}{number + place}" for place in range(1, len(block) + 1))
                number += len(block)

    def columns(self) -> Iterator[tuple[str, int]]:
        """Yield each seat with its place in the row, gaps counted."""
        places = (place for place, cell in enumerate(self.cells) if cell != GAP)
        for number, place in enumerate(places, start=1):
            yield f"{self.name}{number}", place


@dataclass(frozen=True)
class Layout:
    """A hall: rows from the top of the drawing to the bottom, and where the screen is (`top` or `bottom`)."""

    rows: tuple[Row, ...]
    screen: str

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "Layout":
        """Read a layout as it is stored: `{"screen": ..., "rows": [[name, cells], ...]}`; raises `InvalidLayout`."""
        return _layout(json.dumps(dict(data)))

    @classmethod
    def from_text(cls, text: str) -> "Layout":
        """Read a layout from its JSON text; all readers of the same text share one `Layout`. Raises `InvalidLayout`."""
        return _layout(text)

    @cached_property
    def seats(self) -> tuple[str, ...]:
        """Every seat once, row by row from the top, left to right."""
        return tuple(seat for row in self.rows for segment in row.segments() for seat in segment)

    @cached_property
    def indexes(self) -> Mapping[str, int]:
        """Each seat's place in `seats`, from 0."""
        return {seat: index for index, seat in enumerate(self.seats)}

    @cached_property
    def places(self) -> Mapping[str, tuple[int, int]]:
        """Each seat's row and column on the drawing, both from 0 at the top left."""
        return {seat: (index, place) for index, row in enumerate(self.rows) for seat, place in row.columns()}

    @cached_property
    def kinds(self) -> Mapping[str, SeatKind]:
        """What each seat is made for."""
        return {seat: SeatKind(self.rows[row].cells[column]) for seat, (row, column) in self.places.items()}

    @cached_property
    def seat_kinds(self) -> frozenset[SeatKind]:
        """The kinds of seat that there are."""
        return frozenset(self.kinds.values())

    @cached_property
    def pairs(self) -> Mapping[str, tuple[str, str]]:
        """Each sofa seat's pair, left and right: both are held, or none."""
        runs = (run for segment in self.segments for run in _runs_of(SeatKind.SOFA, segment, self.kinds))
        pairs = [(run[place], run[place + 1]) for run in runs for place in range(0, len(run) - 1, 2)]
        return {seat: pair for pair in pairs for seat in pair}

    def in_pairs(self, seats: Iterable[str]) -> tuple[str, ...]:
        """Return the seats, each once and from the top left, with the other half of every sofa."""
        whole = {other for seat in seats for other in self.pairs.get(seat, (seat,))}
        return tuple(sorted(whole, key=self.places.__getitem__))

    @cached_property
    def width(self) -> int:
        """How many seats and gaps wide the widest row is."""
        return max(len(row.cells) for row in self.rows)

    @cached_property
    def segments(self) -> tuple[tuple[str, ...], ...]:
        """All runs of seats that stand side by side."""
        return tuple(segment for row in self.rows for segment in row.segments())

    @cached_property
    def segment_of(self) -> Mapping[str, tuple[str, ...]]:
        """Each seat's own run of neighbours, itself included."""
        return {seat: segment for segment in self.segments for seat in segment}


@lru_cache(maxsize=256)
def _layout(data: str) -> Layout:
    """Share one `Layout` among all who read the same data: its cached parts are made once."""
    match json.loads(data):
        case {"screen": "top" | "bottom" as screen, "rows": list(rows)}:
            layout = Layout(tuple(_row(row) for row in rows), screen)
        case _:
            raise InvalidLayout("a layout has a screen (top or bottom) and a list of rows")
    if not layout.seats or len(set(layout.seats)) != len(layout.seats):
        raise InvalidLayout("a hall has at least one seat, and each name once")
    if halves := [seat for seat, kind in layout.kinds.items() if kind is SeatKind.SOFA and seat not in layout.pairs]:
        raise InvalidLayout(f"a sofa has two seats side by side, and {halves[0]} has no other half")
    return layout


def _runs_of(wanted: SeatKind, segment: Iterable[str], kinds: Mapping[str, SeatKind]) -> Iterator[list[str]]:
    for kind, run in groupby(segment, key=kinds.__getitem__):
        if kind is wanted:
            yield list(run)


def _is_row_name(name: str) -> bool:
    return name.isalpha() and len(name) <= LONGEST_ROW_NAME


def _row(data: object) -> Row:
    match data:
        case [str(name), str(cells)] if _is_row_name(name) and set(cells) <= CELLS:
            return Row(name, cells)
    raise InvalidLayout(f"a row is a name of one or two letters and a string of {''.join(sorted(CELLS))}, not {data!r}")
