"""One seat of a booking, shown to whoever has its ticket's token: the customer gave it to them."""

from sqlmodel import col, select

from tiketa.bookings import tickets, views
from tiketa.bookings.read_models import SharedSeat
from tiketa.kernel import signing
from tiketa.kernel.errors.tickets import InvalidTicket, TicketVoid
from tiketa.storage.models.bookings import Booking
from tiketa.storage.models.tickets import Ticket
from tiketa.storage.transaction import Transaction, reading


@reading
def shared_seat(tx: Transaction, token: str) -> tuple[str, SharedSeat]:
    """Return the code of a token's booking, to follow it and not to be shown, and its seat.

    Raises `InvalidTicket` for a token that this cinema has not signed, `TicketVoid` for a cancelled one.
    """
    number = signing.ticket_id_in(token)
    of_ticket = select(Booking, Ticket).join(Ticket, col(Ticket.booking_id) == col(Booking.id))
    found = tx.session.exec(of_ticket.where(Ticket.id == number)).first()
    if found is None or not signing.is_same(tickets.token(tx, *found), token):
        raise InvalidTicket
    [view] = views.read(tx, col(Booking.id) == found[0].id)
    seat = view.shared_seat(token)
    if seat is None:
        raise TicketVoid
    return view.code, seat
