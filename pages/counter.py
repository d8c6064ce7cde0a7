"""The counter: a cashier with the day's key finds a booking in a browser, takes its payment or gives it back."""

from collections.abc import Callable, Mapping

from fastapi.responses import RedirectResponse
from nicegui import ui

from components import theme
from components.counter import CODE, FOUND, PAY, REFUND, counter_desk, found_booking
from components.html import EMPTY, Html
from pages.answers import Answers, told
from pages.lost import show_lost
from pages.visit import Visit
from tiketa import counter
from tiketa.errors import LinkExpired
from tiketa.views import BookingView

KEY = "counter"  # where the session keeps the key


class CounterPage:
    """Takes payments and gives them back; every act asks for the key again."""

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
        self._page.classes("counter-page").on_submit(self.find).on_act(self.act)
        return None

    async def find(self, filled_in: Mapping[str, str]) -> None:
        """Show the booking with the code that was said."""
        self._show(None)
        await self._answer(self._find(filled_in.get(CODE, "")))

    async def act(self, said: str) -> None:
        """Keep that the money was taken, or given back, for the booking that is shown."""
        found = self._booking
        if found and said == PAY:
            await self._answer(self._settle(counter.take_payment, found.code, found.total))
        elif found and said == REFUND:
            await self._answer(self._settle(counter.give_back, found.code, found.owed))

    async def _find(self, code: str) -> None:
        self._show(await self._perform(counter.find, code, key=self._key))

    async def _settle(self, act: Callable[..., None], code: str, amount: int) -> None:
        try:
            await self._perform(act, code, amount, key=self._key)
        finally:  # whatever came of it, the cashier sees how the booking stands
            await self._find(code)

    def _show(self, found: BookingView | None) -> None:
        self._booking = found
        self._page.patch({FOUND: found_booking(found, self._visit.t) if found else EMPTY})
