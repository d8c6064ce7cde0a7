"""A showtime's seats as one visitor sees them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tiketa.halls.layout import Layout


class SeatState(StrEnum):
    """What a seat is to the visitor who looks; the value is its letter in `SeatMap.states`."""

    FREE = "f"
    MINE = "m"
    HELD = "h"
    SOLD = "s"
    BOOKED = "o"
    BLOCKED = "b"


@dataclass(frozen=True, slots=True)
class SeatView:
    """One seat as one visitor sees it."""

    seat: str
    state: SeatState


@dataclass(frozen=True, slots=True)
class SeatMap:
    """A showtime's hall as one visitor sees it at one instant.

    `states` has one letter per seat, in the order of `layout.seats`. `mine` are the seats the visitor holds, `lapsed`
    the ones whose hold has expired and that nobody else took; `expires_at` is when the hold ends or ended.
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

    @property
    def booked(self) -> tuple[str, ...]:
        """The seats of the visitor's own booking that is looked at."""
        return tuple(
            seat for seat, state in zip(self.layout.seats, self.states, strict=True) if state == SeatState.BOOKED
        )

    def with_booked(self, own: Collection[str]) -> "SeatMap":
        """Return the map with these seats, where they are still sold, shown as the visitor's own booking."""
        if not own:
            return self
        seen = zip(self.layout.seats, self.states, strict=True)
        return replace(
            self,
            states="".join(
                SeatState.BOOKED if state == SeatState.SOLD and seat in own else state for seat, state in seen
            ),
        )

    def state_of(self, seat: str) -> SeatState | None:
        """Return the seat's state, or None where the hall has no such seat."""
        index = self.layout.indexes.get(seat)
        return None if index is None else SeatState(self.states[index])

    def count(self, *states: SeatState) -> int:
        """Return how many seats are in one of these states."""
        return sum(self.states.count(state) for state in states)
