"""One-time links: give another device access to bookings, sign in to an account."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import app, ui

from components import theme
from components.bookings.sign_in import CODE, CONTACT, question
from components.fragment import Fragment
from pages.edge.feedback import Feedback
from pages.edge.request_context import ACCOUNT, LANGUAGE, Visit, performer
from pages.error_pages import page, show_not_found
from tiketa.bookings import access
from tiketa.identity import customers, one_time_links
from tiketa.kernel.errors.refusals import NotNow, Refusal
from tiketa.office import BoxOffice

SEE_OTHER = 303
BOOKINGS = "/bookings"


def register(office: BoxOffice) -> None:
    """Map the routes of the links."""
    links = MagicLinks(office)
    page(office, "/device/{secret}")(links.ask_device)
    page(office, "/account/{secret}")(links.ask_account)
    app.post("/device/{secret}", include_in_schema=False)(links.take_to_device)
    app.post("/account/{secret}", include_in_schema=False)(links.sign_in)
    app.get("/signed-out", include_in_schema=False)(links.forget)


async def find_booking(visit: Visit, answer: Feedback, filled_in: Mapping[str, str]) -> None:
    """Open a booking by its code and the contact given, or say that they do not match."""
    code = await answer(
        visit.perform(
            access.open_with_contact,
            filled_in.get(CODE, ""),
            filled_in.get(CONTACT, ""),
        )
    )
    if code:
        ui.navigate.to(f"/ticket/{code}")


class MagicLinks:
    """Asks before a link's effect: programs that open links, such as mail scanners, must not use them up."""

    def __init__(self, office: BoxOffice) -> None:
        """Keep the office that the links are for."""
        self._office = office

    async def ask_device(self, secret: str) -> None:
        """Ask whether to open another device's tickets here too."""
        visit = Visit.here(self._office)
        if await self._subject_of(visit, secret, one_time_links.DEVICE):
            t = visit.t
            _show(visit, t("device.here"), t("device.here_text"), t("device.here_button"))

    async def ask_account(self, secret: str) -> None:
        """Ask whether to sign in here, and say to whose account: anybody may have sent this link."""
        visit = Visit.here(self._office)
        if email := await self._subject_of(visit, secret, one_time_links.ACCOUNT):
            t = visit.t
            _show(visit, t("account.sign_in"), t("account.sign_in_text", email=email), t("account.sign_in_button"))

    async def take_to_device(self, request: Request, secret: str) -> RedirectResponse:
        """Give this browser access to another device's tickets, and show them."""
        if not self._is_ours(request):
            return RedirectResponse(BOOKINGS, SEE_OTHER)
        try:
            await performer(self._office, request).perform(access.take_to_device, secret)
        except Refusal:
            return RedirectResponse(request.url.path, SEE_OTHER)  # that page says that the link was used
        return RedirectResponse(BOOKINGS, SEE_OTHER)

    async def sign_in(self, request: Request, secret: str) -> RedirectResponse:
        """Sign in here, with the account's language."""
        if not self._is_ours(request):
            return RedirectResponse(BOOKINGS, SEE_OTHER)
        try:
            customer = await performer(self._office, request).perform(customers.sign_in, secret)
        except Refusal:
            return RedirectResponse(request.url.path, SEE_OTHER)  # that page says that the link was used
        request.session[LANGUAGE] = customer.language
        request.session[ACCOUNT] = True
        return RedirectResponse(BOOKINGS, SEE_OTHER)

    async def forget(self, request: Request) -> RedirectResponse:
        """Drop the session's note of an account after signing out; for who is signed in it does nothing."""
        if await performer(self._office, request).perform(customers.customer) is None:
            request.session.pop(ACCOUNT, None)
        return RedirectResponse(BOOKINGS, SEE_OTHER)

    def _is_ours(self, request: Request) -> bool:
        """Say whether a form was sent from our own origin, so that no other site can sign a visitor in."""
        here = (f"{scheme}://{request.url.netloc}" for scheme in ("http", "https"))
        return request.headers.get("origin", "") in {self._office.settings.public_url, *here}

    async def _subject_of(self, visit: Visit, secret: str, purpose: str) -> str | None:
        """Return what a link is about, or show that it no longer works."""
        try:
            return await visit.perform(one_time_links.peek, secret, purpose)
        except NotNow:  # the link is good, and the house does not look
            raise
        except Refusal as refusal:
            show_not_found(visit, f"refusal.{refusal.code}")
            return None


def _show(visit: Visit, title: str, text: str, button: str) -> None:
    theme.frame(visit.t, title, here=visit.path)
    theme.main(Fragment(question(title, text, button, visit.t)))
