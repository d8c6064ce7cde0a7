"""Refusals at check-in."""

from tiketa.kernel.errors.refusals import Conflict, Gone, Invalid


class InvalidTicket(Invalid):
    """This is no ticket of this cinema."""

    code = "invalid_ticket"


class TicketUnpaid(Conflict):
    """The booking of this ticket is still to be paid."""

    code = "ticket_unpaid"


class AlreadyCheckedIn(Conflict):
    """A ticket is valid once, and `seats` have been checked in."""

    code = "already_checked_in"


class TicketVoid(Gone):
    """The ticket was given up: its seat was cancelled, moved or released."""

    code = "ticket_void"
