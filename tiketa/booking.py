"""Bookings: a customer's confirmed seats, finding them again, and paying for them."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import col, select

from tiketa import access, claims, contacts, prices, records
from tiketa.database import Transaction, insert, queue_behind, reading
from tiketa.errors import InvalidRequestKey, NothingOwed, NothingToPay, PriceChanged, TooManyUnpaid, UnknownBooking
from tiketa.events import SeatsChanged
from tiketa.models import Booking, BookingVisitor, SeatClaim, Showtime
from tiketa.seat_map import Layout
from tiketa.views import BookingStatus, BookingView, By, What

LONGEST_REQUEST_KEY = 64


class Standing(NamedTuple):
    """Whether a booking is to be paid, and until when."""

    status: BookingStatus
    pay_by: datetime | None


def confirm(
    tx: Transaction,
    showtime_id: int,
    seats: Sequence[str],
    *,
    visitor: str,
    name: str,
    contact: str = "",
    language: str = "id",
    total: int | None = None,
    request_key: str,
) -> str:
    """Book the visitor's held seats under a name and return the code; the same request key returns the same booking.

    A hold of one's own that has ended is still good where nobody took the seat. `total` is what the visitor was shown,
    in rupiah. Raises `HoldExpired` for a seat that is free but not the visitor's, `SeatTaken` for one that another has,
    `PriceChanged`, `TooManyUnpaid`, `InvalidName`, `InvalidContact`, `InvalidEmail`, `InvalidRequestKey`, ...
    """
    claims.check_visitor(visitor)
    _check_request_key(request_key)
    queue_behind(tx.session, visitor)  # or the same request, or bookings made at once, would not know of each other
    if (known := _code_of_request(tx, request_key, visitor)) is not None:
        return known
    showtime, layout = claims.open_hall(tx, showtime_id)
    wanted = claims.known_seats(tx, showtime_id, layout, seats)
    _refuse_too_many_unpaid(tx, visitor, len(wanted))
    cost = prices_of(tx, showtime, layout, wanted)
    kept = contacts.contact(contact)
    new = Booking(
        code=_new_code(),
        request_key=request_key,
        visitor=visitor,
        showtime_id=showtime_id,
        customer_name=contacts.customer_name(name),
        contact=kept,
        contact_key=contacts.spoken(kept) if kept else None,
        booked_at=tx.now,
        language=language,
    )
    new.status, new.pay_by = standing(tx, showtime.starts_at, sum(cost.values()))
    once = insert(tx.session, Booking).values(new.model_dump(exclude={"id"}))
    once = once.on_conflict_do_nothing(index_elements=["request_key"])
    booking_id = tx.session.scalar(once.returning(col(Booking.id)))
    if booking_id is None:  # another visitor sent this key at the same instant
        return _code_of_request(tx, request_key, visitor) or new.code
    claims.sell(tx, showtime_id, wanted, visitor, booking_id)
    refuse_other_price(sum(cost.values()), total)  # last: who lost a seat is told that first
    _keep(tx, booking_id, cost)
    tx.announce(SeatsChanged(showtime_id))
    return new.code


@reading
def booking(tx: Transaction, code: str, *, visitor: str) -> BookingView:
    """Return a booking that the visitor may open; another's is as unknown as none. Raises `UnknownBooking`."""
    claims.check_visitor(visitor)
    return _only(tx, code, visitor)


@reading
def bookings(tx: Transaction, *, visitor: str) -> tuple[BookingView, ...]:
    """Return the visitor's bookings: those to come first, the soonest on top, then the past, the latest on top."""
    claims.check_visitor(visitor)
    views = records.views(tx, access.opened_by(visitor))
    coming = [view for view in views if not (view.is_past or view.status.is_over)]
    past = [view for view in reversed(views) if view.is_past or view.status.is_over]
    return (*coming, *past)


@reading
def by_code(tx: Transaction, code: str) -> BookingView:
    """Return a booking for who was let in to it before, or writes to its customer; raises `UnknownBooking`."""
    found = records.views(tx, col(Booking.code) == access.normal_code(code))
    if not found:
        raise UnknownBooking
    return found[0]


def pay(tx: Transaction, code: str, total: int, *, by: By = By.COUNTER) -> None:
    """Take the payment of a reserved booking, `total` rupiah; this is where an online payment enters.

    Raises `NothingToPay`, `UnknownBooking`, or `PriceChanged` where it costs something else by now.
    """
    found = records.locked(tx, col(Booking.code) == access.normal_code(code))
    if found.status != BookingStatus.RESERVED:
        raise NothingToPay
    refuse_other_price(found.total, total)
    found.status, found.pay_by = BookingStatus.PAID, None
    seats = records.seats_of(records.good_tickets(tx, found))
    records.happened(tx, found, What.PAID, by, seats, total=found.total)


