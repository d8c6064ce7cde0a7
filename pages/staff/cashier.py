"""The cashier's page: find a booking, take its payment, refund what is owed."""

from collections.abc import Callable, Mapping

from components import theme
from components.fragment import Fragment
from components.markup import EMPTY, notice_part, rendered
from components.sign_out import sign_out_button
from components.staff.cashier import CODE, FOUND, cashier_desk, found_booking
from pages.edge.feedback import Feedback
from pages.edge.request_context import Visit
from pages.edge.session import proof
from pages.error_pages import show_not_found
from tiketa.bookings import emails
from tiketa.bookings.read_models import BookingView
from tiketa.identity import staff
from tiketa.kernel.errors.identity import LinkExpired
from tiketa.payments import cashier


class CashierPage:
    """Takes payments and makes refunds; every act checks again whether the cashier still may."""

    _page: Fragment
    _booking: BookingView | None = None

    def __init__(self, visit: Visit) -> None:
        """Serve this visit."""
        self._visit = visit
        self._answer = Feedback(visit)

    async def build(self) -> None:
        """Build the page, or the 404 page for who is not signed in as a cashier."""
        try:
            staff_member = await self._visit.perform(staff.member)
        except LinkExpired:
            show_not_found(self._visit)
            return
        self._perform = self._visit.office.acting_as(staff_member).perform
        theme.frame(self._visit.t, self._visit.t("cashier.title"), here=self._visit.path)
        self._page = self._answer.page = theme.main(
            Fragment(rendered(cashier_desk(self._visit.t), notice_part(), sign_out_button(self._visit.t, proof())))
        )
        self._page.classes("cashier-page").on_submit(self.find).on_action(
            pay=self.take_payment, refund=self.refund, send_email=self.send_email
        )

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
