"""Changes to a booking: cancelling seats, and moving to others; all of the change or nothing."""

from collections.abc import Collection, Iterable, Sequence

from tiketa.bookings import ending, lookup, payment_terms, tickets, timeline
from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.halls.layout import Layout
from tiketa.identity import authorization
from tiketa.kernel.errors.bookings import BookingOver, OtherFilm, TooLateToChange, WrongSeatCount
from tiketa.kernel.errors.payments import PaidPriceDiffers
from tiketa.kernel.errors.seats import NoSeatNamed, NoSuchSeat
from tiketa.kernel.errors.tickets import AlreadyCheckedIn
from tiketa.kernel.events import SeatsChanged
from tiketa.pricing import price_store, quote
from tiketa.pricing.quote import Quote
from tiketa.seating import claims, occupancy, shares
from tiketa.seating.occupancy import Hall
from tiketa.storage.models.bookings import Booking
from tiketa.storage.models.tickets import Ticket
from tiketa.storage.transaction import Transaction


def cancel(tx: Transaction, code: str, *, seats: Sequence[str] | None = None) -> None:
    """Give up these seats of a booking, sofas whole, or all of it.

    Raises `UnknownBooking`, `BookingOver` (a second time, too), `TooLateToChange`, `AlreadyCheckedIn`, `NoSuchSeat` or
    `NoSeatNamed`.
    """
    authorization.require_visitor(tx)
    found, hall = _changeable(tx, code)
    good = tickets.valid_tickets(tx, found)
    given_up = _given_up(hall.layout, good, seats)
    if found.status == BookingStatus.PAID:
        found.owed += tickets.quote_of(hall.layout, given_up).total
    if len(given_up) == len(good):
        return ending.end(tx, found, BookingStatus.CANCELLED, BookingEventType.CANCELLED)
    _give_up(tx, found, given_up)
    if found.status == BookingStatus.RESERVED and not found.total:  # the seats that had to be paid are cancelled
        found.status, found.pay_by = BookingStatus.FREE, None
    timeline.record(tx, found, BookingEventType.SEATS_CANCELLED, tickets.seats_of(given_up))
    return None


def move(
    tx: Transaction,
    code: str,
    showtime_id: int,
    seats: Sequence[str],
    *,
    instead_of: Sequence[str] | None = None,
    total: int | None = None,
) -> None:
    """Move a booking, or some of its seats, to seats that the visitor holds, at its showtime or another of its film.

    The old seats are released in the transaction that books the new ones. To another showtime the whole booking moves.
    `total` is the new total that the visitor was shown, in rupiah. Sent twice, it moves once.

    Raises `OtherFilm`, `WrongSeatCount`, `PaidPriceDiffers`, `PriceChanged`, what `cancel` raises of the old seats
    and `confirm` of the new.
    """
    visitor = authorization.require_visitor(tx).id
    shares.serialize(tx, visitor)
    found, before = _changeable(tx, code)
    after = occupancy.open_hall(tx, showtime_id)
    if after.movie_id != before.movie_id:
        raise OtherFilm
    wanted = occupancy.known_seats(tx, after, seats)
    good = tickets.valid_tickets(tx, found)
    if found.showtime_id == showtime_id and set(wanted) <= set(tickets.seats_of(good)):
        return  # the same move was sent before
    given_up = _given_up(before.layout, good, instead_of if showtime_id == found.showtime_id else None)
    if len(wanted) != len(given_up):
        raise WrongSeatCount(count=len(given_up))
    had_expired = claims.mark_sold(tx, after, wanted, visitor, found.id or 0)
    cost = quote.of_seats(wanted, after.layout.kinds, price_store.at(tx, after.starts_at))
    _replace(tx, found, given_up, after, cost)
    if found.status == BookingStatus.PAID:
        claims.count_for(tx, found.id or 0, None)
    elif had_expired:
        shares.recount(tx, after, found.id or 0)
    quote.refuse_other_price(found.total, total)
    moved = {"into": wanted, "starts_at": before.starts_at.isoformat() if before.showtime_id != showtime_id else None}
    timeline.record(tx, found, BookingEventType.MOVED, tickets.seats_of(given_up), **moved)
    tx.announce(SeatsChanged(showtime_id))


def _changeable(tx: Transaction, code: str) -> tuple[Booking, Hall]:
    found = lookup.find(tx, code)
    if BookingStatus(found.status).is_over:
        raise BookingOver
    hall = occupancy.hall(tx, found.showtime_id)
    if tx.now > hall.starts_at - tx.settings.change_lead:
        raise TooLateToChange(minutes=tx.settings.change_before_minutes)
    return found, hall


def _given_up(layout: Layout, good: Collection[Ticket], named: Sequence[str] | None) -> list[Ticket]:
    by_seat = {ticket.seat: ticket for ticket in good}
    wanted = set(by_seat) if named is None else {str(seat)[: occupancy.LONGEST_LABEL] for seat in named}
    if not wanted:
        raise NoSeatNamed
    if strange := wanted - set(by_seat):
        raise NoSuchSeat(seats=dict.fromkeys(sorted(strange), "not_booked"))
    given_up = [by_seat[seat] for seat in layout.in_pairs(wanted)]
    _refuse_used(given_up)
    return given_up


def _refuse_used(given_up: Iterable[Ticket]) -> None:
    if used := tickets.seats_of(ticket for ticket in given_up if ticket.checked_in_at):
        raise AlreadyCheckedIn(seats=", ".join(used))


def _give_up(tx: Transaction, found: Booking, given_up: Sequence[Ticket]) -> None:
    tickets.void(tx, found, given_up)
    claims.release_sold(tx, found.showtime_id, tickets.seats_of(given_up), found.id or 0)
    tx.announce(SeatsChanged(found.showtime_id))


def _replace(tx: Transaction, found: Booking, old: Sequence[Ticket], after: Hall, cost: Quote) -> None:
    paid, kept_until = found.total, found.pay_by if found.showtime_id == after.showtime_id else None
    _give_up(tx, found, old)
    found.showtime_id = after.showtime_id
    found.total += cost.total
    tickets.issue(tx, found.id or 0, cost)
    if found.status != BookingStatus.PAID:
        found.status, pay_by = payment_terms.payment_terms(tx, after.starts_at, found.total)
        found.pay_by = min(pay_by, kept_until) if pay_by and kept_until else pay_by  # moving never extends the deadline
        if pay_by:  # a checked-in booking cannot be released for not being paid
            _refuse_used(tickets.valid_tickets(tx, found))
    elif found.total != paid:
        raise PaidPriceDiffers(total=found.total)
