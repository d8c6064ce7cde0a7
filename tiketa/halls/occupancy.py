"""Who has which seat of a showtime, and how a hold's clock runs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from tiketa.halls.layout import Layout
from tiketa.halls.seat_map import SeatMap, SeatState


@dataclass(frozen=True, slots=True)
class Claim:
    """Who has a seat: a visitor's hold until `expires_at`, or sold where that is None."""

    visitor: str
    expires_at: datetime | None
    held_from: datetime

    def lives(self, now: datetime) -> bool:
        """Say whether the claim counts at this instant: sold, or a hold that has not expired."""
        return self.expires_at is None or self.expires_at > now


@dataclass(frozen=True, slots=True)
class HoldRules:
    """How the one clock of a visitor's seats at a showtime runs (DESIGN.md, section 4, rule 2)."""

    lasts: timedelta
    lasts_at_most: timedelta
    window_lasts: timedelta

    def may_extend(self, clock: Claim, now: datetime) -> bool:
        """Say whether the hold is in its extend window and has not reached its longest time."""
        return self.in_window(clock, now) and self.extended(clock, now) > (clock.expires_at or now)

    def in_window(self, clock: Claim, now: datetime) -> bool:
        """Say whether the hold is in its extend window, the last seconds before it expires."""
        return clock.expires_at is not None and clock.expires_at - now <= self.window_lasts

    def extended(self, clock: Claim, now: datetime) -> datetime:
        """Return when the hold would end if it were extended now."""
        return min(now + self.lasts, clock.held_from + self.lasts_at_most)


@dataclass(frozen=True)
class Occupancy:
    """All claims of a showtime, read once for all visitors.

    In a `closed` showtime every seat that is not sold is blocked.
    """

    layout: Layout
    claims: Mapping[str, Claim]
    now: datetime
    closed: bool
    rules: HoldRules

    @cached_property
    def strangers_map(self) -> SeatMap:
        """The map as every visitor without a seat here sees it."""
        rest = SeatState.BLOCKED if self.closed else SeatState.FREE
        claimed = {seat: self._state(claim) for seat, claim in self.claims.items()}
        return self._drawn(claimed, rest.value * len(self.layout.seats))

    @cached_property
    def holders(self) -> frozenset[str]:
        """The visitors who have a hold here, expired ones included."""
        return frozenset(claim.visitor for claim in self.claims.values() if claim.expires_at)

    @cached_property
    def taken(self) -> frozenset[str]:
        """The seats that are sold, or held by a hold that has not expired."""
        return frozenset(seat for seat, claim in self.claims.items() if claim.lives(self.now))

    @cached_property
    def _sold_seats(self) -> Mapping[str, list[str]]:
        sold: defaultdict[str, list[str]] = defaultdict(list)
        for seat, claim in self.claims.items():
            if claim.expires_at is None and seat in self.layout.places:  # a seat may have been taken out of the hall
                sold[claim.visitor].append(seat)
        return sold

    def sold_to(self, visitor: str) -> tuple[str, ...]:
        """Return the seats that this visitor has booked, from the top left."""
        return self._in_order(self._sold_seats.get(visitor, ()))

    @property
    def is_full(self) -> bool:
        """Whether no seat is free."""
        return not self.strangers_map.count(SeatState.FREE)

    def seen_by(self, visitor: str) -> SeatMap:
        """Return the map as this visitor sees it."""
        if visitor not in self.holders or self.closed:
            return self.strangers_map
        holds = {seat: c for seat, c in self.claims.items() if c.visitor == visitor and c.expires_at}
        mine = self._in_order(seat for seat, claim in holds.items() if claim.lives(self.now))
        clock = holds[(mine or tuple(holds))[0]]
        return replace(
            self._drawn(dict.fromkeys(mine, SeatState.MINE), self.strangers_map.states),
            mine=mine,
            lapsed=() if mine else self._in_order(holds),
            expires_at=clock.expires_at,
            extendable=bool(mine) and self.rules.may_extend(clock, self.now),
        )

    def lost_since(self, before: SeatMap, visitor: str) -> tuple[str, ...]:
        """Return the visitor's seats in `before` whose hold has expired and that another visitor has now."""
        if before.expires_at is None or before.expires_at > self.now:
            return ()
        others = {seat for seat in self.taken if self.claims[seat].visitor != visitor}
        return tuple(seat for seat in before.mine or before.lapsed if seat in others)

    def concerned_since(self, before: "Occupancy") -> frozenset[str]:
        """Return the visitors whose own seats, or seats beside them, have changed; all with a hold where none has.

        Their clocks run on also where nobody does anything: a comparison concerns all of them.
        """
        seats = self.claims.keys() | before.claims.keys()
        changed = {seat for seat in seats if self._alive(seat) != before._alive(seat)}  # noqa: SLF001  its own class
        near = {other for seat in changed for other in self.layout.segment_of.get(seat, ())}
        claims = (*before.claims.items(), *self.claims.items())
        return frozenset(claim.visitor for seat, claim in claims if seat in near) if near else self.holders

    def _alive(self, seat: str) -> tuple[Claim, bool] | None:
        claim = self.claims.get(seat)
        return (claim, claim.lives(self.now)) if claim else None

    def _drawn(self, states: Mapping[str, SeatState], on: str) -> SeatMap:
        """Return a map of these states, and of those in `on` for all other seats."""
        letters = list(on)
        for seat, state in states.items():
            if seat in self.layout.indexes:
                letters[self.layout.indexes[seat]] = state.value
        return SeatMap(self.layout, "".join(letters))

    def _in_order(self, seats: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(seats, key=self.layout.places.__getitem__))

    def _state(self, claim: Claim) -> SeatState:
        if claim.expires_at is None:
            return SeatState.SOLD
        if self.closed:
            return SeatState.BLOCKED
        return SeatState.HELD if claim.lives(self.now) else SeatState.FREE
