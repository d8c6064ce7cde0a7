"""Where the visitor is signed in, and where else their bookings open; each can be ended."""

from collections.abc import Awaitable

import htpy as h
from markupsafe import Markup

from components import theme
from components.bookings.sessions import SESSIONS, sessions_lists
from components.fragment import Fragment
from components.markup import notice_part, rendered
from pages.edge.feedback import Feedback
from pages.edge.request_context import Visit
from pages.edge.session import proof
from tiketa.bookings import grants
from tiketa.identity import sessions


class SessionsPage:
    """Lists sessions of an account and grants of bookings."""

    _page: Fragment

    def __init__(self, visit: Visit) -> None:
        """Serve this visit."""
        self._visit = visit
        self._answer = Feedback(visit)
        self._proof = proof()

    async def build(self) -> None:
        """Build the page."""
        t, lists = self._visit.t, await self._lists()
        theme.frame(t, t("sessions.title"), here=self._visit.path)
        title = h.h1[t("sessions.title")]
        shown = rendered(title, notice_part(), h.div(".access-list", data_part=SESSIONS)[lists])
        self._page = self._answer.page = theme.main(Fragment(shown))
        self._page.classes("bookings-page").on_action(end=self.end, end_others=self.end_others, close=self.close)

    async def end(self, reference: str) -> None:
        """Sign the account out in another browser."""
        await self._do(self._visit.perform(sessions.end, reference))

    async def end_others(self) -> None:
        """Sign the account out in all other browsers."""
        await self._do(self._visit.perform(sessions.end_others))

    async def close(self, code: str, reference: str) -> None:
        """Have a booking open no more in another browser."""
        await self._do(self._visit.perform(grants.end, code, reference))

    async def _do(self, act: Awaitable[None]) -> None:
        await self._answer(act, "sessions.ended")
        self._page.patch({SESSIONS: await self._lists()})

    async def _lists(self) -> Markup:
        signed_in = await self._visit.perform(sessions.signed_in)
        opened = await self._visit.perform(grants.of_others)
        return sessions_lists(signed_in, opened, self._visit.t, proof=self._proof)
