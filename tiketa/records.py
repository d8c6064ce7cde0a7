"""What is kept of a booking: its row, its tickets, and everything that happened to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from tiketa import access, outbox
from tiketa.database import Transaction
from tiketa.errors import UnknownBooking
from tiketa.events import BookingChanged
from tiketa.models import Booking, BookingEvent, Letter, Movie, Showtime, Studio, Ticket
from tiketa.seat_map import Layout, SeatKind
from tiketa.views import BookingStatus, BookingStep, BookingView, By, TicketView, What


def find(tx: Transaction, code: str, *, visitor: str) -> Booking:
    """Return a booking that the visitor may open, for this act alone to change; raises `UnknownBooking`."""
    return locked(tx, (col(Booking.code) == access.normal_code(code)) & access.opened_by(visitor))


def locked(tx: Transaction, which: ColumnElement[bool]) -> Booking:
    """Return the booking, for this act alone to change; raises `UnknownBooking`."""
    found = tx.session.exec(select(Booking).where(which).with_for_update()).first()
    if found is None:
        raise UnknownBooking
    return found


def good_tickets(tx: Transaction, booking: Booking) -> list[Ticket]:
    """Return the booking's tickets that were not given up."""
    good = select(Ticket).where(Ticket.booking_id == booking.id, col(Ticket.voided_at).is_(None))
    return list(tx.session.exec(good.with_for_update()))


def seats_of(tickets: Iterable[Ticket]) -> list[str]:
    """Return the seats that tickets are for."""
    return [ticket.seat for ticket in tickets]


def issue(tx: Transaction, booking: Booking, prices: Mapping[str, int]) -> None:
    """Add a ticket for each of these seats, at its price in rupiah."""
    tx.session.add_all(Ticket(booking_id=booking.id or 0, seat=seat, price=price) for seat, price in prices.items())
    booking.total += sum(prices.values())
    tx.session.flush()


def void(tx: Transaction, booking: Booking, tickets: Iterable[Ticket]) -> None:
    """Make tickets worth nothing any more."""
    for ticket in tickets:
        ticket.voided_at = tx.now
        booking.total -= ticket.price
    tx.session.flush()


def happened(
    tx: Transaction,
    booking: Booking,
    what: What,
    by: By,
    seats: Collection[str],
    *,
    visitor: str | None = None,
    **more: object,
) -> None:
    """Keep what happened and tell it: in this process at once, and by mail where it changes what the customer has.

    `visitor` is the browser from which a customer did it: several may open one booking.
    """
    details = {"seats": list(seats), "visitor": visitor, **more}
    tx.session.add(BookingEvent(booking_id=booking.id or 0, at=tx.now, what=what, by=by, details=details))
    booking.sequence += what is not What.BOOKED and what is not What.CHECKED_IN
    tx.session.flush()
    if what not in {What.PAID, What.REFUNDED, What.CHECKED_IN}:
        outbox.write_about(tx, booking)
    tx.announce(BookingChanged(booking.code))


def views(tx: Transaction, which: ColumnElement[bool]) -> list[BookingView]:
    """Return the bookings as their customer sees them, in the order of their showtimes."""
    rows = tx.session.exec(
        select(Booking, Showtime, Movie, Studio)
        .join(Showtime, col(Showtime.id) == col(Booking.showtime_id))
        .join(Movie, col(Movie.id) == col(Showtime.movie_id))
        .join(Studio, col(Studio.number) == col(Showtime.studio_number))
        .where(which)
        .order_by(col(Showtime.starts_at), col(Booking.id))
    ).all()
    ids = [booking.id or 0 for booking, *_ in rows]
    tickets, steps, letters = _tickets(tx, ids), _steps(tx, ids), _letters(tx, ids)
    return [
        _view(tx, row, tickets[booking_id], steps[booking_id], letters.get(booking_id))
        for booking_id, row in zip(ids, rows, strict=True)
    ]


def token(tx: Transaction, booking: Booking, ticket: Ticket) -> str:
    """Return what the ticket's QR code says; who moves to another seat or showtime gets another ticket."""
    return tx.signer.token(ticket.id or 0, booking.code, ticket.seat)


def _view(
    tx: Transaction,
    row: tuple[Booking, Showtime, Movie, Studio],
    tickets: Sequence[Ticket],
    steps: Sequence[BookingStep],
    letter: str | None,
) -> BookingView:
    booking, showtime, movie, studio = row
    status = BookingStatus(booking.status)
    change_until = showtime.starts_at - tx.settings.change_lead
    return BookingView(
        **booking.model_dump(include=_AS_STORED),
        movie_id=showtime.movie_id,
        title=movie.title,
        studio_number=studio.number,
        studio_name=studio.name,
        starts_at=showtime.starts_at,
        ends_at=showtime.ends_at,
        tickets=_in_order(tx, booking, studio, tickets),
        status=status,
        change_until=change_until,
        changeable=not status.is_over and tx.now <= change_until,
        changed_at=steps[-1].at if steps else booking.booked_at,
        steps=tuple(steps),
        letter=letter,
        is_past=showtime.is_closed(tx.now),
    )


_AS_STORED = {
    "code", "customer_name", "contact", "language", "showtime_id", "total", "owed", "pay_by", "sequence", "booked_at",
}  # fmt: skip


def _in_order(tx: Transaction, booking: Booking, studio: Studio, tickets: Sequence[Ticket]) -> tuple[TicketView, ...]:
    layout = Layout.from_data(studio.seat_map)
    ordered = sorted(tickets, key=lambda ticket: layout.places.get(ticket.seat, (0, 0)))
    return tuple(
        TicketView(
            ticket.seat,
            layout.kinds.get(ticket.seat, SeatKind.REGULAR),
            ticket.price,
            token(tx, booking, ticket),
            ticket.checked_in_at,
            layout.pairs.get(ticket.seat),
        )
        for ticket in ordered
    )


def _tickets(tx: Transaction, booking_ids: Sequence[int]) -> defaultdict[int, list[Ticket]]:
    good = select(Ticket).where(col(Ticket.booking_id).in_(booking_ids), col(Ticket.voided_at).is_(None))
    return _by_booking((ticket.booking_id, ticket) for ticket in tx.session.exec(good))


def _steps(tx: Transaction, booking_ids: Sequence[int]) -> defaultdict[int, list[BookingStep]]:
    events = select(BookingEvent).where(col(BookingEvent.booking_id).in_(booking_ids)).order_by(col(BookingEvent.id))
    return _by_booking((event.booking_id, _step(event)) for event in tx.session.exec(events))


def _step(event: BookingEvent) -> BookingStep:
    details: dict[str, Any] = event.details
    moved_from = details.get("starts_at")
    return BookingStep(
        event.at,
        What(event.what),
        By(event.by),
        tuple(details["seats"]),
        tuple(details.get("into", ())),
        datetime.fromisoformat(moved_from) if moved_from else None,
    )


def _letters(tx: Transaction, booking_ids: Sequence[int]) -> dict[int | None, str]:
    written = select(Letter.booking_id, Letter.state).where(col(Letter.booking_id).in_(booking_ids))
    return dict(tx.session.exec(written.order_by(col(Letter.sequence))).all())


def _by_booking(pairs: Iterable[tuple[int, Any]]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for booking_id, thing in pairs:
        found[booking_id].append(thing)
    return found
