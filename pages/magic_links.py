"""Links with secrets: access to bookings for another device, signing in to an account, signing in as a cashier.

A link's secret leaves the address at once: the session keeps what is good in that session alone, and asks. Only a yes,
by a form of our own, has an effect: programs that open links, such as mail scanners, must not use them up.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import app, ui

from components import theme
from components.bookings.sign_in import CODE, CONTACT, question
from components.fragment import Fragment
from pages.edge.feedback import Feedback
from pages.edge.origins import is_own_origin
from pages.edge.request_context import Visit, performer
from pages.edge.session import ACCOUNT, LANGUAGE, kept_of, renew
from pages.error_pages import page, show_not_found
from tiketa.bookings import access
from tiketa.identity import customers, one_time_links, sessions, staff
from tiketa.kernel.errors.refusals import NotNow, Refusal
from tiketa.office import Act, BoxOffice

SEE_OTHER = 303
BOOKINGS, CASHIER = "/bookings", "/cashier"


@dataclass(frozen=True, slots=True)
class Link:
    """A kind of link: where it is asked about, the question's words, and its acts.

    `use` does what the link is for, with what the session keeps of it, and returns where to go then.
    """

    purpose: str
    asked_at: str
    words: str
    keep: Act[[str, str], str]
    peek: Act[[str, str], str]
    use: Callable[[BoxOffice, Request, str], Awaitable[str]]


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


def register(office: BoxOffice) -> None:
    """Map the routes of the links, and of signing out."""
    for link in LINKS:
        pages = LinkPages(office, link)
        page(office, f"{link.asked_at}/{{secret}}")(pages.open)
        page(office, link.asked_at)(pages.ask)
        app.post(link.asked_at, include_in_schema=False)(pages.use)
    app.post("/sign-out", include_in_schema=False)(partial(sign_out, office))


async def sign_out(office: BoxOffice, request: Request, page: str = "") -> RedirectResponse:
    """Sign this browser out, a customer's or a cashier's; `page` is of the page whose form it is."""
    if not is_own_origin(request.scope, office.settings.public_url):
        return RedirectResponse(BOOKINGS, SEE_OTHER)
    renew(request, await performer(office, request).perform(sessions.sign_out, page))
    return RedirectResponse(BOOKINGS, SEE_OTHER, headers={"Clear-Site-Data": '"storage"'})


class LinkPages:
    """The pages of one kind of link."""

    def __init__(self, office: BoxOffice, link: Link) -> None:
        """Keep the office that the links are for."""
        self._office = office
        self._link = link

    async def open(self, secret: str) -> RedirectResponse | None:
        """Move the link into the session, and ask at an address without it; or say that it no longer works."""
        visit = Visit.here(self._office)
        kept = await _or_not_found(visit, visit.perform(self._link.keep, secret, self._link.purpose))
        if kept is None:
            return None
        ui.context.client.request.session[kept_of(self._link.purpose)] = kept
        return RedirectResponse(self._link.asked_at, SEE_OTHER)

    async def ask(self) -> None:
        """Ask whether to do it here, and about what: anybody may have sent this link."""
        visit = Visit.here(self._office)
        kept = str(ui.context.client.request.session.get(kept_of(self._link.purpose), ""))
        subject = await _or_not_found(visit, visit.perform(self._link.peek, kept, self._link.purpose))
        if subject is not None:
            self._show(visit, subject)

    def _show(self, visit: Visit, subject: str) -> None:
        t, words = visit.t, self._link.words
        theme.frame(t, t(words), here=visit.path)
        theme.main(Fragment(question(t(words), t(f"{words}_text", email=subject), t(f"{words}_button"), t)))

    async def use(self, request: Request) -> RedirectResponse:
        """Do it, if the form was sent from our own origin: no other site can sign a visitor in."""
        if not is_own_origin(request.scope, self._office.settings.public_url):
            return RedirectResponse(BOOKINGS, SEE_OTHER)
        try:
            kept = str(request.session.get(kept_of(self._link.purpose), ""))
            return RedirectResponse(await self._link.use(self._office, request, kept), SEE_OTHER)
        except Refusal:
            return RedirectResponse(self._link.asked_at, SEE_OTHER)  # that page says that the link was used


async def _take_to_device(office: BoxOffice, request: Request, kept: str) -> str:
    await performer(office, request).perform(access.take_to_device, kept)
    return BOOKINGS


async def _sign_in(office: BoxOffice, request: Request, kept: str) -> str:
    new_id, customer = await performer(office, request).perform(customers.sign_in, kept)
    renew(request, new_id)
    request.session[LANGUAGE] = customer.language
    request.session[ACCOUNT] = True
    return BOOKINGS


async def _sign_in_cashier(office: BoxOffice, request: Request, kept: str) -> str:
    renew(request, await performer(office, request).perform(staff.sign_in, kept))
    return CASHIER


async def _end_cashiers(office: BoxOffice, request: Request, kept: str) -> str:
    await performer(office, request).perform(staff.end_all, kept)
    return "/"


LINKS = (
    Link(one_time_links.DEVICE, "/device", "device.here", one_time_links.keep, one_time_links.peek, _take_to_device),
    Link(one_time_links.ACCOUNT, "/account", "account.sign_in", one_time_links.keep, one_time_links.peek, _sign_in),
    Link(staff.CASHIER, "/cashier/sign-in", "cashier.sign_in", staff.keep, staff.peek, _sign_in_cashier),
    Link(staff.END_ALL, "/cashier/end", "cashier.end", staff.keep, staff.peek, _end_cashiers),
)


async def _or_not_found(visit: Visit, asked: Awaitable[str]) -> str | None:
    try:
        return await asked
    except NotNow:  # the link may be good, and the house does not look
        raise
    except Refusal as refusal:
        show_not_found(visit, f"refusal.{refusal.code}")
        return None
