"""A hall and its seats, as values that the counters and the screen both speak."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import groupby

from tiketa.errors import InvalidLayout

GAP = "_"
LONGEST_ROW_NAME = 2  # letters


class SeatKind(StrEnum):
    """What a seat is made for; the value is its letter in a row of a layout."""

    REGULAR = "#"
    SOFA = "s"
    WHEELCHAIR = "w"
    COMPANION = "c"


CELLS = {GAP, *SeatKind}


class SeatState(StrEnum):
    """What a seat is to the visitor who looks; the value is its letter in `SeatMap.states`."""

    FREE = "f"
    MINE = "m"
    HELD = "h"
    SOLD = "s"
    BOOKED = "o"
    BLOCKED = "b"


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

    @cached_property
    def seats(self) -> tuple[str, ...]:
        """Every seat once, row by row from the top, left to right."""
        return tuple(seat for row in self.rows for segment in row.segments() for seat in segment)

    @cached_property
    def places(self) -> Mapping[str, tuple[int, int]]:
        """Each seat's row and column on the drawing, both from 0 at the top left."""
        return {seat: (index, place) for index, row in enumerate(self.rows) for seat, place in row.columns()}

    @cached_property
    def kinds(self) -> Mapping[str, SeatKind]:
        """What each seat is made for."""
        return {seat: SeatKind(self.rows[row].cells[column]) for seat, (row, column) in self.places.items()}

    @cached_property
    def pairs(self) -> Mapping[str, tuple[str, str]]:
        """Each sofa seat's pair, left and right: both are had, or none."""
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


@dataclass(frozen=True, slots=True)
class Claim:
    """Who has a seat: a visitor's hold until `expires_at`, or sold where that is None."""

    visitor: str
    expires_at: datetime | None
    held_from: datetime

    def lives(self, now: datetime) -> bool:
        """Say whether the seat is really spoken for at this instant."""
        return self.expires_at is None or self.expires_at > now


@dataclass(frozen=True, slots=True)
class HoldRules:
    """How the one clock of a visitor's seats at a showtime runs (DESIGN.md, section 4, rule 2)."""

    lasts: timedelta
    lasts_at_most: timedelta
    window_lasts: timedelta

    def may_extend(self, clock: Claim, now: datetime) -> bool:
        """Say whether the hold is in its last stretch and has not been extended to the end."""
        return self.in_window(clock, now) and self.extended(clock, now) > (clock.expires_at or now)

    def in_window(self, clock: Claim, now: datetime) -> bool:
        """Say whether the hold is in its last stretch."""
        return clock.expires_at is not None and clock.expires_at - now <= self.window_lasts

    def extended(self, clock: Claim, now: datetime) -> datetime:
        """Return when the hold would end if it were extended now."""
        return min(now + self.lasts, clock.held_from + self.lasts_at_most)


@dataclass(frozen=True, slots=True)
class SeatView:
    """One seat as one visitor sees it."""

    seat: str
    state: SeatState


@dataclass(frozen=True, slots=True)
class SeatMap:
    """A showtime's hall as one visitor sees it at one instant.

    `states` has one letter per seat, in the order of `layout.seats`. `mine` are the seats the visitor holds, `lapsed`
    the ones whose hold ended with nobody else taking them; `expires_at` is when the hold ends or ended.
    """

    layout: Layout
    states: str
    mine: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    expires_at: datetime | None = None
    extendable: bool = False

    def __iter__(self) -> Iterator[SeatView]:
        """Yield every seat, in the layout's order."""
        for seat, state in zip(self.layout.seats, self.states, strict=True):
            yield SeatView(seat, SeatState(state))

    def with_booked(self, own: Collection[str]) -> "SeatMap":
        """Return the map with these seats, where they are still sold, shown as the visitor's own booking."""
        if not own:
            return self
        return replace(
            self,
            states="".join(
                SeatState.BOOKED if view.state is SeatState.SOLD and view.seat in own else view.state for view in self
            ),
        )

    def state_of(self, seat: str) -> SeatState | None:
        """Return the seat's state, or None where the hall has no such seat."""
        return next((view.state for view in self if view.seat == seat), None)

    def count(self, *states: SeatState) -> int:
        """Return how many seats are in one of these states."""
        return sum(self.states.count(state) for state in states)


@dataclass(frozen=True)
class Occupancy:
    """All claims of a showtime, read once and seen by many.

    `closed` showtimes sell nothing: what is not sold is blocked.
    """

    layout: Layout
    claims: Mapping[str, Claim]
    now: datetime
    closed: bool
    rules: HoldRules

    @cached_property
    def strangers_map(self) -> SeatMap:
        """The map of a visitor who has nothing here: one for all of them."""
        return SeatMap(self.layout, "".join(self._state(seat, "") for seat in self.layout.seats))

    @cached_property
    def holders(self) -> frozenset[str]:
        """The visitors who have a hold here, alive or ended."""
        return frozenset(claim.visitor for claim in self.claims.values() if claim.expires_at)

    @cached_property
    def taken(self) -> frozenset[str]:
        """The seats that are really spoken for."""
        return frozenset(seat for seat, claim in self.claims.items() if claim.lives(self.now))

    def seen_by(self, visitor: str) -> SeatMap:
        """Return the map as this visitor sees it."""
        if visitor not in self.holders or self.closed:
            return self.strangers_map
        holds = {seat: c for seat, c in self.claims.items() if c.visitor == visitor and c.expires_at}
        mine = self._in_order(seat for seat, claim in holds.items() if claim.lives(self.now))
        clock = holds[(mine or tuple(holds))[0]]
        return SeatMap(
            self.layout,
            "".join(self._state(seat, visitor) for seat in self.layout.seats),
            mine=mine,
            lapsed=() if mine else self._in_order(holds),
            expires_at=clock.expires_at,
            extendable=bool(mine) and self.rules.may_extend(clock, self.now),
        )

    def lost_since(self, before: SeatMap, visitor: str) -> tuple[str, ...]:
        """Return the visitor's seats of before that another took when their time had ended."""
        if before.expires_at is None or before.expires_at > self.now:
            return ()
        others = {seat for seat in self.taken if self.claims[seat].visitor != visitor}
        return tuple(seat for seat in before.mine or before.lapsed if seat in others)

    def _in_order(self, seats: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(seats, key=self.layout.places.__getitem__))

    def _state(self, seat: str, visitor: str) -> SeatState:
        claim = self.claims.get(seat)
        if claim and claim.expires_at is None:
            return SeatState.SOLD
        if self.closed:
            return SeatState.BLOCKED
        if claim is None or not claim.lives(self.now):
            return SeatState.FREE
        return SeatState.MINE if claim.visitor == visitor else SeatState.HELD
