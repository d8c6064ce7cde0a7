"""This visitor's bookings, past and coming."""

from components import theme
from components.html import Html
from components.ticket import bookings_list
from pages.visit import Visit
from tiketa import booking


class BookingsPage:
    """Lists the bookings that were made in this browser."""

    def __init__(self, visit: Visit) -> None:
        """Serve this visit."""
        self._visit = visit

    async def build(self) -> None:
        """Build the page."""
        visit = self._visit
        found = await visit.office.perform(booking.bookings, visitor=visit.visitor)
        theme.frame(visit.t, visit.t("bookings.title"), here=visit.path)
        theme.main(Html(bookings_list(found, visit.t)))
