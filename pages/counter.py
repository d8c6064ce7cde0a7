"""The counter: a cashier finds a booking and takes its payment, in a browser that was given the day's key."""

from collections.abc import Mapping

from fastapi.responses import RedirectResponse
from nicegui import ui

from components import theme
from components.counter import CODE, FOUND, PAY, counter_desk, found_booking
from components.html import EMPTY, Html
from pages.answers import Answers, told
from pages.lost import show_lost
from pages.visit import Visit
from tiketa import counter
from tiketa.errors import LinkExpired
from tiketa.views import BookingView

KEY = "counter"  # where the session keeps the key


class CounterPage:
    """Takes payments; every act asks for the key again."""

    _page: Html
    _key: str
    _booking: BookingView | None = None

    def __init__(self, visit: Visit) -> None:
        """Serve this visit."""
        self._visit = visit
        self._perform = visit.office.perform
        self._answer = Answers(visit, lambda: self._page)

    async def build(self, *, key: str) -> RedirectResponse | None:
        """Build the page, or the 404 page for who has no key; a new `key` is kept, and goes from the address."""
        session = ui.context.client.request.session
        self._key = key or str(session.get(KEY, ""))
        try:
            await self._perform(counter.check_key, self._key)
        except LinkExpired:
            show_lost(self._visit)
            return None
        if key:
            session[KEY] = key
            return RedirectResponse("/counter", status_code=303)
        theme.frame(self._visit.t, self._visit.t("counter.title"), here=self._visit.path)
        self._page = theme.main(Html(counter_desk(self._visit.t) + told()))
        self._page.classes("bookings-page").on_submit(self.find).on_act(self.act)
        return None

    async def find(self, filled_in: Mapping[str, str]) -> None:
        """Show the booking with the code that was said."""
        await self._show(filled_in.get(CODE, ""))

    async def act(self, said: str) -> None:
        """Take the payment of the booking that is shown."""
        if said == PAY and self._booking:
            await self._answer(self._pay(self._booking))

    async def _show(self, code: str) -> None:
        self._booking = await self._answer(self._perform(counter.find, code, key=self._key))
        self._page.patch({FOUND: found_booking(self._booking, self._visit.t) if self._booking else EMPTY})

    async def _pay(self, found: BookingView) -> None:
        await self._perform(counter.take_payment, found.code, key=self._key)
        await self._show(found.code)
