"""Live feeds: what has changed is read once per process and told to every open page that shows it.

The first change is told at once; what follows within a moment is gathered and told together. One read of a subject is
under way at a time, however many pages show it and however much happens.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from nicegui import Client, app, background_tasks

from pages.edge import rooms
from tiketa.bookings import lookup
from tiketa.bookings.read_models import BookingView
from tiketa.halls.occupancy import Occupancy
from tiketa.kernel import events
from tiketa.office import BoxOffice
from tiketa.programme import movies
from tiketa.programme.read_models import StudioNow
from tiketa.seating import occupancy

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

SEATS_GATHERED_FOR = 0.05  # seconds (DESIGN.md, section 5)
GALLERY_GATHERED_FOR = 1.0
COMPARED_EVERY = 3.0  # seconds; bounds how long an open page can be wrong, whatever news were lost
OWN_FIRST = 0.001  # seconds that a visitor's own seats are ahead of the message to everybody
SEATS = "seats"  # the event by which the browser hears everybody's states


class Feed(Generic[K, V]):
    """Subjects of one kind, such as showtimes: read when something happened, and told to the pages that follow."""

    def __init__(self, read: Callable[[K], Awaitable[V]], *, gathered_for: float) -> None:
        """Read with this function; news within so many seconds after a flush wait for the next."""
        self._read = read
        self._gathered_for = gathered_for
        self._followers: defaultdict[K, dict[str, Callable[[V], None]]] = defaultdict(dict)
        self._flushing: set[K] = set()
        self._stirred: set[K] = set()

    def follow(self, subject: K, client: Client, callback: Callable[[V], None]) -> None:
        """Tell the callback of every new state until the client is deleted; one callback a client."""
        self._followers[subject][client.id] = callback
        client.on_delete(lambda: self._unfollow(subject, client.id))

    def stir(self, subject: K) -> None:
        """Have the subject read again, if anybody follows it; wants the event loop's thread."""
        if subject not in self._followers:
            return
        if subject in self._flushing:
            self._stirred.add(subject)
        else:
            self._flushing.add(subject)
            background_tasks.create(self._flush(subject), name=f"flush {subject}")

    def compare(self) -> None:
        """Read every followed subject again."""
        for subject in list(self._followers):
            self.stir(subject)

    async def tell(self, subject: K, state: V) -> None:
        """Tell every follower; one that fails silences nobody else."""
        for client_id, callback in list(self._followers.get(subject, {}).items()):
            self.tell_one(client_id, callback, state)

    @staticmethod
    def tell_one(client_id: str, callback: Callable[[V], None], state: V) -> None:
        """Call back in the client's own context, so that it can show something."""
        client = Client.instances.get(client_id)
        if client is None:
            return
        try:
            with client:
                callback(state)
        except Exception:
            logging.getLogger(__name__).exception("a page could not show its news")

    async def _flush(self, subject: K) -> None:
        """Read and tell, and again while more has happened meanwhile; nothing is read for nobody."""
        try:
            while subject in self._followers:
                self._stirred.discard(subject)
                await self._read_and_tell(subject)
                await asyncio.sleep(self._gathered_for)
                if subject not in self._stirred:
                    break
        finally:
            self._flushing.discard(subject)
            self._stirred.discard(subject)

    async def _read_and_tell(self, subject: K) -> None:
        try:
            state = await self._read(subject)
        except Exception:
            logging.getLogger(__name__).exception("cannot read %s; the next comparison tries again", subject)
            return
        await self.tell(subject, state)

    def _unfollow(self, subject: K, client_id: str) -> None:
        followers = self._followers.get(subject, {})
        followers.pop(client_id, None)
        if not followers:
            self._followers.pop(subject, None)
            self.forget(subject)

    def forget(self, subject: K) -> None:
        """Drop what is kept of a subject that nobody follows any more."""


class SeatFeed(Feed[int, Occupancy]):
    """Showtimes' seats: everybody's states go to a room by one message, own seats to the visitors who have some."""

    def __init__(self, read: Callable[[int], Awaitable[Occupancy]]) -> None:
        """Read a showtime's occupancy with this function."""
        super().__init__(read, gathered_for=SEATS_GATHERED_FOR)
        self._latest: dict[int, Occupancy] = {}
        self._versions: defaultdict[int, int] = defaultdict(int)
        self._visitors: defaultdict[tuple[int, str], dict[str, Callable[[Occupancy], None]]] = defaultdict(dict)

    def watch(
        self, showtime_id: int, visitor: str, client: Client, seen: Occupancy, callback: Callable[[Occupancy], None]
    ) -> None:
        """Keep a page's map live; `seen` is what it was built from.

        The callback hears of changes that may concern the visitor: of own seats, or of a hall that is full or was.
        """
        if showtime_id not in self._latest or self._latest[showtime_id].now < seen.now:
            self._latest[showtime_id] = seen
        self.follow(showtime_id, client, callback)
        self._visitors[showtime_id, visitor][client.id] = callback
        client.on_delete(lambda: self._leave(showtime_id, visitor, client.id))
        rooms.join(client, _room(showtime_id), lambda: self._message(showtime_id), SEATS)

    def latest(self, showtime_id: int, otherwise: Occupancy) -> Occupancy:
        """Return what was read last."""
        return self._latest.get(showtime_id, otherwise)

    async def tell(self, subject: int, state: Occupancy) -> None:
        """Tell the visitors who have seats here or had, then everybody; nothing where nothing has changed."""
        before = self._latest.get(subject, state)
        self._latest[subject] = state
        everybody = state.strangers_map.states
        if state.is_full != before.is_full:
            await super().tell(subject, state)
        else:
            self._tell_holders(subject, state.holders | before.holders, state)
            await asyncio.sleep(OWN_FIRST)
        if everybody != before.strangers_map.states:
            self._versions[subject] += 1
            await rooms.send(_room(subject), SEATS, self._message(subject))

    def forget(self, subject: int) -> None:
        """Drop the occupancy of a showtime that nobody looks at."""
        self._latest.pop(subject, None)
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


class LiveFeeds:
    """All feeds of the house, made when pages are registered."""

    def __init__(self, office: BoxOffice) -> None:
        """Listen to the office's news, and compare with the database every few seconds besides."""
        self.seats = SeatFeed(lambda showtime_id: office.perform(occupancy.occupancy, showtime_id))
        self.gallery: Feed[str, dict[int, StudioNow]] = Feed(
            lambda _: office.perform(movies.studios_now), gathered_for=GALLERY_GATHERED_FOR
        )
        self.bookings: Feed[str, BookingView] = Feed(
            lambda code: office.perform(lookup.booking, code), gathered_for=SEATS_GATHERED_FOR
        )
        office.bus.subscribe(self._hear)
        app.timer(COMPARED_EVERY, self._compare)

    def _hear(self, news: events.Event) -> None:
        if isinstance(news, events.SeatsChanged):
            self.seats.stir(news.showtime_id)
        if isinstance(news, events.BookingChanged):
            self.bookings.stir(news.code)
        else:
            self.gallery.stir("")

    def _compare(self) -> None:
        self.seats.compare()
        self.bookings.compare()
        self.gallery.compare()


def _room(showtime_id: int) -> str:
    return f"seats of {showtime_id}"
