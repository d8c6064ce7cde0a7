"""Who has which seat of a showtime, and the refusals that say why one is not free."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import col, select

from tiketa.halls import best_block
from tiketa.halls.layout import Layout
from tiketa.halls.occupancy import Claim, Occupancy
from tiketa.kernel.errors.programme import ShowtimeOver, UnknownShowtime
from tiketa.kernel.errors.seats import NoSeatNamed, NoSuchSeat, SeatTaken, TooManySeats
from tiketa.storage.models.base import is_id
from tiketa.storage.models.halls import Studio, layout_text
from tiketa.storage.models.movies import Movie
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.statements import Statement
from tiketa.storage.transaction import Transaction, reading

LONGEST_LABEL = 8  # characters of an unknown seat's name that a refusal repeats


class Hall(NamedTuple):
    """A showtime and the hall that it is in; instants are aware UTC."""

    showtime_id: int
    movie_id: int
    starts_at: datetime
    ends_at: datetime
    is_archived: bool
    title: str
    studio_number: int
    studio_name: str
    layout: Layout

    def is_closed(self, now: datetime) -> bool:
        """Say whether nothing can be held or booked here any more."""
        return self.is_archived or self.ends_at <= now


_HALL = Statement(
    sqlalchemy.select(
        col(Showtime.id),
        col(Showtime.movie_id),
        col(Showtime.starts_at),
        col(Showtime.ends_at),
        col(Showtime.is_archived),
        col(Movie.title),
        col(Studio.number),
        col(Studio.name),
        layout_text,
    )
    .select_from(Showtime)
    .join(Studio)
    .join(Movie, col(Movie.id) == col(Showtime.movie_id))
    .where(col(Showtime.id) == bindparam("showtime_id"))
)
_CLAIMS = Statement(
    select(SeatClaim.seat, SeatClaim.visitor, SeatClaim.expires_at, SeatClaim.held_from).where(
        SeatClaim.showtime_id == bindparam("showtime_id")
    )
)


def hall(tx: Transaction, showtime_id: int) -> Hall:
    """Return the showtime and its hall; raises `UnknownShowtime`."""
    rows = tx.run(_HALL, showtime_id=showtime_id) if is_id(showtime_id) else []
    if not rows:
        raise UnknownShowtime
    [[*facts, layout]] = rows
    return Hall._make((*facts, Layout.from_text(layout)))


def open_hall(tx: Transaction, showtime_id: int) -> Hall:
    """Return the showtime and its hall where seats can still be held; raises `UnknownShowtime` or `ShowtimeOver`."""
    found = hall(tx, showtime_id)
    if found.is_closed(tx.now):
        raise ShowtimeOver
    return found


@reading
def occupancy(tx: Transaction, showtime_id: int) -> Occupancy:
    """Return who has which seat, for all visitors at once; raises `UnknownShowtime`."""
    return occupancy_of(tx, hall(tx, showtime_id))


def occupancy_of(tx: Transaction, found: Hall) -> Occupancy:
    """Return who has which seat of a showtime that has been looked up."""
    claims = tx.run(_CLAIMS, showtime_id=found.showtime_id)
    return Occupancy(
        layout=found.layout,
        claims={seat: Claim(visitor, expires_at, held_from) for seat, visitor, expires_at, held_from in claims},
        now=tx.now,
        closed=found.is_closed(tx.now),
        rules=tx.settings.hold_rules,
    )


def known_seats(tx: Transaction, found: Hall, seats: Sequence[str]) -> tuple[str, ...]:
    """Return the named seats, each once, from the top left, and sofas whole.

    Raises `NoSeatNamed`, `TooManySeats` or `NoSuchSeat`.
    """
    named = tuple(dict.fromkeys(map(str, seats)))
    if not named:
        raise NoSeatNamed
    if len(named) > tx.settings.seats_per_visitor:
        raise TooManySeats(limit=tx.settings.seats_per_visitor)
    if all(seat in found.layout.places for seat in named):
        whole = found.layout.in_pairs(named)
        if len(whole) > tx.settings.seats_per_visitor:
            raise TooManySeats(limit=tx.settings.seats_per_visitor)
        return whole
    taken = occupancy_of(tx, found)
    known = {seat: _why(taken, seat) for seat in named if seat in taken.taken}
    unknown = {seat[:LONGEST_LABEL]: "unknown" for seat in named if seat not in found.layout.places}
    raise NoSuchSeat(seats=unknown | known)


def lost_seats(tx: Transaction, found: Hall, lost: Collection[str], wanted: Sequence[str]) -> SeatTaken:
    """Return the refusal that says why each lost seat is lost, and which free ones are near."""
    seats = occupancy_of(tx, found)
    not_offered = seats.taken - (set(wanted) - set(lost))
    return SeatTaken(
        seats={seat: _why(seats, seat) for seat in wanted if seat in lost},
        nearest=best_block.nearest(seats.layout, not_offered, wanted),
    )


def _why(seats: Occupancy, seat: str) -> str:
    claim = seats.claims.get(seat)
    return "sold" if claim and claim.expires_at is None else "held"
