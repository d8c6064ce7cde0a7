"""A booking's ticket, for the visitor who booked it and for nobody else."""

from components import theme
from components.html import Html
from components.ticket import ticket
from pages.lost import show_lost
from pages.visit import Visit
from tiketa import booking
from tiketa.errors import Refusal


class TicketPage:
    """Shows one ticket."""

    def __init__(self, visit: Visit) -> None:
        """Serve this visit."""
        self._visit = visit

    async def build(self, code: str) -> None:
        """Build the page; another visitor's ticket is not told from one that does not exist."""
        visit = self._visit
        try:
            found = await visit.office.perform(booking.booking, code, visitor=visit.visitor)
        except Refusal:
            return show_lost(visit, "lost.ticket")
        theme.frame(visit.t, visit.t("ticket.title", code=found.code), here=visit.path)
        theme.main(Html(ticket(found, visit.t)))
        return None
