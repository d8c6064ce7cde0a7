"""Confirming: a visitor's held seats become a booking."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, select

from tiketa.bookings import codes, payment_terms, tickets, timeline, unpaid
from tiketa.bookings.statuses import BookingEventType
from tiketa.identity import authorization, customers
from tiketa.kernel import contacts
from tiketa.kernel.errors.bookings import AlreadyBooked, InvalidRequestKey
from tiketa.kernel.errors.seats import SeatTaken
from tiketa.kernel.events import SeatsChanged
from tiketa.mail import outbox
from tiketa.pricing import price_store, quote
from tiketa.pricing.quote import Quote
from tiketa.seating import claims, occupancy, shares
from tiketa.seating.occupancy import Hall
from tiketa.storage.models.bookings import Booking, BookingVisitor
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.statements import Statement, insert
from tiketa.storage.transaction import Transaction

LONGEST_REQUEST_KEY = 64


def confirm(
    tx: Transaction,
    showtime_id: int,
    seats: Sequence[str],
    *,
    name: str,
    contact: str = "",
    language: str = "id",
    total: int | None = None,
    request_key: str,
) -> str:
    """Book the visitor's held seats under a name and return the code; the same request key returns the same booking.

    An expired hold of the visitor's own is still good where nobody took the seat. `total` is what the visitor was
    shown, in rupiah.

    Raises `HoldExpired` for a seat that is free but not the visitor's, `SeatTaken` for one that another has,
    `AlreadyBooked` where these very seats are a booking of the visitor's, `PriceChanged`, `InvalidName`,
    `InvalidContact`, `InvalidEmail`, `InvalidRequestKey`, ...; and where too many are unpaid `ConfirmToReserve`,
    `TooManyUnpaid`, `ConfirmFromNetwork` or `NetworkShareUsed`.
    """
    visitor = authorization.require_visitor(tx).id
    _check_request_key(request_key)
    shares.serialize(tx, visitor)
    if (known := _code_of_request(tx, request_key, visitor)) is not None:
        return known
    found = occupancy.open_hall(tx, showtime_id)
    wanted = occupancy.known_seats(tx, found, seats)
    cost = quote.of_seats(wanted, found.layout.kinds, price_store.at(tx, found.starts_at))
    new = _new_booking(tx, found, cost, name, contact) | {
        "request_key": request_key,
        "visitor": visitor,
        "language": language,
    }
    new["customer_id"] = unpaid.who_answers(tx, found, visitor, new["contact_key"], len(wanted))
    made = tx.run(_NEW_BOOKING, **new)
    if not made:  # another visitor sent this key at the same instant
        return _code_of_request(tx, request_key, visitor) or ""
    [[booking_id]] = made
    if _sell(tx, found, wanted, visitor, booking_id):
        shares.recount(tx, found, booking_id)
    quote.refuse_other_price(cost.total, total)  # last: a lost seat is the more important refusal
    _complete(tx, booking_id, new, cost)
    tx.announce(SeatsChanged(showtime_id))
    return str(new["code"])


_NEW_BOOKING = insert(
    Booking,
    (
        "code", "request_key", "visitor", "showtime_id", "customer_name", "contact", "contact_key", "booked_at",
        "language", "total", "owed", "sequence", "status", "pay_by", "customer_id",
    ),
    lambda new: new.on_conflict_do_nothing(index_elements=["request_key"]).returning(new.table.c.id),
)  # fmt: skip
_NEW_ACCESS = insert(BookingVisitor, ("booking_id", "visitor"))
_REQUEST = Statement(select(Booking.code, Booking.visitor).where(Booking.request_key == bindparam("request_key")))
_OWN_SEATS = Statement(
    select(Booking.code, SeatClaim.seat)
    .join(SeatClaim, col(SeatClaim.booking_id) == col(Booking.id))
    .where(SeatClaim.showtime_id == bindparam("showtime_id"), Booking.visitor == bindparam("visitor"))
)


def _sell(tx: Transaction, found: Hall, wanted: Sequence[str], visitor: str, booking_id: int) -> bool:
    """Sell the seats; return what `claims.mark_sold` does."""
    try:
        return claims.mark_sold(tx, found, wanted, visitor, booking_id)
    except SeatTaken:
        _refuse_own_booking(tx, found.showtime_id, wanted, visitor)
        raise


def _refuse_own_booking(tx: Transaction, showtime_id: int, wanted: Sequence[str], visitor: str) -> None:
    """Raise `AlreadyBooked` where these seats are one booking: a page that was loaded anew has another request key."""
    seats_of: defaultdict[str, set[str]] = defaultdict(set)
    for code, seat in tx.run(_OWN_SEATS, showtime_id=showtime_id, visitor=visitor):
        seats_of[code].add(seat)
    for code, seats in seats_of.items():
        if seats == set(wanted):
            raise AlreadyBooked(code=code)


def _new_booking(tx: Transaction, found: Hall, cost: Quote, name: str, contact: str) -> dict[str, Any]:
    kept = contacts.contact(contact)
    status, pay_by = payment_terms.payment_terms(tx, found.starts_at, cost.total)
    return {
        "code": codes.new_code(),
        "showtime_id": found.showtime_id,
        "customer_name": contacts.customer_name(name),
        "contact": kept,
        "contact_key": contacts.key(kept) if kept else None,
        "booked_at": tx.now,
        "total": cost.total,
        "owed": 0,
        "sequence": 0,
        "status": status,
        "pay_by": pay_by,
    }


def _complete(tx: Transaction, booking_id: int, new: Mapping[str, Any], cost: Quote) -> None:
    """Add what a new booking needs: tickets, access for its visitor, the timeline's entry and an email."""
    tickets.issue(tx, booking_id, cost)
    tx.run(_NEW_ACCESS, booking_id=booking_id, visitor=new["visitor"])
    customers.remember_name(tx, new["visitor"], new["customer_name"])
    timeline.append(tx, booking_id, new["code"], BookingEventType.BOOKED, list(cost.prices), total=cost.total)
    outbox.queue_about(tx, booking_id, new["contact"], new["language"], sequence=0)


def _code_of_request(tx: Transaction, request_key: str, visitor: str) -> str | None:
    for code, of_visitor in tx.run(_REQUEST, request_key=request_key):
        if of_visitor != visitor:
            raise InvalidRequestKey
        return str(code)
    return None


def _check_request_key(request_key: str) -> None:
    if not isinstance(request_key, str) or not 1 <= len(request_key) <= LONGEST_REQUEST_KEY:
        raise InvalidRequestKey
    if not request_key.isprintable():
        raise InvalidRequestKey
