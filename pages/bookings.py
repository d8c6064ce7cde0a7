"""This visitor's bookings, past and coming, and access to those made on other devices."""

import json
from collections.abc import Mapping

import htpy as h
from nicegui import ui

from components import theme
from components.bookings.my_data import data_deleted, data_section, delete_question
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
from tiketa.bookings import access, lookup, privacy
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
            data_section(t, days=visit.office.settings.contacts_kept_days) if customer else None,
        ]
        shown = rendered(bookings_list(found, t), notice_part(), access_list)
        self._page = self._answer.page = theme.main(Fragment(shown))
        self._page.classes("bookings-page").on_submit(self.send)
        self._page.on_action(device=self.show_link)
        self._page.on_action(export_data=self.export_data, ask_delete=self.ask_delete, delete_data=self.delete_data)

    async def show_link(self) -> None:
        """Show a new link that takes these bookings to another device."""
        secret = await self._answer(self._perform(access.link_to_device))
        if secret:
            link = f"{self._visit.origin}/device/{secret}"
            self._page.patch({"device": device_link(link, self._visit.t, minutes=self._minutes)})

    async def export_data(self) -> None:
        """Send what is kept about the customer as a file."""
        if data := await self._answer(self._perform(privacy.export)):
            ui.download.content(json.dumps(data, ensure_ascii=False, indent=2), "tiketa.json", "application/json")

    async def ask_delete(self) -> None:
        """Ask before all is deleted."""
        self._page.patch({"my_data": delete_question(self._visit.t)})

    async def delete_data(self) -> None:
        """Delete what is kept about the customer, and show them as signed out."""
        if await self._answer(self._perform(privacy.delete_customer)) is not None:
            t, mail = self._visit.t, self._visit.office.settings.sends_mail
            signed_out = account_section(t, customer=None, mail=mail, proof=proof())
            self._page.patch({"my_data": data_deleted(t), "account": signed_out})

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
