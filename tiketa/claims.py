"""Who has a seat: the statements by which the database decides it, and the refusals that tell why not."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, update
from sqlmodel import col, or_, select

from tiketa import adjacency
from tiketa.database import Transaction, insert, reading
from tiketa.errors import (
    HoldExpired,
    InvalidVisitor,
    NoSeatNamed,
    NoSuchSeat,
    SeatTaken,
    ShowtimeOver,
    TooManySeats,
    UnknownShowtime,
)
from tiketa.models import Movie, SeatClaim, Showtime, Studio, is_id
from tiketa.seat_map import Claim, Layout, Occupancy

LONGEST_VISITOR = 64  # characters; the session cookie's id has 36
LONGEST_LABEL = 8  # characters of a seat's name that are told back to whoever sent it


def check_visitor(visitor: str) -> None:
    """Raise `InvalidVisitor` for what cannot be the id in a session cookie of ours."""
    if not isinstance(visitor, str) or not 1 <= len(visitor) <= LONGEST_VISITOR or not visitor.isprintable():
        raise InvalidVisitor


# Built once: making such a statement anew takes longer than running it.
_HALL = (
    select(Showtime, Studio, Movie.title)
    .select_from(Showtime)
    .join(Studio)
    .join(Movie, col(Movie.id) == col(Showtime.movie_id))
    .where(Showtime.id == bindparam("showtime_id"))
)
_CLAIMS = select(SeatClaim.seat, SeatClaim.visitor, SeatClaim.expires_at, SeatClaim.held_from)
_CLAIMS_HERE = _CLAIMS.where(SeatClaim.showtime_id == bindparam("showtime_id"))


def hall_and_title(tx: Transaction, showtime_id: int) -> tuple[Showtime, Studio, str]:
    """Return the showtime, its studio and its movie's title; raises `UnknownShowtime`."""
    row = tx.session.exec(_HALL, params={"showtime_id": showtime_id}).first() if is_id(showtime_id) else None
    if row is None:
        raise UnknownShowtime
    return row


def hall(tx: Transaction, showtime_id: int) -> tuple[Showtime, Studio]:
    """Return the showtime and its studio; raises `UnknownShowtime`."""
    showtime, studio, _ = hall_and_title(tx, showtime_id)
    return showtime, studio


def open_hall(tx: Transaction, showtime_id: int) -> tuple[Showtime, Layout]:
    """Return the showtime and its hall where seats can still be had; raises `UnknownShowtime` or `ShowtimeOver`."""
    found, studio = hall(tx, showtime_id)
    if found.is_closed(tx.now):
        raise ShowtimeOver
    return found, Layout.from_data(studio.seat_map)


@reading
def occupancy(tx: Transaction, showtime_id: int) -> Occupancy:
    """Return who has which seat, for all visitors at once; raises `UnknownShowtime`."""
    return occupancy_of(tx, *hall(tx, showtime_id))


def occupancy_of(tx: Transaction, found: Showtime, studio: Studio) -> Occupancy:
    """Return who has which seat of a showtime that has been looked up."""
    here = tx.session.execute(_CLAIMS_HERE, {"showtime_id": found.id})
    return Occupancy(
        layout=Layout.from_data(studio.seat_map),
        claims=_by_seat(here),
        now=tx.now,
        closed=found.is_closed(tx.now),
        rules=tx.settings.hold_rules,
    )


def known_seats(tx: Transaction, showtime_id: int, layout: Layout, seats: Sequence[str]) -> tuple[str, ...]:
    """Return the named seats, each once, from the top left, and sofas whole.

    Raises `NoSeatNamed`, `TooManySeats` or `NoSuchSeat`.
    """
    named = tuple(dict.fromkeys(map(str, seats)))
    if not named:
        raise NoSeatNamed
    if len(named) > tx.settings.seats_per_visitor:
        raise TooManySeats(limit=tx.settings.seats_per_visitor)
    if all(seat in layout.places for seat in named):
        whole = layout.in_pairs(named)
        if len(whole) > tx.settings.seats_per_visitor:
            raise TooManySeats(limit=tx.settings.seats_per_visitor)
        return whole
    taken = occupancy(tx, showtime_id)
    known = {seat: _why(taken, seat) for seat in named if seat in taken.taken}
    unknown = {seat[:LONGEST_LABEL]: "unknown" for seat in named if seat not in layout.places}
    raise NoSuchSeat(seats=unknown | known)


def take(tx: Transaction, showtime_id: int, seats: Sequence[str], visitor: str, clock: Claim) -> None:
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
        raise lost_seats(tx, showtime_id, lost, seats)


def sell(tx: Transaction, showtime_id: int, seats: Sequence[str], visitor: str, booking_id: int) -> None:
    """Turn the visitor's holds, alive or ended, into sales; raises `SeatTaken` or `HoldExpired` where one is not."""
    own = held_by(visitor, showtime_id) & col(SeatClaim.seat).in_(seats)
    sale = update(SeatClaim).where(own).values(expires_at=None, booking_id=booking_id)
    sold = set(tx.session.scalars(sale.returning(col(SeatClaim.seat))))
    if lost := set(seats) - sold:
        taken = occupancy(tx, showtime_id).taken
        raise (
            lost_seats(tx, showtime_id, lost & taken, seats)
            if lost & taken
            else HoldExpired(seats=tuple(seat for seat in seats if seat in lost))
        )


def give_back(tx: Transaction, showtime_id: int, seats: Collection[str], booking_id: int) -> None:
    """Make seats of a booking free again."""
    sold_here = (col(SeatClaim.showtime_id) == showtime_id) & (col(SeatClaim.booking_id) == booking_id)
    tx.session.execute(delete(SeatClaim).where(sold_here, col(SeatClaim.seat).in_(seats)))


def let_go(tx: Transaction, showtime_id: int, visitor: str, seats: Iterable[str] | None = None) -> bool:
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
    return next(iter(_by_seat(tx.session.execute(_CLAIMS.where(alive))).values()), None)


def lost_seats(tx: Transaction, showtime_id: int, lost: Collection[str], wanted: Sequence[str]) -> SeatTaken:
    """Return the refusal that says why each lost seat is lost, and which free ones are near the wanted."""
    seats = occupancy(tx, showtime_id)
    not_offered = seats.taken - (set(wanted) - set(lost))
    return SeatTaken(
        seats={seat: _why(seats, seat) for seat in wanted if seat in lost},
        nearest=adjacency.nearest(seats.layout, not_offered, wanted),
    )


def _why(seats: Occupancy, seat: str) -> str:
    claim = seats.claims.get(seat)
    return "sold" if claim and claim.expires_at is None else "held"


def _by_seat(rows: Iterable[Any]) -> dict[str, Claim]:
    return {seat: Claim(visitor, expires_at, held_from) for seat, visitor, expires_at, held_from in rows}
