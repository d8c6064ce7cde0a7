"""Invariants of the database, each checked by a query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from sqlalchemy import func, or_
from sqlmodel import col, select

from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.halls.layout import Layout
from tiketa.kernel.errors.for_operator import InvalidPrices
from tiketa.office import BoxOffice
from tiketa.pricing import price_store
from tiketa.programme.schedule import Slot
from tiketa.storage.models.bookings import Booking, BookingEvent
from tiketa.storage.models.halls import Studio, layout_text
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.models.tickets import Ticket
from tiketa.storage.transaction import Transaction, reading

SHOWTIMES_AT_ONCE = 500  # read by one act: more make SQLite read whole tables, fewer take longer all together
OVER = [status.value for status in BookingStatus if status.is_over]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold, and where."""

    rule: str
    where: str


def check(office: BoxOffice, *, whole: bool = False) -> Iterator[Finding]:
    """Yield every finding of every rule, nothing where no rule is broken; past showtimes only where it is the `whole`.

    Some showtimes are read at a time, each lot in an act of its own: memory is bounded, and no read lasts long.
    """
    yield from office.perform_now(_in_the_house)
    last = 0
    while ids := office.perform_now(_showtimes_after, last, whole=whole):
        yield from office.perform_now(_at_showtimes, ids)
        last = ids[-1]


@reading
def _showtimes_after(tx: Transaction, last: int, *, whole: bool) -> Sequence[int]:
    following = select(Showtime.id).where(col(Showtime.id) > last).order_by(col(Showtime.id)).limit(SHOWTIMES_AT_ONCE)
    asked = following if whole else following.where(col(Showtime.ends_at) > tx.now)
    return [showtime_id or 0 for showtime_id in tx.session.exec(asked)]


@reading
def _in_the_house(tx: Transaction) -> tuple[Finding, ...]:
    rules = (_no_overlaps, _one_clock_a_visitor, _not_too_many_seats, _the_price_table_is_whole)
    return tuple(finding for rule in rules for finding in rule(tx))


@reading
def _at_showtimes(tx: Transaction, ids: Sequence[int]) -> tuple[Finding, ...]:
    rules = (
        _no_seat_twice,
        _seats_add_up,
        _held_or_sold,
        _tickets_and_claims_agree,
        _sofas_are_whole,
        _bookings_add_up,
        _what_is_owed_was_paid,
    )
    return tuple(finding for rule in rules for finding in rule(tx, ids))


def _no_seat_twice(tx: Transaction, ids: Sequence[int]) -> Iterator[Finding]:
    place = (col(SeatClaim.showtime_id), col(SeatClaim.seat))
    claims = select(*place).where(col(SeatClaim.showtime_id).in_(ids)).group_by(*place)
    for showtime_id, seat in tx.session.exec(claims.having(func.count() > 1)):
        yield Finding("no seat twice", f"showtime {showtime_id}, seat {seat}")


def _seats_add_up(tx: Transaction, ids: Sequence[int]) -> Iterator[Finding]:
    """Held, sold and free make the capacity: each claim is on a seat that the hall has."""
    at = select(Showtime.studio_number, SeatClaim.seat).join(Showtime).where(col(SeatClaim.showtime_id).in_(ids))
    claimed = set(tx.session.exec(at.distinct()).all())
    known = {(studio, seat) for layout, studios in _layouts(tx) for studio in studios for seat in layout.seats}
    for studio, seat in sorted(claimed - known):
        claims = select(SeatClaim.showtime_id).join(Showtime).where(SeatClaim.seat == seat)
        here = claims.where(Showtime.studio_number == studio, col(SeatClaim.showtime_id).in_(ids))
        for showtime_id in tx.session.exec(here):
            yield Finding("held, sold and free make the capacity", f"showtime {showtime_id} has no seat {seat}")


def _layouts(tx: Transaction) -> list[tuple[Layout, list[int]]]:
    """Return each layout once, with the numbers of the studios that have it."""
    studios: dict[str, list[int]] = {}
    for number, layout in tx.session.exec(select(Studio.number, layout_text)):
        studios.setdefault(layout, []).append(number)
    return [(Layout.from_text(layout), numbers) for layout, numbers in studios.items()]


def _held_or_sold(tx: Transaction, ids: Sequence[int]) -> Iterator[Finding]:
    both_or_none = col(SeatClaim.expires_at).is_(None) != col(SeatClaim.booking_id).is_not(None)
    claims = select(SeatClaim.showtime_id, SeatClaim.seat).where(col(SeatClaim.showtime_id).in_(ids), both_or_none)
    for showtime_id, seat in tx.session.exec(claims):
        yield Finding("a claim is held or sold", f"showtime {showtime_id}, seat {seat}")


def _no_overlaps(tx: Transaction) -> Iterator[Finding]:
    columns = (Showtime.movie_id, Showtime.studio_number, Showtime.starts_at, Showtime.ends_at)
    live = select(*columns).where(~col(Showtime.is_archived))
    slots = [Slot(*row) for row in tx.session.exec(live.order_by(col(Showtime.studio_number), col(Showtime.starts_at)))]
    for studio, in_studio in groupby(slots, key=lambda slot: slot.studio_number):
        for one, other in pairwise(in_studio):
            if one.overlaps(other, tx.settings.cleaning_lasts):
                yield Finding("no overlapping showtimes", f"studio {studio}, {one.starts_at} and {other.starts_at}")


