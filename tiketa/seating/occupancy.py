"""Who has which seat of a showtime, and the refusals that say why one cannot be had."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, select

from tiketa.halls import best_block
from tiketa.halls.layout import Layout
from tiketa.halls.occupancy import Claim, Occupancy
from tiketa.kernel.errors.programme import ShowtimeOver, UnknownShowtime
from tiketa.kernel.errors.seats import NoSeatNamed, NoSuchSeat, SeatTaken, TooManySeats
from tiketa.storage.models.base import is_id
from tiketa.storage.models.halls import Studio
from tiketa.storage.models.movies import Movie
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.transaction import Transaction, reading

LONGEST_LABEL = 8  # characters of a seat's name that are told back to whoever sent it


# Built once: making such a statement anew takes longer than running it.
_HALL = (
    select(Showtime, Studio, Movie.title)
    .select_from(Showtime)
    .join(Studio)
    .join(Movie, col(Movie.id) == col(Showtime.movie_id))
    .where(Showtime.id == bindparam("showtime_id"))
)
CLAIMS = select(SeatClaim.seat, SeatClaim.visitor, SeatClaim.expires_at, SeatClaim.held_from)
_CLAIMS_HERE = CLAIMS.where(SeatClaim.showtime_id == bindparam("showtime_id"))


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
        claims=claims_by_seat(here),
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


def lost_seats(tx: Transaction, showtime_id: int, lost: Collection[str], wanted: Sequence[str]) -> SeatTaken:
    """Return the refusal that says why each lost seat is lost, and which free ones are near the wanted."""
    seats = occupancy(tx, showtime_id)
    not_offered = seats.taken - (set(wanted) - set(lost))
    return SeatTaken(
        seats={seat: _why(seats, seat) for seat in wanted if seat in lost},
        nearest=best_block.nearest(seats.layout, not_offered, wanted),
    )


def _why(seats: Occupancy, seat: str) -> str:
    claim = seats.claims.get(seat)
    return "sold" if claim and claim.expires_at is None else "held"


def claims_by_seat(rows: Iterable[Any]) -> dict[str, Claim]:
    return {seat: Claim(visitor, expires_at, held_from) for seat, visitor, expires_at, held_from in rows}
