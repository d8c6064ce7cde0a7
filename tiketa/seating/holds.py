"""Holding, extending and releasing seats of a showtime."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import col, select

from tiketa.halls import best_block
from tiketa.halls.layout import Layout
from tiketa.halls.occupancy import Claim
from tiketa.identity import authorization
from tiketa.kernel.errors.seats import (
    ExtendTooEarly,
    HoldAtItsEnd,
    HoldExpired,
    InvalidPartySize,
    NoBlockTogether,
    TooManySeats,
)
from tiketa.kernel.events import SeatsChanged
from tiketa.seating import claims, occupancy
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.statements import serialize_on
from tiketa.storage.transaction import Transaction

SWEEP_LOOKS_BACK = timedelta(seconds=10)  # several periods of the sweep, so that a late one misses nothing


def hold(tx: Transaction, showtime_id: int, seats: Sequence[str]) -> None:
    """Hold all of these seats for the visitor, or none of them.

    The clock of the visitor's seats here starts with the first one and is not moved by more. Raises `NoSuchSeat`,
    `SeatTaken` (naming which and why, and the nearest free ones), `TooManySeats`, `TooFast`, `ShowtimeOver`,
    `UnknownShowtime`, `NoSeatNamed` or `InvalidVisitor`.
    """
    visitor = authorization.require_visitor(tx).id
    _, layout = occupancy.open_hall(tx, showtime_id)
    tx.limits.holds.spend(visitor, tx.now, len(seats))
    wanted = occupancy.known_seats(tx, showtime_id, layout, seats)
    serialize_on(tx.session, visitor)
    _take_in_one_clock(tx, showtime_id, wanted, visitor)
    tx.announce(SeatsChanged(showtime_id))


def hold_together(tx: Transaction, showtime_id: int, size: int, *, wheelchair: bool = False) -> None:
    """Hold the best `size` seats side by side, in place of what the visitor holds here; all of it or nothing.

    `wheelchair` asks for one wheelchair place among them. Sofas and places for wheelchairs are left alone unless asked.

    Raises `NoBlockTogether`, `InvalidPartySize` and what `hold` raises.
    """
    visitor = authorization.require_visitor(tx).id
    _, layout = occupancy.open_hall(tx, showtime_id)
    if not isinstance(size, int) or not 1 <= size <= tx.settings.seats_per_visitor:
        raise InvalidPartySize(limit=tx.settings.seats_per_visitor)
    tx.limits.holds.spend(visitor, tx.now, size)
    serialize_on(tx.session, f"together {showtime_id}")  # or a crowd would all choose the same block
    serialize_on(tx.session, visitor)
    seats = occupancy.occupancy(tx, showtime_id)
    mine = seats.seen_by(visitor).mine
    block = best_block.best_block(layout, seats.taken.difference(mine), size, wheelchair=wheelchair)
    if block is None:
        raise NoBlockTogether(size=size)
    _take_in_one_clock(tx, showtime_id, block, visitor, instead_of=set(mine) - set(block))
    tx.announce(SeatsChanged(showtime_id))


def release(tx: Transaction, showtime_id: int, *, seats: Collection[str] | None = None) -> None:
    """Let go of the visitor's holds on these seats, or of all here; what is sold or another's stays as it is."""
    visitor = authorization.require_visitor(tx).id
    _, studio = occupancy.hall(tx, showtime_id)
    layout = Layout.from_data(studio.seat_map)
    named = None if seats is None else layout.in_pairs(layout.places.keys() & set(map(str, seats)))
    if claims.release_holds(tx, showtime_id, visitor, named):
        tx.announce(SeatsChanged(showtime_id))


def extend(tx: Transaction, showtime_id: int) -> datetime:
    """Start the clock of the visitor's seats here anew, and return when it ends.

    Raises `HoldExpired` where nothing is held any more, `ExtendTooEarly` before the last minute, `HoldAtItsEnd`.
    """
    visitor = authorization.require_visitor(tx).id
    occupancy.open_hall(tx, showtime_id)
    serialize_on(tx.session, visitor)
    clock = claims.running_clock(tx, showtime_id, visitor)
    if clock is None:
        raise HoldExpired
    expires_at = _extended(tx, clock)
    alive = claims.held_by(visitor, showtime_id) & (col(SeatClaim.expires_at) > tx.now)
    tx.session.execute(update(SeatClaim).where(alive).values(expires_at=expires_at))
    tx.announce(SeatsChanged(showtime_id))
    return expires_at


def sweep(tx: Transaction) -> int:
    """Tell of holds that ended a moment ago, and remove those that nobody will ask for again; return how many.

    Correctness never waits for this. An ended hold is kept for as long as it could have been extended, because its
    visitor may still confirm it where nobody took the seat.
    """
    authorization.require_house(tx)
    ended = (col(SeatClaim.expires_at) <= tx.now) & (col(SeatClaim.expires_at) > tx.now - SWEEP_LOOKS_BACK)
    for showtime_id in tx.session.exec(select(SeatClaim.showtime_id).where(ended).distinct()):
        tx.announce(SeatsChanged(showtime_id))
    forgotten = col(SeatClaim.expires_at) <= tx.now - tx.settings.hold_rules.lasts_at_most
    return len(tx.session.scalars(delete(SeatClaim).where(forgotten).returning(col(SeatClaim.id))).all())


def _take_in_one_clock(
    tx: Transaction,
    showtime_id: int,
    wanted: Sequence[str],
    visitor: str,
    *,
    instead_of: Collection[str] = (),
) -> None:
    clock = claims.running_clock(tx, showtime_id, visitor)
    if clock is None:
        claims.release_holds(tx, showtime_id, visitor)  # a new round begins; what had ended is over
        clock = Claim(visitor, tx.now + tx.settings.hold_rules.lasts, tx.now)
    if instead_of:
        claims.release_holds(tx, showtime_id, visitor, instead_of)
    _refuse_too_many(tx, showtime_id, wanted, visitor)
    claims.claim(tx, showtime_id, wanted, visitor, clock)


def _refuse_too_many(tx: Transaction, showtime_id: int, wanted: Sequence[str], visitor: str) -> None:
    alive = (col(SeatClaim.visitor) == visitor) & (col(SeatClaim.expires_at) > tx.now)
    held = set(tx.session.exec(select(SeatClaim.showtime_id, SeatClaim.seat).where(alive)))
    held |= {(showtime_id, seat) for seat in wanted}
    here = sum(place == showtime_id for place, _ in held)
    for limit, count in (
        (tx.settings.seats_per_visitor, here),
        (tx.settings.seats_held_per_visitor, len(held)),
    ):
        if count > limit:
            raise TooManySeats(limit=limit)


def _extended(tx: Transaction, clock: Claim) -> datetime:
    rules = tx.settings.hold_rules
    if not rules.in_window(clock, tx.now):
        raise ExtendTooEarly(seconds=int(rules.window_lasts.total_seconds()))
    if not rules.may_extend(clock, tx.now):
        raise HoldAtItsEnd
    return rules.extended(clock, tx.now)
