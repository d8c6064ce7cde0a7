"""The cashier's page: find a booking, take its payment, refund what is owed."""

from collections.abc import Callable, Mapping

from fastapi.responses import RedirectResponse
from nicegui import ui

from components import theme
from components.fragment import Fragment
from components.markup import EMPTY, notice_part, rendered
from components.staff.cashier import CODE, FOUND, cashier_desk, found_booking
from pages.edge.feedback import Feedback
from pages.edge.request_context import Visit
from pages.error_pages import show_not_found
from tiketa.bookings import emails
from tiketa.bookings.read_models import BookingView
from tiketa.identity import staff
from tiketa.kernel.errors.identity import LinkExpired
from tiketa.payments import cashier

KEY = "cashier"  # where the session keeps the key


class CashierPage:
    """Takes payments and makes refunds; every act checks again whether the cashier still may."""

    _page: Fragment
    _booking: BookingView | None = None

    def __init__(self, visit: Visit) -> None:
        """Serve this visit."""
        self._visit = visit
        self._answer = Feedback(visit)

    async def build(self, *, key: str) -> RedirectResponse | None:
        """Build the page, or without a key the 404 page; a new `key` moves from the address to the session."""
        session = ui.context.client.request.session
        try:
            staff_member = await self._visit.perform(staff.cashier_with_key, key or str(session.get(KEY, "")))
        except LinkExpired:
            show_not_found(self._visit)
            return None
        self._perform = self._visit.office.acting_as(staff_member).perform
        if key:
            session[KEY] = key
            return RedirectResponse("/cashier", status_code=303)
        theme.frame(self._visit.t, self._visit.t("cashier.title"), here=self._visit.path)
        self._page = self._answer.page = theme.main(Fragment(rendered(cashier_desk(self._visit.t), notice_part())))
        self._page.classes("cashier-page").on_submit(self.find).on_action(
            pay=self.take_payment, refund=self.refund, send_email=self.send_email
        )
        return None

    async def find(self, filled_in: Mapping[str, str]) -> None:
        """Show the booking with this code."""
        self._show(None)
        await self._answer(self._find(filled_in.get(CODE, "")))

    async def take_payment(self) -> None:
        """Record the payment of the booking that is shown."""
        if found := self._booking:
            await self._answer(self._settle(cashier.take_payment, found.code, found.total))

    async def refund(self) -> None:
        """Record the refund of the booking that is shown."""
        if found := self._booking:
            await self._answer(self._settle(cashier.refund, found.code, found.owed))

    async def send_email(self) -> None:
        """Send the email about the booking that is shown once more."""
        if found := self._booking:
            await self._answer(self._perform(emails.send_again, found.code), "ticket.email_sent_again")

    async def _find(self, code: str) -> None:
        self._show(await self._perform(cashier.find, code))

    async def _settle(self, act: Callable[..., None], code: str, amount: int) -> None:
        try:
            await self._perform(act, code, amount)
        finally:  # after a refusal too, the cashier sees the booking as it is now
            await self._find(code)

    def _show(self, found: BookingView | None) -> None:
        self._booking = found
        self._page.patch({FOUND: found_booking(found, self._visit.t) if found else EMPTY})
