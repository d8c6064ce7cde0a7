"""The door: what a ticket's token is worth."""

from sqlmodel import col, select

from tiketa import claims, records, signing
from tiketa.database import Transaction
from tiketa.errors import AlreadyCheckedIn, InvalidTicket, ShowtimeOver, TicketUnpaid, TicketVoid
from tiketa.models import Booking, Ticket
from tiketa.views import Admission, BookingStatus, By, What


def check_in(tx: Transaction, token: str) -> Admission:
    """Let one person in by a ticket's token, which counts once.

    Raises `InvalidTicket` for what this house has not signed, `TicketVoid` for a ticket that was given up,
    `TicketUnpaid`, `AlreadyCheckedIn` or `ShowtimeOver`.
    """
    found, ticket = _signed(tx, str(token))
    if ticket.voided_at is not None:
        raise TicketVoid
    if found.status == BookingStatus.RESERVED:
        raise TicketUnpaid
    if ticket.checked_in_at is not None:
        raise AlreadyCheckedIn(seats=ticket.seat)
    showtime, studio, title = claims.hall_and_title(tx, found.showtime_id)
    if showtime.is_closed(tx.now):
        raise ShowtimeOver
    ticket.checked_in_at = tx.now
    records.happened(tx, found, What.CHECKED_IN, By.DOOR, [ticket.seat])
    return Admission(ticket.seat, title, studio.number, showtime.starts_at, found.customer_name)


def _signed(tx: Transaction, token: str) -> tuple[Booking, Ticket]:
    """Return the ticket that a token is of, and its booking, for this act alone to change."""
    number = signing.ticket_id_in(token)
    of_ticket = select(Ticket.booking_id).where(col(Ticket.id) == number).scalar_subquery()
    found = tx.session.exec(select(Booking).where(col(Booking.id) == of_ticket).with_for_update()).first()
    if found is None:
        raise InvalidTicket
    ticket = tx.session.exec(select(Ticket).where(Ticket.id == number)).one()
    if not signing.is_same(records.token(tx, found, ticket), token):
        raise InvalidTicket
    return found, ticket
