"""Reading bookings as their customer sees them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from tiketa.bookings.read_models import BookingEventView, BookingView, TicketView
from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.bookings.tickets import token as ticket_token
from tiketa.halls.layout import Layout, SeatKind
from tiketa.kernel import contacts
from tiketa.kernel.actor import ActorKind
from tiketa.storage.models.bookings import Booking, BookingEvent
from tiketa.storage.models.halls import Studio
from tiketa.storage.models.movies import Movie
from tiketa.storage.models.outbox import Email
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.models.tickets import Ticket
from tiketa.storage.transaction import Transaction


def read(tx: Transaction, which: ColumnElement[bool]) -> list[BookingView]:
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
    valid, events, emails = _tickets(tx, ids), _events(tx, ids), _email_states(tx, ids)
    return [
        _view(tx, row, valid[booking_id], events[booking_id], emails.get(booking_id))
        for booking_id, row in zip(ids, rows, strict=True)
    ]


def _view(
    tx: Transaction,
    row: tuple[Booking, Showtime, Movie, Studio],
    valid: Sequence[Ticket],
    events: Sequence[BookingEventView],
    email_state: str | None,
) -> BookingView:
    booking, showtime, movie, studio = row
    status = BookingStatus(booking.status)
    change_until = showtime.starts_at - tx.settings.change_lead
    return BookingView(
        **booking.model_dump(include=_AS_STORED),
        contact=contacts.shown(booking.contact),
        movie_id=showtime.movie_id,
        title=movie.title,
        studio_number=studio.number,
        studio_name=studio.name,
        starts_at=showtime.starts_at,
        ends_at=showtime.ends_at,
        tickets=_in_order(tx, booking, studio, valid),
        status=status,
        change_until=change_until,
        changeable=not status.is_over and tx.now <= change_until,
        changed_at=events[-1].at if events else booking.booked_at,
        events=tuple(events),
        email_state=email_state,
        is_past=showtime.is_closed(tx.now),
    )


_AS_STORED = {
    "code", "customer_name", "language", "showtime_id", "owed", "pay_by", "sequence", "booked_at",
}  # fmt: skip


def _in_order(tx: Transaction, booking: Booking, studio: Studio, valid: Sequence[Ticket]) -> tuple[TicketView, ...]:
    layout = Layout.from_data(studio.seat_map)
    ordered = sorted(valid, key=lambda ticket: layout.places.get(ticket.seat, (0, 0)))
    return tuple(
        TicketView(
            ticket.seat,
            layout.kinds.get(ticket.seat, SeatKind.REGULAR),
            ticket.price,
            ticket_token(tx, booking, ticket),
            ticket.checked_in_at,
            layout.pairs.get(ticket.seat),
        )
        for ticket in ordered
    )


def _tickets(tx: Transaction, booking_ids: Sequence[int]) -> defaultdict[int, list[Ticket]]:
    good = select(Ticket).where(col(Ticket.booking_id).in_(booking_ids), col(Ticket.voided_at).is_(None))
    return _by_booking((ticket.booking_id, ticket) for ticket in tx.session.exec(good))


def _events(tx: Transaction, booking_ids: Sequence[int]) -> defaultdict[int, list[BookingEventView]]:
    happened = select(BookingEvent).where(col(BookingEvent.booking_id).in_(booking_ids)).order_by(col(BookingEvent.id))
    return _by_booking((event.booking_id, _event(event)) for event in tx.session.exec(happened))


def _event(event: BookingEvent) -> BookingEventView:
    details: dict[str, Any] = event.details
    moved_from = details.get("starts_at")
    return BookingEventView(
        event.at,
        BookingEventType(event.what),
        ActorKind(event.by),
        tuple(details["seats"]),
        tuple(details.get("into", ())),
        datetime.fromisoformat(moved_from) if moved_from else None,
    )


def _email_states(tx: Transaction, booking_ids: Sequence[int]) -> dict[int | None, str]:
    written = select(Email.booking_id, Email.state).where(col(Email.booking_id).in_(booking_ids))
    return dict(tx.session.exec(written.order_by(col(Email.sequence))).all())


def _by_booking(pairs: Iterable[tuple[int, Any]]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for booking_id, thing in pairs:
        found[booking_id].append(thing)
    return found
