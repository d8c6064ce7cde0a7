"""A booking's ticket, and changes to the booking."""

from collections.abc import Mapping

import htpy as h
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from nicegui import ui

from components import theme
from components.bookings.change_panel import change_panel, question
from components.bookings.sign_in import find_form
from components.bookings.ticket import history, ticket
from components.fragment import Fragment, part
from components.markup import notice_part, rendered
from pages.edge.feedback import Feedback
from pages.edge.live import LiveFeeds
from pages.edge.request_context import Visit
from pages.error_pages import NOT_FOUND
from pages.magic_links import find_booking
from tiketa.bookings import access, changes, codes, emails, lookup
from tiketa.bookings.read_models import BookingView
from tiketa.kernel.errors.identity import LinkExpired
from tiketa.kernel.errors.refusals import NotNow, Refusal
from tiketa.programme import movies
from tiketa.programme.read_models import ShowtimeView

TICKET, CHANGE, HISTORY = "ticket", "change", "history"  # the page's parts


class TicketPage:
    """Shows one ticket, keeps it current, and changes its booking."""

    _page: Fragment
    _booking: BookingView
    _showtimes: tuple[ShowtimeView, ...]
    _asking = False

    def __init__(self, visit: Visit, feeds: LiveFeeds) -> None:
        """Serve this visit."""
        self._visit = visit
        self._t = visit.t
        self._feeds = feeds
        self._chosen: set[str] = set()
        self._answer = Feedback(visit)

    async def build(self, code: str, *, key: str) -> RedirectResponse | None:
        """Build the page; another's ticket looks like one that does not exist. A `key` comes from an email."""
        if key:
            return await self._grant_access(code, key)
        perform = self._visit.perform
        try:
            self._booking = await perform(lookup.booking, code)
        except NotNow:  # whose ticket it is has not been looked up
            raise
        except Refusal:
            self._show_lock(code, self._t("find.locked"))
            return None
        self._showtimes = await perform(movies.showtimes, self._booking.movie_id)
        self._chosen = set(self._booking.seats)
        theme.frame(self._t, self._t("ticket.title", code=self._booking.code), here=self._visit.path)
        theme.script("js/stubs.js")
        ticket_part, *below = (part(*each) for each in self._parts().items())
        shown = rendered(ticket_part, notice_part(), below)  # the notice stands where seats are changed
        self._page = self._answer.page = theme.main(Fragment(shown))
        self._page.classes("ticket-page").on_action(
            choose=self.choose,
            move=self.move,
            cancel=self.ask_to_cancel,
            yes=self.confirm_cancel,
            no=self._stop_asking,
            send_email=self.send_email,
        )
        self._feeds.bookings.follow(self._booking.code, ui.context.client, self.refresh)
        return None

    def refresh(self, found: BookingView) -> None:
        """Show the booking as it is now."""
        if found != self._booking:
            self._asking = self._asking and found.tickets == self._booking.tickets
            self._booking = found
            self._chosen = self._chosen & set(found.seats) or set(found.seats)
            parts = self._parts()
            if self._asking:  # the open question stays
                del parts[CHANGE]
            self._page.patch(parts)

    def choose(self, seat: str) -> None:
        """Choose a seat for what is to be changed, or leave it out; sofas whole."""
        pieces = (set(ticket.together) for ticket in self._booking.tickets if ticket.seat == seat)
        self._chosen ^= next(pieces, set())
        self._page.patch({CHANGE: self._change()})

    def move(self) -> None:
        """Go to the seat map to move the chosen seats."""
        if self._chosen:
            ui.navigate.to(self._address_of_move())

    def ask_to_cancel(self) -> None:
        """Ask whether to cancel the chosen seats."""
        if self._chosen:
            self._asking = True
            self._page.patch({CHANGE: question(self._booking, self._t, seats=self._in_order())})

    async def confirm_cancel(self) -> None:
        """Cancel what was asked about; a second "yes" has no question and does nothing."""
        if self._asking:
            self._asking = False
            await self.cancel()

    async def cancel(self) -> None:
        """Cancel the seats that were chosen."""
        cancelled = self._visit.perform(changes.cancel, self._booking.code, seats=self._in_order())
        await self._answer(cancelled, "change.cancelled")
        self._stop_asking()  # the feed brings the change, as to every tab

    async def send_email(self) -> None:
        """Send the newest email about this booking once more."""
        await self._answer(self._visit.perform(emails.send_again, self._booking.code), "ticket.email_sent_again")

    async def find(self, filled_in: Mapping[str, str]) -> None:
        """Open the ticket by its code and the contact given."""
        await find_booking(self._visit, self._answer, filled_in)

    async def _grant_access(self, code: str, key: str) -> RedirectResponse | None:
        """Grant access to who has the link, and redirect without its key: an address may be shown to others."""
        try:
            code = await self._visit.perform(access.open_with_link, code, key)
        except LinkExpired as refusal:
            self._show_lock(code, self._visit.say(refusal))
            return None
        return RedirectResponse(f"/ticket/{code}", status_code=303)

    def _show_lock(self, code: str, why: str) -> None:
        ui.status_code(NOT_FOUND)
        theme.frame(self._t, self._t("find.locked_title"), here=self._visit.path.partition("?")[0])
        form = find_form(self._t, code=codes.normalize(code), why=why)
        locked = rendered(h.h1[self._t("find.locked_title")], notice_part(), h.div(".access-list")[form])
        self._page = self._answer.page = theme.main(Fragment(locked))
        self._page.classes("bookings-page").on_submit(self.find)

    def _stop_asking(self) -> None:
        self._asking = False
        self._page.patch({CHANGE: self._change()})

    def _in_order(self) -> list[str]:
        return [seat for seat in self._booking.seats if seat in self._chosen]

    def _address_of_move(self) -> str:
        return f"/book/{self._booking.showtime_id}?move={self._booking.code}&seats={','.join(self._in_order())}"

    def _parts(self) -> dict[str, Markup]:
        return {
            TICKET: ticket(self._booking, self._t),
            CHANGE: self._change(),
            HISTORY: history(self._booking, self._t),
        }

    def _change(self) -> Markup:
        now = self._visit.office.clock()
        return change_panel(
            self._booking,
            self._t,
            chosen=self._chosen,
            showtimes=[show for show in self._showtimes if show.starts_at > now],
            minutes=self._visit.office.settings.change_before_minutes,
        )