def refund(tx: Transaction, code: str, owed: int, *, by: By = By.COUNTER) -> None:
    """Keep that the `owed` rupiah were given back; raises `NothingOwed`, `UnknownBooking` or `PriceChanged`."""
    found = records.locked(tx, col(Booking.code) == access.normal_code(code))
    if not found.owed:
        raise NothingOwed
    refuse_other_price(found.owed, owed)
    found.owed = 0
    records.happened(tx, found, What.REFUNDED, by, [], total=owed)


@reading
def unpaid(tx: Transaction) -> tuple[str, ...]:
    """Return the codes of the bookings that nobody paid in time, the longest waiting first."""
    late = select(Booking.code).where(col(Booking.pay_by) <= tx.now).order_by(col(Booking.pay_by), col(Booking.id))
    return tuple(tx.session.exec(late))


def release(tx: Transaction, code: str) -> bool:
    """Give up a booking that nobody paid in time, with notice to its customer; say whether it still was one."""
    late = select(Booking).where(Booking.code == code, col(Booking.pay_by) <= tx.now)
    found = tx.session.exec(late.with_for_update()).first()
    if found:
        give_up(tx, found, BookingStatus.RELEASED, What.RELEASED, By.HOUSE)
    return found is not None


def give_up(
    tx: Transaction, found: Booking, status: BookingStatus, what: What, by: By, *, visitor: str | None = None
) -> None:
    """End a booking: its tickets are void and its seats free."""
    tickets = records.good_tickets(tx, found)
    seats = records.seats_of(tickets)
    records.void(tx, found, tickets)
    claims.give_back(tx, found.showtime_id, seats, found.id or 0)
    found.status, found.pay_by = status, None
    records.happened(tx, found, what, by, seats, visitor=visitor)
    tx.announce(SeatsChanged(found.showtime_id))


def prices_of(tx: Transaction, showtime: Showtime, layout: Layout, seats: Sequence[str]) -> Mapping[str, int]:
    """Return what each of these seats costs at the showtime, in rupiah."""
    here = prices.at(tx, showtime.starts_at)
    return {seat: here[layout.kinds[seat]] for seat in seats}


def standing(tx: Transaction, starts_at: datetime, total: int) -> Standing:
    """Return the status of a booking with something to pay or nothing, and until when it is kept.

    Whoever books late has as long as the others have at least (docs/decisions/0013).
    """
    if not total:
        return Standing(BookingStatus.FREE, None)
    lead = tx.settings.pay_lead
    return Standing(BookingStatus.RESERVED, max(starts_at - lead, tx.now + lead))


def refuse_other_price(total: int, shown: int | None) -> None:
    """Raise `PriceChanged` where the visitor was shown another price."""
    if shown is not None and shown != total:
        raise PriceChanged(total=total)


def _refuse_too_many_unpaid(tx: Transaction, visitor: str, more: int) -> None:
    """Keep one visitor from denying a room with bookings that nobody pays, as holds are kept from it."""
    coming = (col(Showtime.ends_at) > tx.now) & col(Booking.status).in_((BookingStatus.RESERVED, BookingStatus.FREE))
    seats = select(func.count()).select_from(SeatClaim).join(Booking)
    seats = seats.join(Showtime, col(Showtime.id) == col(Booking.showtime_id))
    limit = tx.settings.seats_unpaid_per_visitor
    if tx.session.exec(seats.where(Booking.visitor == visitor, coming)).one() + more > limit:
        raise TooManyUnpaid(limit=limit)


def _keep(tx: Transaction, booking_id: int, cost: Mapping[str, int]) -> None:
    new = tx.session.get_one(Booking, booking_id)
    records.issue(tx, new, cost)
    tx.session.add(BookingVisitor(booking_id=booking_id, visitor=new.visitor))
    access.remember_name(tx, new.visitor, new.customer_name)
    records.happened(tx, new, What.BOOKED, By.CUSTOMER, list(cost), visitor=new.visitor, total=new.total)


def _only(tx: Transaction, code: str, visitor: str) -> BookingView:
    found = records.views(tx, (col(Booking.code) == access.normal_code(code)) & access.opened_by(visitor))
    if not found:
        raise UnknownBooking
    return found[0]


def _code_of_request(tx: Transaction, request_key: str, visitor: str) -> str | None:
    found = tx.session.exec(select(Booking).where(Booking.request_key == request_key)).first()
    if found and found.visitor != visitor:
        raise InvalidRequestKey
    return found.code if found else None


def _check_request_key(request_key: str) -> None:
    if not isinstance(request_key, str) or not 1 <= len(request_key) <= LONGEST_REQUEST_KEY:
        raise InvalidRequestKey
    if not request_key.isprintable():
        raise InvalidRequestKey


def _new_code() -> str:
    return access.normal_code("".join(secrets.choice(access.CODE_LETTERS) for _ in range(2 * access.HALF_A_CODE)))
