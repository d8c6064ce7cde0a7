"""The tickets of a booking."""

from collections.abc import Iterable

from sqlmodel import col, select

from tiketa.halls.layout import Layout, SeatKind
from tiketa.kernel import signing
from tiketa.pricing import quote
from tiketa.pricing.quote import Quote
from tiketa.storage.models.bookings import Booking
from tiketa.storage.models.tickets import Ticket
from tiketa.storage.statements import insert
from tiketa.storage.transaction import Transaction


def valid_tickets(tx: Transaction, booking: Booking) -> list[Ticket]:
    """Return the booking's tickets that are not void."""
    good = select(Ticket).where(Ticket.booking_id == booking.id, col(Ticket.voided_at).is_(None))
    return list(tx.session.exec(good.with_for_update()))


def seats_of(tickets: Iterable[Ticket]) -> list[str]:
    """Return the seats that tickets are for."""
    return [ticket.seat for ticket in tickets]


_NEW = insert(Ticket, ("booking_id", "seat", "price"))


def issue(tx: Transaction, booking_id: int, cost: Quote) -> None:
    """Add a ticket for each seat of the quote, at its price there; the caller changes the booking's total."""
    new = [{"booking_id": booking_id, "seat": seat, "price": price} for seat, price in cost.prices.items()]
    tx.run_for_each(_NEW, new)


def void(tx: Transaction, booking: Booking, tickets: Iterable[Ticket]) -> None:
    """Make tickets void."""
    for ticket in tickets:
        ticket.voided_at = tx.now
        booking.total -= ticket.price
    tx.session.flush()


def code_of(tx: Transaction, words: str) -> str:
    """Return the code of the booking whose ticket was scanned or typed, "" for what is no token of this cinema."""
    said = signing.token_in(words)
    row = select(Booking, Ticket).join(Ticket).where(col(Ticket.id) == signing.ticket_id_in(said))
    found = tx.session.exec(row).first() if said else None
    return found[0].code if found and signing.is_same(token(tx, *found), said) else ""


def quote_of(layout: Layout, tickets: Iterable[Ticket]) -> Quote:
    """Return what these tickets were sold for."""
    return quote.of_seat_prices((t.seat, layout.kinds.get(t.seat, SeatKind.REGULAR), t.price) for t in tickets)


def token(tx: Transaction, booking: Booking, ticket: Ticket) -> str:
    """Return what the ticket's QR code says; a ticket for another seat or showtime has another token."""
    return tx.signer.token(ticket.id or 0, booking.code, ticket.seat)
