"""What the box office should do, told a second time and in the simplest way: a dict of seats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tiketa.errors import ExtendTooEarly, HoldAtItsEnd, HoldExpired, Refusal, SeatTaken, TooManySeats

HERE_LIMIT, HOUSE_LIMIT = 4, 6
LASTS, LASTS_AT_MOST, WINDOW = timedelta(minutes=8), timedelta(minutes=30), timedelta(minutes=1)

Place = tuple[int, str]


@dataclass(frozen=True)
class Spoken:
    """A seat that is spoken for; `expires_at` None means sold."""

    visitor: str
    held_from: datetime
    expires_at: datetime | None

    def lives(self, now: datetime) -> bool:
        return self.expires_at is None or self.expires_at > now


@dataclass
class Model:
    """Every act changes the dict and returns None, or changes nothing and returns the refusal's class."""

    now: datetime
    claims: dict[Place, Spoken] = field(default_factory=dict)

    def taken(self, showtime_id: int) -> set[str]:
        return {seat for (place, seat), claim in self.claims.items() if place == showtime_id and claim.lives(self.now)}

    def holds(self, visitor: str, showtime_id: int) -> dict[Place, Spoken]:
        """Return the visitor's holds here, alive or ended."""
        mine = {place: claim for place, claim in self.claims.items() if claim.visitor == visitor and claim.expires_at}
        return {place: claim for place, claim in mine.items() if place[0] == showtime_id}

    def alive(self, visitor: str, showtime_id: int) -> dict[Place, Spoken]:
        return {p: claim for p, claim in self.holds(visitor, showtime_id).items() if claim.lives(self.now)}

    def hold(
        self, visitor: str, showtime_id: int, seats: Sequence[str], instead_of: Sequence[str] = ()
    ) -> type[Refusal] | None:
        after = dict(self.claims)
        alive = self.alive(visitor, showtime_id)
        clock = next(iter(alive.values()), Spoken(visitor, self.now, self.now + LASTS))
        for place in self.holds(visitor, showtime_id):
            if not alive or place[1] in instead_of:
                del after[place]
        if any(not self._may_have(visitor, after.get((showtime_id, seat))) for seat in seats):
            return TooManySeats if self._too_many(after, visitor, showtime_id, seats) else SeatTaken
        if self._too_many(after, visitor, showtime_id, seats):
            return TooManySeats
        self.claims = {**after, **{(showtime_id, seat): clock for seat in seats}}
        return None

    def _may_have(self, visitor: str, claim: Spoken | None) -> bool:
        mine = claim is not None and claim.visitor == visitor and claim.expires_at is not None
        return claim is None or mine or not claim.lives(self.now)

    def _too_many(self, after: dict[Place, Spoken], visitor: str, showtime_id: int, seats: Sequence[str]) -> bool:
        held = {p for p, c in after.items() if c.visitor == visitor and c.expires_at and c.lives(self.now)}
        held |= {(showtime_id, seat) for seat in seats}
        here = [place for place in held if place[0] == showtime_id]
        return len(here) > HERE_LIMIT or len(held) > HOUSE_LIMIT

    def release(self, visitor: str, showtime_id: int, seats: Sequence[str]) -> None:
        for place in self.holds(visitor, showtime_id):
            if place[1] in seats:
                del self.claims[place]

    def extend(self, visitor: str, showtime_id: int) -> type[Refusal] | None:
        alive = self.alive(visitor, showtime_id)
        if not alive:
            return HoldExpired
        clock = next(iter(alive.values()))
        ends_at = clock.expires_at or self.now
        if ends_at - self.now > WINDOW:
            return ExtendTooEarly
        later = min(self.now + LASTS, clock.held_from + LASTS_AT_MOST)
        if later <= ends_at:
            return HoldAtItsEnd
        self.claims |= {place: replace(clock, expires_at=later) for place in alive}
        return None

    def confirm(self, visitor: str, showtime_id: int, seats: Sequence[str]) -> type[Refusal] | None:
        lost = [seat for seat in seats if (showtime_id, seat) not in self.holds(visitor, showtime_id)]
        if lost:
            return SeatTaken if self.taken(showtime_id) & set(lost) else HoldExpired
        self.claims |= {(showtime_id, seat): replace(self.claims[showtime_id, seat], expires_at=None) for seat in seats}
        return None

    def sweep(self) -> int:
        forgotten = [
            place
            for place, claim in self.claims.items()
            if claim.expires_at and claim.expires_at <= self.now - LASTS_AT_MOST
        ]
        for place in forgotten:
            del self.claims[place]
        return len(forgotten)


def outcome_of(act: Callable[[], object]) -> type[Refusal] | None:
    """Do it, and return how it was refused."""
    try:
        act()
    except Refusal as refusal:
        return type(refusal)
    return None
