"""Invariants of the database, each checked by a query."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from sqlalchemy import func
from sqlmodel import col, select

from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.halls.layout import Layout
from tiketa.kernel.errors.for_operator import InvalidPrices
from tiketa.pricing import price_store
from tiketa.programme.schedule import Slot
from tiketa.storage.models.bookings import Booking, BookingEvent
from tiketa.storage.models.halls import Studio
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.models.tickets import Ticket
from tiketa.storage.transaction import Transaction, reading


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold, and where."""

    rule: str
    where: str


@reading
def check(tx: Transaction) -> tuple[Finding, ...]:
    """Return every finding of every rule: empty where no rule is broken."""
    rules: tuple[Callable[[Transaction], Iterator[Finding]], ...] = (
        _no_seat_twice,
        _seats_add_up,
        _held_or_sold,
        _no_overlaps,
        _tickets_and_claims_agree,
        _one_clock_a_visitor,
        _not_too_many_seats,
        _sofas_are_whole,
        _totals_add_up,
        _what_is_over_has_nothing,
        _what_is_owed_was_paid,
        _the_price_table_is_whole,
    )
    return tuple(finding for rule in rules for finding in rule(tx))


def _no_seat_twice(tx: Transaction) -> Iterator[Finding]:
    place = (col(SeatClaim.showtime_id), col(SeatClaim.seat))
    for showtime_id, seat in tx.session.exec(select(*place).group_by(*place).having(func.count() > 1)):
        yield Finding("no seat twice", f"showtime {showtime_id}, seat {seat}")


def _seats_add_up(tx: Transaction) -> Iterator[Finding]:
    """Held, sold and free make the capacity: each claim is on a seat that the hall has."""
    rows = tx.session.exec(
        select(SeatClaim.showtime_id, SeatClaim.seat, Studio.seat_map)
        .join(Showtime, col(Showtime.id) == col(SeatClaim.showtime_id))
        .join(Studio, col(Studio.number) == col(Showtime.studio_number))
    )
    for showtime_id, seat, layout in rows:
        if seat not in Layout.from_data(layout).places:
            yield Finding("held, sold and free make the capacity", f"showtime {showtime_id} has no seat {seat}")


def _held_or_sold(tx: Transaction) -> Iterator[Finding]:
    both_or_none = col(SeatClaim.expires_at).is_(None) != col(SeatClaim.booking_id).is_not(None)
    for claim in tx.session.exec(select(SeatClaim).where(both_or_none)):
        yield Finding("a claim is held or sold", f"showtime {claim.showtime_id}, seat {claim.seat}")


def _no_overlaps(tx: Transaction) -> Iterator[Finding]:
    columns = (Showtime.movie_id, Showtime.studio_number, Showtime.starts_at, Showtime.ends_at)
    live = select(*columns).where(~col(Showtime.is_archived))
    slots = [Slot(*row) for row in tx.session.exec(live.order_by(col(Showtime.studio_number), col(Showtime.starts_at)))]
    for studio, in_studio in groupby(slots, key=lambda slot: slot.studio_number):
        for one, other in pairwise(in_studio):
            if one.overlaps(other, tx.settings.cleaning_lasts):
                yield Finding("no overlapping showtimes", f"studio {studio}, {one.starts_at} and {other.starts_at}")


def _tickets_and_claims_agree(tx: Transaction) -> Iterator[Finding]:
    tickets = select(Ticket.booking_id, Booking.showtime_id, Ticket.seat).where(col(Ticket.voided_at).is_(None))
    proven = set(tx.session.exec(tickets.join(Booking, col(Booking.id) == col(Ticket.booking_id))))
    sold = select(SeatClaim.booking_id, SeatClaim.showtime_id, SeatClaim.seat)
    claimed = set(tx.session.exec(sold.where(col(SeatClaim.booking_id).is_not(None))))
    for booking_id, showtime_id, seat in sorted(proven - claimed):
        yield Finding("no ticket without its claim", f"booking {booking_id}, showtime {showtime_id}, seat {seat}")
    for owner, showtime_id, seat in sorted(claimed - proven):
        yield Finding("no sold seat without its ticket", f"booking {owner}, showtime {showtime_id}, seat {seat}")


