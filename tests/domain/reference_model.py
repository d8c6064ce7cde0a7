"""A reference model of the box office, as simple as possible: a dict of seats."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tiketa.kernel.errors.bookings import BookingOver, TooLateToChange, UnknownBooking, WrongSeatCount
from tiketa.kernel.errors.payments import NothingOwed, NothingToPay, PaidPriceDiffers, PriceChanged
from tiketa.kernel.errors.refusals import Refusal
from tiketa.kernel.errors.seats import ExtendTooEarly, HoldAtItsEnd, HoldExpired, NoSuchSeat, SeatTaken, TooManySeats
from tiketa.kernel.errors.tickets import AlreadyCheckedIn, TicketUnpaid, TicketVoid

HERE_LIMIT, HOUSE_LIMIT = 4, 6
PAY_LEAD, CHANGE_LEAD = timedelta(days=1), timedelta(hours=12)
SOFA = ("B1", "B2")
PRICES = {**dict.fromkeys(SOFA, 75_000)}  # in rupiah; every other seat is a regular one
REGULAR_PRICE = 45_000
LASTS, LASTS_AT_MOST, WINDOW = timedelta(minutes=8), timedelta(minutes=30), timedelta(minutes=1)

Place = tuple[int, str]


@dataclass(frozen=True)
class Spoken:
    """A claim on a seat; `expires_at` None means sold."""

    visitor: str
    held_from: datetime
    expires_at: datetime | None

    def lives(self, now: datetime) -> bool:
        return self.expires_at is None or self.expires_at > now


@dataclass
class Booked:
    """A booking as it should be."""

    visitor: str
    showtime_id: int
    seats: set[str]
    pay_by: datetime | None
    checked_in: set[str] = field(default_factory=set)
    owed: int = 0
    over: bool = False

    @property
    def total(self) -> int:
        return sum(price_of(seat) for seat in self.seats)


def price_of(seat: str) -> int:
    return PRICES.get(seat, REGULAR_PRICE)


def whole(seats: Iterable[str]) -> list[str]:
    """Return the seats with the other half of the sofa."""
    return sorted({other for seat in seats for other in (SOFA if seat in SOFA else (seat,))})


@dataclass
class Model:
    """Every act changes the dicts and returns None, or changes nothing and returns the refusal's class."""

    now: datetime
    starts_at: dict[int, datetime] = field(default_factory=dict)
    claims: dict[Place, Spoken] = field(default_factory=dict)
    bookings: dict[str, Booked] = field(default_factory=dict)

    def taken(self, showtime_id: int) -> set[str]:
        return {seat for (place, seat), claim in self.claims.items() if place == showtime_id and claim.lives(self.now)}

    def holds(self, visitor: str, showtime_id: int) -> dict[Place, Spoken]:
        """Return the visitor's holds here, expired ones included."""
        mine = {place: claim for place, claim in self.claims.items() if claim.visitor == visitor and claim.expires_at}
        return {place: claim for place, claim in mine.items() if place[0] == showtime_id}

    def unexpired(self, visitor: str, showtime_id: int) -> dict[Place, Spoken]:
        return {p: claim for p, claim in self.holds(visitor, showtime_id).items() if claim.lives(self.now)}

    def hold(
        self, visitor: str, showtime_id: int, seats: Sequence[str], instead_of: Sequence[str] = ()
    ) -> type[Refusal] | None:
        seats = whole(seats)
        if len(seats) > HERE_LIMIT:
            return TooManySeats
        after = dict(self.claims)
        unexpired = self.unexpired(visitor, showtime_id)
        clock = next(iter(unexpired.values()), Spoken(visitor, self.now, self.now + LASTS))
        for place in self.holds(visitor, showtime_id):
            if not unexpired or place[1] in instead_of:
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
            if place[1] in whole(seats):
                del self.claims[place]

    def extend(self, visitor: str, showtime_id: int) -> type[Refusal] | None:
        unexpired = self.unexpired(visitor, showtime_id)
        if not unexpired:
            return HoldExpired
        clock = next(iter(unexpired.values()))
        ends_at = clock.expires_at or self.now
        if ends_at - self.now > WINDOW:
            return ExtendTooEarly
        later = min(self.now + LASTS, clock.held_from + LASTS_AT_MOST)
        if later <= ends_at:
            return HoldAtItsEnd
        self.claims |= {place: replace(clock, expires_at=later) for place in unexpired}
        return None

    def confirm(self, visitor: str, showtime_id: int, seats: Sequence[str]) -> type[Refusal] | None:
        """Sell the seats; who booked them is kept by `booked`, when the code is known."""
        return self._sell(visitor, showtime_id, whole(seats))

    def booked(self, code: str, visitor: str, showtime_id: int, seats: Sequence[str]) -> None:
        self.bookings[code] = Booked(visitor, showtime_id, set(whole(seats)), self._pay_by(showtime_id))

    def cancel(self, visitor: str, code: str, seats: Sequence[str]) -> type[Refusal] | None:
        found = self.bookings[code]
        refusal = self._unchangeable(visitor, found) or self._ungivable(found, seats)
        if refusal is None:
            if found.pay_by is None:
                found.owed += sum(map(price_of, whole(seats)))
            self._give_up(found, whole(seats))
            if not found.seats:
                found.over, found.pay_by = True, None
        return refusal

    def move(
        self, visitor: str, code: str, showtime_id: int, seats: Sequence[str], instead_of: Sequence[str]
    ) -> type[Refusal] | None:
        found, wanted = self.bookings[code], whole(seats)
        given_up = whole(instead_of) if showtime_id == found.showtime_id else sorted(found.seats)
        refusal = self._unchangeable(visitor, found) or (TooManySeats if len(wanted) > HERE_LIMIT else None)
        if refusal or (found.showtime_id == showtime_id and set(wanted) <= found.seats):
            return refusal
        refusal = self._ungivable(found, given_up) or (WrongSeatCount if len(wanted) != len(given_up) else None)
        before = dict(self.claims)
        refusal = refusal or self._sell(visitor, showtime_id, wanted)
        costs_the_same = sum(map(price_of, wanted)) == sum(map(price_of, given_up))
        if refusal is None and found.pay_by is None and not costs_the_same:
            self.claims, refusal = before, PaidPriceDiffers
        if refusal is None:
            self._give_up(found, given_up)
            stays = found.showtime_id == showtime_id
            found.showtime_id, found.seats = showtime_id, found.seats | set(wanted)
            if found.pay_by:
                found.pay_by = min(found.pay_by, self._pay_by(showtime_id)) if stays else self._pay_by(showtime_id)
        return refusal

    def pay(self, code: str) -> type[Refusal] | None:
        found = self.bookings[code]
        if found.over or found.pay_by is None:
            return NothingToPay
        found.pay_by = None
        return None

    def refund(self, code: str, owed: int) -> type[Refusal] | None:
        found = self.bookings[code]
        if not found.owed:
            return NothingOwed
        if found.owed != owed:
            return PriceChanged
        found.owed = 0
        return None

    def check_in(self, code: str, seat: str) -> type[Refusal] | None:
        """Check in a ticket that was once issued for this seat of the booking, and may be void since."""
        found = self.bookings[code]
        if seat not in found.seats:
            return TicketVoid
        if found.pay_by is not None:
            return TicketUnpaid
        if seat in found.checked_in:
            return AlreadyCheckedIn
        found.checked_in.add(seat)
        return None

    def release_unpaid(self) -> int:
        late = [found for found in self.bookings.values() if found.pay_by and found.pay_by <= self.now]
        for found in late:
            self._give_up(found, list(found.seats))
            found.over, found.pay_by = True, None
        return len(late)

    def _pay_by(self, showtime_id: int) -> datetime:
        return max(self.starts_at[showtime_id] - PAY_LEAD, self.now + PAY_LEAD)

    def _unchangeable(self, visitor: str, found: Booked) -> type[Refusal] | None:
        if found.visitor != visitor:
            return UnknownBooking
        if found.over:
            return BookingOver
        return TooLateToChange if self.now > self.starts_at[found.showtime_id] - CHANGE_LEAD else None

    def _ungivable(self, found: Booked, seats: Sequence[str]) -> type[Refusal] | None:
        if not set(seats) <= found.seats:
            return NoSuchSeat
        return AlreadyCheckedIn if set(whole(seats)) & found.checked_in else None

    def _give_up(self, found: Booked, seats: Sequence[str]) -> None:
        for seat in seats:
            del self.claims[found.showtime_id, seat]
        found.seats -= set(seats)

    def _sell(self, visitor: str, showtime_id: int, seats: Sequence[str]) -> type[Refusal] | None:
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
    """Perform the act, and return the refusal's class or None."""
    try:
        act()
    except Refusal as refusal:
        return type(refusal)
    return None
