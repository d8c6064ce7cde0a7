"""Check-in: admitting people by their tickets' tokens."""

from sqlmodel import col, select

from tiketa.bookings import tickets, timeline
from tiketa.bookings.read_models import Admission
from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.identity import authorization
from tiketa.kernel import signing
from tiketa.kernel.actor import Role
from tiketa.kernel.errors.programme import ShowtimeOver
from tiketa.kernel.errors.tickets import AlreadyCheckedIn, InvalidTicket, TicketUnpaid, TicketVoid
from tiketa.seating import occupancy
from tiketa.storage.models.bookings import Booking
from tiketa.storage.models.tickets import Ticket
from tiketa.storage.transaction import Transaction


def check_in(tx: Transaction, token: str) -> Admission:
    """Admit one person by a ticket's token, which is valid once.

    Raises `InvalidTicket` for a token that this cinema has not signed, `TicketVoid` for a cancelled one,
    `TicketUnpaid`, `AlreadyCheckedIn`, `ShowtimeOver` or `NotAllowed`.
    """
    authorization.require_role(tx, Role.USHER, Role.CASHIER, Role.MANAGER)
    found, ticket = _signed(tx, signing.token_in(str(token)))
    if ticket.voided_at is not None:
        raise TicketVoid
    if found.status == BookingStatus.RESERVED:
        raise TicketUnpaid
    if ticket.checked_in_at is not None:
        raise AlreadyCheckedIn(seats=ticket.seat)
    hall = occupancy.hall(tx, found.showtime_id)
    if hall.is_closed(tx.now):
        raise ShowtimeOver
    ticket.checked_in_at = tx.now
    timeline.record(tx, found, BookingEventType.CHECKED_IN, [ticket.seat])
    return Admission(ticket.seat, hall.title, hall.studio_number, hall.starts_at, found.customer_name)


def _signed(tx: Transaction, token: str) -> tuple[Booking, Ticket]:
    """Return a token's ticket and its booking, both locked until this act commits."""
    number = signing.ticket_id_in(token)
    of_ticket = select(Ticket.booking_id).where(col(Ticket.id) == number).scalar_subquery()
    found = tx.session.exec(select(Booking).where(col(Booking.id) == of_ticket).with_for_update()).first()
    if found is None:
        raise InvalidTicket
    ticket = tx.session.exec(select(Ticket).where(Ticket.id == number)).one()
    if not signing.is_same(tickets.token(tx, found, ticket), token):
        raise InvalidTicket
    return found, ticket
