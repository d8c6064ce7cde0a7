"""One seat of a booking, for whoever has its link: the same code as on the booking's ticket, and nothing else of it."""

from nicegui import ui

from components import theme
from components.bookings.ticket import shared_seat, void_seat
from components.fragment import Fragment, part
from components.movies.poster import preview_address
from pages.edge.live import LiveFeeds
from pages.edge.request_context import Visit
from pages.error_pages import show_not_found
from tiketa.bookings import shared_seats
from tiketa.bookings.read_models import BookingView, SharedSeat
from tiketa.kernel.errors.refusals import NotNow, Refusal

TICKET = "ticket"  # the page's part that changes


class SharedSeatPage:
    """Shows one seat's code, and keeps it current."""

    _page: Fragment

    def __init__(self, visit: Visit, feeds: LiveFeeds) -> None:
        """Serve this visit."""
        self._visit = visit
        self._feeds = feeds

    async def build(self, token: str) -> None:
        """Build the page, or the 404 page for a seat that was given up, or a token that is none of ours."""
        try:
            code, seat = await self._visit.perform(shared_seats.shared_seat, token)
        except NotNow:  # the link may be good
            raise
        except Refusal as refusal:
            show_not_found(self._visit, f"refusal.{refusal.code}")
            return
        self._token = token
        theme.frame(self._visit.t, self._name(seat), here=self._visit.path, preview=self._preview(seat))
        theme.script("js/stubs.js")
        theme.unlisted()
        self._page = theme.main(Fragment(part(TICKET, shared_seat(seat, self._visit.t)))).classes("ticket-page")
        self._feeds.bookings.follow_by_token(code, ui.context.client, self.refresh)

    def refresh(self, found: BookingView) -> None:
        """Show the seat as it is now, or that it was given up."""
        seat = found.shared_seat(self._token)
        t = self._visit.t
        self._page.patch({TICKET: shared_seat(seat, t) if seat else void_seat(t)})

    def _name(self, seat: SharedSeat) -> str:
        return f"{seat.title} · {self._visit.t('paper.seat', seat=seat.ticket.seat)}"

    def _preview(self, seat: SharedSeat) -> theme.Preview:
        """Return what the chat shows in which the link was sent."""
        t = self._visit.t
        words = f"{t.moment(seat.starts_at)}, {t.studio(seat.studio_number, seat.studio_name)}"
        return theme.Preview(words, preview_address(seat.title), self._visit.origin)
