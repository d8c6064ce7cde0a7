"""News on their way to the open pages: gathered, read once per process, and handed to every tab that follows."""

import logging
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from nicegui import Event, app, background_tasks, core

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


class Feed(Generic[K, V]):
    """One subject, such as showtime 7: read once a flush, however many tabs follow it and however much happened."""

    def __init__(self, read: Callable[[K], Awaitable[V]], *, gathered_for: float) -> None:
        """Read with this function, after gathering news for so many seconds."""
        self._read = read
        self._gathered_for = gathered_for
        self._followers: dict[K, Event[[V]]] = {}
        self._pending: set[K] = set()

    def follow(self, subject: K, callback: Callable[[V], None]) -> None:
        """Tell the callback, which must be the page's own, of every new state until the page's client is deleted."""
        self._followers.setdefault(subject, Event()).subscribe(callback)

    def stir(self, subject: K) -> None:
        """Have the subject read again soon, if anybody follows it; wants the event loop's thread."""
        if subject in self._followers and subject not in self._pending and core.loop:
            self._pending.add(subject)
            core.loop.call_later(self._gathered_for, self._begin_flush, subject)

    def compare(self) -> None:
        """Read every followed subject again, and forget those that nobody follows any more."""
        for subject, followers in list(self._followers.items()):
            if followers.callbacks:
                self.stir(subject)
            else:
                del self._followers[subject]

    def _begin_flush(self, subject: K) -> None:
        self._pending.discard(subject)  # before reading: what happens from here on needs another flush
        background_tasks.create(self._flush(subject), name=f"tell {subject}")

    async def _flush(self, subject: K) -> None:
        try:
            state = await self._read(subject)
        except Exception:
            logging.getLogger(__name__).exception("cannot read %s; the next comparison tries again", subject)
            return
        if followers := self._followers.get(subject):
            followers.emit(state)


class LiveFeeds:
    """All feeds of the house, made when pages are registered."""

    def __init__(self, office: BoxOffice) -> None:
        """Listen to the office's news, and compare with the database every few seconds besides."""
        self.seats: Feed[int, Occupancy] = Feed(
            lambda showtime_id: office.perform(occupancy.occupancy, showtime_id), gathered_for=SEATS_GATHERED_FOR
        )
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
