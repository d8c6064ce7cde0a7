"""This visitor's bookings, past and coming, and access to those made on other devices."""

from collections.abc import Mapping

import htpy as h

from components import theme
from components.bookings.sessions import sessions_link
from components.bookings.sign_in import (
    ACCOUNT,
    EMAIL,
    FIND,
    FORM,
    account_section,
    device_link,
    device_section,
    find_form,
    link_sent,
)
from components.bookings.ticket import bookings_list
from components.fragment import Fragment
from components.markup import notice_part, rendered
from pages.edge.feedback import Feedback
from pages.edge.request_context import Visit
from pages.edge.session import proof
from pages.magic_links import find_booking
from tiketa.bookings import access, lookup
from tiketa.identity import customers


class BookingsPage:
    """Lists the bookings that this browser may open, and opens others."""

    _page: Fragment

    def __init__(self, visit: Visit) -> None:
        """Serve this visit."""
        self._visit = visit
        self._perform = visit.perform
        self._answer = Feedback(visit)

    async def build(self) -> None:
        """Build the page."""
        visit, t = self._visit, self._visit.t
        found = await self._perform(lookup.bookings)
        customer = await self._perform(customers.customer) if visit.signed_in else None
        theme.frame(t, t("bookings.title"), here=visit.path)
        access_list = h.div(".access-list")[
            find_form(t),
            device_section(t) if found else None,
            account_section(t, customer=customer, mail=visit.office.settings.sends_mail, proof=proof()),
            sessions_link(t) if found or customer else None,
        ]
        shown = rendered(bookings_list(found, t), notice_part(), access_list)
        self._page = self._answer.page = theme.main(Fragment(shown))
        self._page.classes("bookings-page").on_submit(self.send)
        self._page.on_action(device=self.show_link)

    async def show_link(self) -> None:
        """Show a new link that takes these bookings to another device."""
        secret = await self._answer(self._perform(access.link_to_device))
        if secret:
            link = f"{self._visit.origin}/device/{secret}"
            self._page.patch({"device": device_link(link, self._visit.t, minutes=self._minutes)})

    async def send(self, filled_in: Mapping[str, str]) -> None:
        """Do what the form that was sent is for."""
        if filled_in.get(FORM) == FIND:
            await find_booking(self._visit, self._answer, filled_in)
        elif filled_in.get(FORM) == ACCOUNT:
            await self.ask_for_link(filled_in.get(EMAIL, ""))

    async def ask_for_link(self, email: str) -> None:
        """Email a link that signs in."""
        visit = self._visit
        asked = self._perform(customers.ask_for_link, email, language=visit.t.language)
        if known := await self._answer(asked):
            self._page.patch({"account": link_sent(known, visit.t, minutes=self._minutes)})

    @property
    def _minutes(self) -> int:
        return self._visit.office.settings.link_minutes
