"""Bookings on open pages: before a page gets what has changed, it is asked whether its visitor may still see it."""

from collections.abc import Callable

from nicegui import Client

from pages.edge import seat_feed
from pages.edge.feed import Feed
from pages.edge.session import end_page, session_id
from tiketa.bookings import access, lookup
from tiketa.bookings.read_models import BookingView
from tiketa.office import BoxOffice


class BookingFeed(Feed[str, BookingView]):
    """Sends a booking, by its code, to pages of who may open it; others are loaded anew, and say that it is locked."""

    def __init__(self, office: BoxOffice) -> None:
        """Read from this office."""
        super().__init__(self._look, gathered_for=seat_feed.GATHERED_FOR)
        self._office = office
        self._by_token: set[str] = set()  # the ids of pages that show a seat by its own link
        self._asked: dict[str, frozenset[str]] = {}
        self._allowed: dict[str, frozenset[str]] = {}

    def follow_by_token(self, code: str, client: Client, callback: Callable[[BookingView], None]) -> None:
        """Follow a booking for a page of which a seat's link is the right, whoever has it; it shows that seat only."""
        client_id = client.id
        self._by_token.add(client_id)
        client.on_delete(lambda: self._by_token.discard(client_id))
        self.follow(code, client, callback)

    async def tell(self, subject: str, state: BookingView) -> None:
        """Call back the pages whose visitors may open the booking; one that has just come has read it by itself."""
        for client_id, callback in list(self._followers.get(subject, {}).items()):
            client = Client.instances.get(client_id)
            visitor = session_id(client) if client else ""
            if client_id in self._by_token or visitor in self._allowed.get(subject, ()):
                self.tell_one(client_id, callback, state)
            elif client and visitor in self._asked.get(subject, ()):
                end_page(client)

    def forget(self, subject: str) -> None:
        """Drop who may see a booking that no page shows."""
        self._asked.pop(subject, None)
        self._allowed.pop(subject, None)

    async def _look(self, code: str) -> BookingView:
        clients = (Client.instances.get(client_id) for client_id in self._followers.get(code, {}))
        self._asked[code] = asked = frozenset(session_id(client) for client in clients if client)
        self._allowed[code] = await self._office.perform(access.who_may_open, code, asked)
        return await self._office.perform(lookup.booking, code)