def _one_clock_a_visitor(tx: Transaction) -> Iterator[Finding]:
    owner = (col(SeatClaim.showtime_id), col(SeatClaim.visitor))
    alive = select(*owner).where(col(SeatClaim.expires_at) > tx.now).group_by(*owner)
    clocks = func.count(func.distinct(SeatClaim.expires_at)) + func.count(func.distinct(SeatClaim.held_from))
    for showtime_id, visitor in tx.session.exec(alive.having(clocks > 2)):  # noqa: PLR2004  one of each
        yield Finding("one clock for a visitor's seats", f"showtime {showtime_id}, visitor {visitor}")


def _not_too_many_seats(tx: Transaction) -> Iterator[Finding]:
    owner = (col(SeatClaim.showtime_id), col(SeatClaim.visitor))
    alive = select(*owner).where(col(SeatClaim.expires_at) > tx.now).group_by(*owner)
    for showtime_id, visitor in tx.session.exec(alive.having(func.count() > tx.settings.seats_per_visitor)):
        yield Finding("not too many seats held", f"showtime {showtime_id}, visitor {visitor}")


def _sofas_are_whole(tx: Transaction) -> Iterator[Finding]:
    """Both halves of a sofa are one visitor's, in one booking or held."""
    rows = tx.session.exec(
        select(SeatClaim, Studio.seat_map)
        .join(Showtime, col(Showtime.id) == col(SeatClaim.showtime_id))
        .join(Studio, col(Studio.number) == col(Showtime.studio_number))
        .where(SeatClaim.lives(tx.now))
    ).all()
    owners = {(claim.showtime_id, claim.seat): (claim.visitor, claim.booking_id) for claim, _ in rows}
    for claim, layout in rows:
        pair = Layout.from_data(layout).pairs.get(claim.seat, (claim.seat,))
        if len({owners.get((claim.showtime_id, seat)) for seat in pair}) > 1:
            yield Finding("a sofa is had whole or not at all", f"showtime {claim.showtime_id}, seat {claim.seat}")


def _totals_add_up(tx: Transaction) -> Iterator[Finding]:
    good = (col(Ticket.booking_id) == col(Booking.id)) & col(Ticket.voided_at).is_(None)
    cost = func.coalesce(func.sum(Ticket.price), 0)
    sums = select(Booking.code, Booking.total, cost).outerjoin(Ticket, good).group_by(col(Booking.id))
    for code, total, prices_together in tx.session.exec(sums.having(col(Booking.total) != cost)):
        yield Finding("a total is the sum of the prices", f"booking {code}, {total} and not {prices_together}")


def _what_is_over_has_nothing(tx: Transaction) -> Iterator[Finding]:
    """A booking has good tickets, unless it was cancelled or released: then it has none."""
    good = (col(Ticket.booking_id) == col(Booking.id)) & col(Ticket.voided_at).is_(None)
    counted = select(Booking.code, Booking.status, func.count(col(Ticket.id))).outerjoin(Ticket, good)
    for code, status, tickets in tx.session.exec(counted.group_by(col(Booking.id))):
        if BookingStatus(status).is_over == bool(tickets):
            yield Finding("what is over has no tickets, and what is not has some", f"booking {code}, {status}")


def _what_is_owed_was_paid(tx: Transaction) -> Iterator[Finding]:
    paid = select(BookingEvent.booking_id).where(BookingEvent.what == BookingEventType.PAID)
    for code in tx.session.exec(select(Booking.code).where(col(Booking.owed) > 0, col(Booking.id).not_in(paid))):
        yield Finding("what is owed was paid before", f"booking {code}")


def _the_price_table_is_whole(tx: Transaction) -> Iterator[Finding]:
    try:
        price_store.table(tx)
    except InvalidPrices as error:
        yield Finding("the price table has no gap and no overlap", str(error))
