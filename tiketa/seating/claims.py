"""The statements by which the database decides who has a seat."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.dml import Insert as AnyInsert
from sqlmodel import col, or_, select

from tiketa.halls.occupancy import Claim
from tiketa.kernel.errors.seats import HoldExpired
from tiketa.seating import occupancy
from tiketa.seating.occupancy import Hall
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.statements import Statement, insert
from tiketa.storage.transaction import Transaction


class OwnHold(NamedTuple):
    """A visitor's hold on a seat, maybe expired; instants are aware UTC."""

    showtime_id: int
    seat: str
    held_from: datetime
    expires_at: datetime


_INSTANT = SeatClaim.metadata.tables["seat_claims"].c.held_from.type
_TEXT = SeatClaim.metadata.tables["seat_claims"].c.network.type
_AT_SHOWTIME = col(SeatClaim.showtime_id) == bindparam("at_showtime")
_OWN = (col(SeatClaim.visitor) == bindparam("of_visitor")) & col(SeatClaim.booking_id).is_(None)
_OWN_HOLDS = Statement(
    select(SeatClaim.showtime_id, SeatClaim.seat, SeatClaim.held_from, SeatClaim.expires_at).where(_OWN)
)
_IS_OLD = (col(SeatClaim.held_from) <= bindparam("began")).label("is_old")
_COUNT_FOR = Statement(
    update(SeatClaim)
    .where(col(SeatClaim.booking_id) == bindparam("of_booking"))
    .values(network=bindparam("for_network", type_=_TEXT))
)
_EXTEND = Statement(
    update(SeatClaim)
    .where(_AT_SHOWTIME, _OWN, col(SeatClaim.expires_at) > bindparam("now"))
    .values(expires_at=bindparam("until"))
)


def own_holds(tx: Transaction, visitor: str) -> list[OwnHold]:
    """Return the visitor's holds at all showtimes, expired ones included."""
    return [OwnHold(*row) for row in tx.run(_OWN_HOLDS, of_visitor=visitor)]


def claim(
    tx: Transaction, found: Hall, seats: Sequence[str], visitor: str, clock: Claim, *, network: str | None
) -> None:
    """Claim all the seats, counted for this network, or raise `SeatTaken`, upon which the transaction is rolled back.

    One statement: insert, or take over where the hold there has expired or is the visitor's own. `seats` are sorted,
    so that two claims of the same seats cannot deadlock.
    """
    won = tx.run(
        _take_over(len(seats)),
        at_showtime=found.showtime_id,
        for_visitor=visitor,
        for_network=network,
        since=clock.held_from,
        until=clock.expires_at,
        now=tx.now,
        **_named(seats),
    )
    if lost := set(seats).difference(*won):
        raise occupancy.lost_seats(tx, found, lost, seats)


def extend(tx: Transaction, showtime_id: int, visitor: str, expires_at: datetime) -> None:
    """Let the visitor's unexpired holds here expire at this instant instead."""
    tx.run(_EXTEND, at_showtime=showtime_id, of_visitor=visitor, now=tx.now, until=expires_at)


def mark_sold(tx: Transaction, found: Hall, seats: Sequence[str], visitor: str, booking_id: int) -> bool:
    """Turn the visitor's holds into sales; raises `SeatTaken` or `HoldExpired` without one.

    Expired ones are good too: return whether there may have been any, by when they began.
    """
    sold = tx.run(
        _sell(len(seats)),
        at_showtime=found.showtime_id,
        of_visitor=visitor,
        for_booking=booking_id,
        began=tx.now - tx.settings.hold_rules.lasts,
        **_named(seats),
    )
    if lost := set(seats).difference(seat for seat, _ in sold):
        taken = occupancy.occupancy_of(tx, found).taken
        raise (
            occupancy.lost_seats(tx, found, lost & taken, seats)
            if lost & taken
            else HoldExpired(seats=tuple(seat for seat in seats if seat in lost))
        )
    return any(is_old for _, is_old in sold)


def count_for(tx: Transaction, booking_id: int, network: str | None) -> None:
    """Count the booking's seats for this network from now on; for none where they are paid."""
    tx.run(_COUNT_FOR, of_booking=booking_id, for_network=network)


def release_sold(tx: Transaction, showtime_id: int, seats: Collection[str], booking_id: int) -> None:
    """Make seats of a booking free again."""
    if seats:
        tx.run(_release_sold(len(seats)), at_showtime=showtime_id, of_booking=booking_id, **_named(seats))


def release_holds(tx: Transaction, showtime_id: int, visitor: str, seats: Collection[str]) -> bool:
    """Remove the visitor's holds on these seats, expired ones included; say whether there were any."""
    if not seats:
        return False
    return bool(tx.run(_release_holds(len(seats)), at_showtime=showtime_id, of_visitor=visitor, **_named(seats)))


def _named(seats: Iterable[str]) -> dict[str, str]:
    """Return seats by the names that they have as parameters."""
    return {f"seat_{place}": seat for place, seat in enumerate(seats)}


# A statement for each number of seats, of which there are at most as many as a hall has.


@lru_cache(maxsize=512)
def _sell(count: int) -> Statement:
    sale = update(SeatClaim).where(_AT_SHOWTIME, _among(count), _OWN)
    now_sold = sale.values(expires_at=None, booking_id=bindparam("for_booking"))
    return Statement(now_sold.returning(col(SeatClaim.seat), _IS_OLD))


@lru_cache(maxsize=512)
def _release_holds(count: int) -> Statement:
    return Statement(delete(SeatClaim).where(_AT_SHOWTIME, _among(count), _OWN).returning(col(SeatClaim.seat)))


@lru_cache(maxsize=512)
def _release_sold(count: int) -> Statement:
    sold = col(SeatClaim.booking_id) == bindparam("of_booking")
    return Statement(delete(SeatClaim).where(_AT_SHOWTIME, _among(count), sold))


def _among(count: int) -> ColumnElement[bool]:
    return col(SeatClaim.seat).in_([bindparam(f"seat_{place}") for place in range(count)])


@lru_cache(maxsize=512)
def _take_over(count: int) -> Statement:
    shared: dict[str, object] = {
        "showtime_id": bindparam("at_showtime"),
        "visitor": bindparam("for_visitor"),
        "held_from": bindparam("since", type_=_INSTANT),
        "expires_at": bindparam("until", type_=_INSTANT),
        "network": bindparam("for_network", type_=_TEXT),
    }
    rows = [{**shared, "seat": bindparam(f"seat_{place}")} for place in range(count)]

    def build(new: postgresql.Insert) -> AnyInsert:
        is_over = or_(col(SeatClaim.expires_at) <= bindparam("now"), col(SeatClaim.visitor) == bindparam("for_visitor"))
        return (
            new.values(rows)
            .on_conflict_do_update(
                index_elements=["showtime_id", "seat"],
                set_={name: new.excluded[name] for name in ("visitor", "held_from", "expires_at", "network")},
                where=col(SeatClaim.booking_id).is_(None) & is_over,
            )
            .returning(col(SeatClaim.seat))
        )

    return insert(SeatClaim, build=build)