def _tickets_and_claims_agree(tx: Transaction, ids: Sequence[int]) -> Iterator[Finding]:
    """Count first: where as many tickets have their claim as there are of both, none is without the other."""
    own = (
        (col(SeatClaim.showtime_id) == col(Booking.showtime_id))
        & (col(SeatClaim.seat) == col(Ticket.seat))
        & (col(SeatClaim.booking_id) == col(Ticket.booking_id))
    )
    tickets = select(func.count(col(Ticket.id)), func.count(col(SeatClaim.id))).select_from(Ticket).join(Booking)
    good = tickets.outerjoin(SeatClaim, own).where(col(Ticket.voided_at).is_(None))
    sold = select(func.count()).where(col(SeatClaim.showtime_id).in_(ids), col(SeatClaim.booking_id).is_not(None))
    counted = tx.session.exec(good.where(col(Booking.showtime_id).in_(ids))).one()
    if {*counted, tx.session.exec(sold).one()} != {counted[0]}:
        yield from _no_ticket_without_its_claim(tx, ids)
        yield from _no_claim_without_its_ticket(tx, ids)


def _no_ticket_without_its_claim(tx: Transaction, ids: Sequence[int]) -> Iterator[Finding]:
    claim = (
        select(SeatClaim.id)
        .where(SeatClaim.showtime_id == Booking.showtime_id, SeatClaim.seat == Ticket.seat)
        .where(SeatClaim.booking_id == Ticket.booking_id)
    )
    tickets = select(Ticket.booking_id, Booking.showtime_id, Ticket.seat).join(Booking)
    good = tickets.where(col(Booking.showtime_id).in_(ids), col(Ticket.voided_at).is_(None), ~claim.exists())
    for booking_id, showtime_id, seat in tx.session.exec(good):
        yield Finding("no ticket without its claim", f"booking {booking_id}, showtime {showtime_id}, seat {seat}")


def _no_claim_without_its_ticket(tx: Transaction, ids: Sequence[int]) -> Iterator[Finding]:
    ticket = (
        select(Ticket.id)
        .join(Booking)
        .where(Ticket.booking_id == SeatClaim.booking_id, Ticket.seat == SeatClaim.seat)
        .where(col(Ticket.voided_at).is_(None), Booking.showtime_id == SeatClaim.showtime_id)
    )
    claims = select(SeatClaim.booking_id, SeatClaim.showtime_id, SeatClaim.seat)
    sold = claims.where(col(SeatClaim.showtime_id).in_(ids), col(SeatClaim.booking_id).is_not(None), ~ticket.exists())
    for booking_id, showtime_id, seat in tx.session.exec(sold):
        yield Finding("no sold seat without its ticket", f"booking {booking_id}, showtime {showtime_id}, seat {seat}")


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


def _sofas_are_whole(tx: Transaction, ids: Sequence[int]) -> Iterator[Finding]:
    """Both halves of a sofa are one visitor's, in one booking or held."""
    for layout, studios in _layouts(tx):
        if not layout.pairs:
            continue
        in_pairs = (
            select(SeatClaim.showtime_id, SeatClaim.seat, SeatClaim.visitor, SeatClaim.booking_id)
            .join(Showtime, col(Showtime.id) == col(SeatClaim.showtime_id))
            .where(
                col(SeatClaim.showtime_id).in_(ids), col(Showtime.studio_number).in_(studios), SeatClaim.lives(tx.now)
            )
            .where(col(SeatClaim.seat).in_(layout.pairs))
        )
        owners = {(showtime_id, seat): tuple(owner) for showtime_id, seat, *owner in tx.session.exec(in_pairs)}
        for showtime_id, seat in owners:
            if len({owners.get((showtime_id, half)) for half in layout.pairs[seat]}) > 1:
                yield Finding("a sofa is had whole or not at all", f"showtime {showtime_id}, seat {seat}")


def _bookings_add_up(tx: Transaction, ids: Sequence[int]) -> Iterator[Finding]:
    """A booking costs what its good tickets do, and has some, unless it was cancelled or released: then it has none."""
    good = (col(Ticket.booking_id) == col(Booking.id)) & col(Ticket.voided_at).is_(None)
    cost, count = func.coalesce(func.sum(Ticket.price), 0), func.count(col(Ticket.id))
    columns = (Booking.code, Booking.status, Booking.total, cost, count)
    bookings = select(*columns).outerjoin(Ticket, good)  # type: ignore[call-overload]
    broken = or_(col(Booking.total) != cost, col(Booking.status).in_(OVER) == (count > 0))
    grouped = bookings.where(col(Booking.showtime_id).in_(ids)).group_by(col(Booking.id))
    for code, status, total, together, tickets in tx.session.exec(grouped.having(broken)):
        if total != together:
            yield Finding("a total is the sum of the prices", f"booking {code}, {total} and not {together}")
        if (status in OVER) == bool(tickets):
            yield Finding("what is over has no tickets, and what is not has some", f"booking {code}, {status}")


def _what_is_owed_was_paid(tx: Transaction, ids: Sequence[int]) -> Iterator[Finding]:
    paid = select(BookingEvent.id).where(
        BookingEvent.booking_id == Booking.id, BookingEvent.what == BookingEventType.PAID
    )
    owing = select(Booking.code).where(col(Booking.showtime_id).in_(ids), col(Booking.owed) > 0, ~paid.exists())
    for code in tx.session.exec(owing):
        yield Finding("what is owed was paid before", f"booking {code}")


def _the_price_table_is_whole(tx: Transaction) -> Iterator[Finding]:
    try:
        price_store.table(tx)
    except InvalidPrices as error:
        yield Finding("the price table has no gap and no overlap", str(error))
