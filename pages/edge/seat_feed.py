"""Showtimes' seats, live in every open page."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

from nicegui import Client

from pages.edge import rooms
from pages.edge.feed import Feed
from tiketa.halls.occupancy import Occupancy

GATHERED_FOR = 0.05  # seconds (DESIGN.md, section 5)
OWN_FIRST = 0.001  # seconds by which a visitor's own seats are sent before the message to everybody
SEATS = "seats"  # the event that brings the browser the public states


class SeatFeed(Feed[int, Occupancy]):
    """Showtimes' seats: public states go to a room by one message, own seats to the visitors who have some."""

    def __init__(self, read: Callable[[int], Awaitable[Occupancy]]) -> None:
        """Read a showtime's occupancy with this function."""
        super().__init__(read, gathered_for=GATHERED_FOR)
        self._latest: dict[int, Occupancy] = {}
        self._sent: dict[int, Occupancy] = {}  # the newest state sent to open pages; a page may have read a newer one
        self._versions: defaultdict[int, int] = defaultdict(int)
        self._visitors: defaultdict[tuple[int, str], dict[str, Callable[[Occupancy], None]]] = defaultdict(dict)

    def watch(
        self, showtime_id: int, visitor: str, client: Client, seen: Occupancy, callback: Callable[[Occupancy], None]
    ) -> None:
        """Keep a page's map live; `seen` is what it was built from.

        The callback gets changes that may concern the visitor: of own seats, or of whether the hall is full.
        """
        if showtime_id not in self._latest or self._latest[showtime_id].now < seen.now:
            self._latest[showtime_id] = seen
        self._sent.setdefault(showtime_id, seen)
        self.follow(showtime_id, client, callback)
        client_id = client.id
        self._visitors[showtime_id, visitor][client_id] = callback
        client.on_delete(lambda: self._leave(showtime_id, visitor, client_id))
        rooms.join(client, _room(showtime_id), lambda: self._message(showtime_id), SEATS)

    def latest(self, showtime_id: int, otherwise: Occupancy) -> Occupancy:
        """Return what was read last."""
        return self._latest.get(showtime_id, otherwise)

    async def tell(self, subject: int, state: Occupancy) -> None:
        """Send the state to the visitors whose seats it concerns, then to everybody; send no unchanged states."""
        before = self._sent.get(subject, state)
        self._latest[subject] = self._sent[subject] = state
        everybody = state.strangers_map.states
        if state.is_full != before.is_full:
            await super().tell(subject, state)
        else:
            self._tell_holders(subject, state.concerned_since(before), state)
            await asyncio.sleep(OWN_FIRST)
        if everybody != before.strangers_map.states:
            self._versions[subject] += 1
            await rooms.send(_room(subject), SEATS, self._message(subject))

    def forget(self, subject: int) -> None:
        """Drop the occupancy of a showtime that no page shows."""
        self._latest.pop(subject, None)
        self._sent.pop(subject, None)
        self._versions.pop(subject, None)

    def _tell_holders(self, showtime_id: int, holders: frozenset[str], state: Occupancy) -> None:
        for visitor in holders:
            for client_id, callback in list(self._visitors.get((showtime_id, visitor), {}).items()):
                self.tell_one(client_id, callback, state)

    def _message(self, showtime_id: int) -> dict[str, object]:
        states = self._latest[showtime_id].strangers_map.states if showtime_id in self._latest else ""
        return {"showtime": showtime_id, "version": self._versions[showtime_id], "states": states}

    def _leave(self, showtime_id: int, visitor: str, client_id: str) -> None:
        pages = self._visitors.get((showtime_id, visitor), {})
        pages.pop(client_id, None)
        if not pages:
            self._visitors.pop((showtime_id, visitor), None)


def _room(showtime_id: int) -> str:
    return f"seats of {showtime_id}"
