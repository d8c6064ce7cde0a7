"""The statements by which the database decides who has a seat."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col, or_

from tiketa.halls.occupancy import Claim
from tiketa.kernel.errors.seats import HoldExpired
from tiketa.seating import occupancy
from tiketa.seating.occupancy import CLAIMS
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.statements import insert
from tiketa.storage.transaction import Transaction


def claim(tx: Transaction, showtime_id: int, seats: Sequence[str], visitor: str, clock: Claim) -> None:
    """Claim all the seats, or raise `SeatTaken`, upon which the act's transaction undoes what was won.

    One statement: insert, or take over where the hold there has ended or is the visitor's own. `seats` are sorted, so
    that two who want the same ones cannot wait for each other.
    """
    shared = {
        "showtime_id": showtime_id,
        "visitor": visitor,
        "held_from": clock.held_from,
        "expires_at": clock.expires_at,
    }
    claim = insert(tx.session, SeatClaim).values([{**shared, "seat": seat} for seat in seats])
    take_over = claim.on_conflict_do_update(
        index_elements=["showtime_id", "seat"],
        set_={name: claim.excluded[name] for name in ("visitor", "held_from", "expires_at")},
        where=col(SeatClaim.booking_id).is_(None)
        & or_(col(SeatClaim.expires_at) <= tx.now, col(SeatClaim.visitor) == visitor),
    )
    won = set(tx.session.scalars(take_over.returning(col(SeatClaim.seat))))
    if lost := set(seats) - won:
        raise occupancy.lost_seats(tx, showtime_id, lost, seats)


def mark_sold(tx: Transaction, showtime_id: int, seats: Sequence[str], visitor: str, booking_id: int) -> None:
    """Turn the visitor's holds, alive or ended, into sales; raises `SeatTaken` or `HoldExpired` where one is not."""
    own = held_by(visitor, showtime_id) & col(SeatClaim.seat).in_(seats)
    sale = update(SeatClaim).where(own).values(expires_at=None, booking_id=booking_id)
    sold = set(tx.session.scalars(sale.returning(col(SeatClaim.seat))))
    if lost := set(seats) - sold:
        taken = occupancy.occupancy(tx, showtime_id).taken
        raise (
            occupancy.lost_seats(tx, showtime_id, lost & taken, seats)
            if lost & taken
            else HoldExpired(seats=tuple(seat for seat in seats if seat in lost))
        )


def release_sold(tx: Transaction, showtime_id: int, seats: Collection[str], booking_id: int) -> None:
    """Make seats of a booking free again."""
    sold_here = (col(SeatClaim.showtime_id) == showtime_id) & (col(SeatClaim.booking_id) == booking_id)
    tx.session.execute(delete(SeatClaim).where(sold_here, col(SeatClaim.seat).in_(seats)))


def release_holds(tx: Transaction, showtime_id: int, visitor: str, seats: Iterable[str] | None = None) -> bool:
    """Remove the visitor's holds on these seats, or all here, alive or ended; say whether there were any."""
    which = held_by(visitor, showtime_id)
    if seats is not None:
        which &= col(SeatClaim.seat).in_(list(seats))
    return bool(tx.session.scalars(delete(SeatClaim).where(which).returning(col(SeatClaim.id))).all())


def held_by(visitor: str, showtime_id: int) -> ColumnElement[bool]:
    """Return the condition for this visitor's holds at the showtime, alive or ended."""
    own = (col(SeatClaim.showtime_id) == showtime_id) & (col(SeatClaim.visitor) == visitor)
    return own & col(SeatClaim.booking_id).is_(None)


def running_clock(tx: Transaction, showtime_id: int, visitor: str) -> Claim | None:
    """Return one of the visitor's holds that is alive: all have the same clock."""
    alive = held_by(visitor, showtime_id) & (col(SeatClaim.expires_at) > tx.now)
    return next(iter(occupancy.claims_by_seat(tx.session.execute(CLAIMS.where(alive))).values()), None)
