"""Confirming: a visitor's held seats become a booking."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import col, select

from tiketa.bookings import codes, payment_terms, tickets, timeline
from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.identity import authorization, customers
from tiketa.kernel import contacts
from tiketa.kernel.errors.bookings import InvalidRequestKey, TooManyUnpaid
from tiketa.kernel.events import SeatsChanged
from tiketa.pricing import price_store, quote
from tiketa.pricing.quote import Quote
from tiketa.seating import claims, occupancy
from tiketa.storage.models.bookings import Booking, BookingVisitor
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.statements import insert, serialize_on
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

    A hold of one's own that has ended is still good where nobody took the seat. `total` is what the visitor was shown,
    in rupiah. Raises `HoldExpired` for a seat that is free but not the visitor's, `SeatTaken` for one that another has,
    `PriceChanged`, `TooManyUnpaid`, `InvalidName`, `InvalidContact`, `InvalidEmail`, `InvalidRequestKey`, ...
    """
    visitor = authorization.require_visitor(tx).id
    _check_request_key(request_key)
    serialize_on(tx.session, visitor)  # or the same request, or bookings made at once, would not know of each other
    if (known := _code_of_request(tx, request_key, visitor)) is not None:
        return known
    showtime, layout = occupancy.open_hall(tx, showtime_id)
    wanted = occupancy.known_seats(tx, showtime_id, layout, seats)
    _refuse_too_many_unpaid(tx, visitor, len(wanted))
    cost = quote.of_seats(wanted, layout.kinds, price_store.at(tx, showtime.starts_at))
    kept = contacts.contact(contact)
    new = Booking(
        code=codes.new_code(),
        request_key=request_key,
        visitor=visitor,
        showtime_id=showtime_id,
        customer_name=contacts.customer_name(name),
        contact=kept,
        contact_key=contacts.spoken(kept) if kept else None,
        booked_at=tx.now,
        language=language,
    )
    new.status, new.pay_by = payment_terms.payment_terms(tx, showtime.starts_at, cost.total)
    once = insert(tx.session, Booking).values(new.model_dump(exclude={"id"}))
    once = once.on_conflict_do_nothing(index_elements=["request_key"])
    booking_id = tx.session.scalar(once.returning(col(Booking.id)))
    if booking_id is None:  # another visitor sent this key at the same instant
        return _code_of_request(tx, request_key, visitor) or new.code
    claims.mark_sold(tx, showtime_id, wanted, visitor, booking_id)
    quote.refuse_other_price(cost.total, total)  # last: who lost a seat is told that first
    _keep(tx, booking_id, cost)
    tx.announce(SeatsChanged(showtime_id))
    return new.code


def _refuse_too_many_unpaid(tx: Transaction, visitor: str, more: int) -> None:
    """Keep one visitor from denying a room with bookings that nobody pays, as holds are kept from it."""
    coming = (col(Showtime.ends_at) > tx.now) & col(Booking.status).in_((BookingStatus.RESERVED, BookingStatus.FREE))
    seats = select(func.count()).select_from(SeatClaim).join(Booking)
    seats = seats.join(Showtime, col(Showtime.id) == col(Booking.showtime_id))
    limit = tx.settings.seats_unpaid_per_visitor
    if tx.session.exec(seats.where(Booking.visitor == visitor, coming)).one() + more > limit:
        raise TooManyUnpaid(limit=limit)


def _keep(tx: Transaction, booking_id: int, cost: Quote) -> None:
    new = tx.session.get_one(Booking, booking_id)
    tickets.issue(tx, new, cost)
    tx.session.add(BookingVisitor(booking_id=booking_id, visitor=new.visitor))
    customers.remember_name(tx, new.visitor, new.customer_name)
    timeline.record(tx, new, BookingEventType.BOOKED, list(cost.prices), total=new.total)


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
