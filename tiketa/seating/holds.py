"""Holding, extending and releasing seats of a showtime."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete
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
from tiketa.seating import claims, occupancy, shares
from tiketa.seating.claims import OwnHold
from tiketa.seating.occupancy import Hall
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.statements import Statement
from tiketa.storage.transaction import Transaction

SWEEP_LOOKS_BACK = timedelta(seconds=10)  # several periods of the sweep, so that a late run misses nothing


_ENDED = Statement(
    select(SeatClaim.showtime_id)
    .where(col(SeatClaim.expires_at) <= bindparam("now"), col(SeatClaim.expires_at) > bindparam("since"))
    .distinct()
)
_FORGET = Statement(
    delete(SeatClaim).where(col(SeatClaim.expires_at) <= bindparam("before")).returning(col(SeatClaim.id))
)


def hold(tx: Transaction, showtime_id: int, seats: Sequence[str]) -> None:
    """Hold all of these seats for the visitor, or none of them.

    The clock of the visitor's seats here starts with the first one and is not moved by more. Raises `NoSuchSeat`,
    `SeatTaken` (naming which and why, and the nearest free ones), `TooManySeats`, `TooFast`, `ShowtimeOver`,
    `UnknownShowtime`, `NoSeatNamed`, `NotAllowed`, and `ConfirmFromNetwork` or `NetworkShareUsed` where too much of the
    hall is held or unpaid from the visitor's network.
    """
    visitor = authorization.require_visitor(tx).id
    found = occupancy.open_hall(tx, showtime_id)
    tx.limits.holds.spend(visitor, tx.now, len(seats))
    wanted = occupancy.known_seats(tx, found, seats)
    shares.serialize(tx, visitor)
    _claim_on_one_clock(tx, found, wanted, visitor, claims.own_holds(tx, visitor))
    tx.announce(SeatsChanged(showtime_id))


def hold_together(
    tx: Transaction, showtime_id: int, size: int, *, wheelchair: bool = False, apart: bool = False
) -> None:
    """Hold the best `size` seats side by side, in place of what the visitor holds here; all seats or none.

    `wheelchair` asks for one wheelchair place among them; `apart` allows two blocks in one row where there is no single
    one. Sofas and wheelchair places are not chosen unless asked for.

    Raises `NoBlockTogether` (with the two blocks that `apart` would hold), `InvalidPartySize` and what `hold` raises.
    """
    visitor = authorization.require_visitor(tx).id
    found = occupancy.open_hall(tx, showtime_id)
    if not isinstance(size, int) or not 1 <= size <= tx.settings.seats_per_visitor:
        raise InvalidPartySize(limit=tx.settings.seats_per_visitor)
    tx.limits.holds.spend(visitor, tx.now, size)
    tx.serialize_on(f"together {showtime_id}")  # else concurrent callers would all choose the same block
    shares.serialize(tx, visitor)
    seats = occupancy.occupancy_of(tx, found)
    mine = seats.seen_by(visitor).mine
    block = _block(found.layout, seats.taken.difference(mine), size, wheelchair=wheelchair, apart=apart)
    own = claims.own_holds(tx, visitor)
    if instead_of := set(mine) - set(block):
        claims.release_holds(tx, showtime_id, visitor, instead_of)
    kept = [one for one in own if one.showtime_id != showtime_id or one.seat not in instead_of]
    _claim_on_one_clock(tx, found, block, visitor, kept, clock=_running_clock(tx, showtime_id, own))
    tx.announce(SeatsChanged(showtime_id))


def release(tx: Transaction, showtime_id: int, *, seats: Collection[str] | None = None) -> None:
    """Release the visitor's holds on these seats, or on all here; sold seats and other visitors' holds stay."""
    visitor = authorization.require_visitor(tx).id
    layout = occupancy.hall(tx, showtime_id).layout
    own = [one.seat for one in claims.own_holds(tx, visitor) if one.showtime_id == showtime_id]
    named = own if seats is None else layout.in_pairs(layout.places.keys() & set(map(str, seats)))
    if claims.release_holds(tx, showtime_id, visitor, set(named).intersection(own)):
        tx.announce(SeatsChanged(showtime_id))


def extend(tx: Transaction, showtime_id: int) -> datetime:
    """Restart the clock of the visitor's seats here, and return when it ends.

    Raises `HoldExpired` where the visitor holds nothing, `ExtendTooEarly` before the last minute, `HoldAtItsEnd`.
    """
    visitor = authorization.require_visitor(tx).id
    occupancy.open_hall(tx, showtime_id)
    tx.serialize_on(visitor)
    clock = _running_clock(tx, showtime_id, claims.own_holds(tx, visitor))
    if clock is None:
        raise HoldExpired
    expires_at = _extended(tx, clock)
    claims.extend(tx, showtime_id, visitor, expires_at)
    tx.announce(SeatsChanged(showtime_id))
    return expires_at


def sweep(tx: Transaction) -> int:
    """Announce holds that have just expired, and remove those past any use; return how many were removed.

    Correctness never waits for this. An expired hold is kept for as long as it could have been extended, because its
    visitor may still confirm it where nobody took the seat.
    """
    authorization.require_house(tx)
    for [showtime_id] in tx.run(_ENDED, now=tx.now, since=tx.now - SWEEP_LOOKS_BACK):
        tx.announce(SeatsChanged(showtime_id))
    return len(tx.run(_FORGET, before=tx.now - tx.settings.hold_rules.lasts_at_most))


def _block(layout: Layout, taken: Collection[str], size: int, *, wheelchair: bool, apart: bool) -> tuple[str, ...]:
    block = best_block.best_block(layout, taken, size, wheelchair=wheelchair)
    if block is None:
        split = () if wheelchair else best_block.split_block(layout, taken, size)
        if not (split and apart):
            raise NoBlockTogether(size=size, apart=_in_words(layout, split))
        block = split[0] + split[1]
    return block


def _in_words(layout: Layout, split: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the row of two blocks and how many seats each has, such as "2 + 2"; nothing for none."""
    if not split:
        return {}
    row, _ = layout.places[split[0][0]]
    return {"row": layout.rows[row].name, "sizes": " + ".join(str(len(block)) for block in split)}


def _claim_on_one_clock(
    tx: Transaction,
    found: Hall,
    wanted: Sequence[str],
    visitor: str,
    own: Sequence[OwnHold],
    *,
    clock: Claim | None = None,
) -> None:
    clock = clock or _running_clock(tx, found.showtime_id, own)
    if clock is None:
        ended = [one.seat for one in own if one.showtime_id == found.showtime_id]
        if ended:  # a new clock starts; the expired holds are dropped
            claims.release_holds(tx, found.showtime_id, visitor, ended)
        clock = Claim(visitor, tx.now + tx.settings.hold_rules.lasts, tx.now)
    _refuse_too_many(tx, found.showtime_id, wanted, own)
    network = shares.network_of(tx)
    claims.claim(tx, found, wanted, visitor, clock, network=network)
    shares.refuse_beyond(tx, found, network)


def _running_clock(tx: Transaction, showtime_id: int, own: Sequence[OwnHold]) -> Claim | None:
    """Return the clock of one of the unexpired holds here: all have the same."""
    alive = (one for one in own if one.showtime_id == showtime_id and one.expires_at > tx.now)
    return next((Claim("", one.expires_at, one.held_from) for one in alive), None)


def _refuse_too_many(tx: Transaction, showtime_id: int, wanted: Sequence[str], own: Sequence[OwnHold]) -> None:
    held = {(one.showtime_id, one.seat) for one in own if one.expires_at > tx.now}
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
