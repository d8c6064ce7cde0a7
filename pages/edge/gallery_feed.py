"""What all studios show, live in every open gallery."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from nicegui import Client

from components.movies.gallery import Studios, message_of
from components.words import LANGUAGES, Words
from pages.edge import rooms
from pages.edge.feed import Feed
from tiketa.programme.read_models import StudioNow

GATHERED_FOR = 1.0  # seconds
EVERY_STUDIO = "every studio"
GALLERY = "gallery"  # the event that brings the browser what studios show


class GalleryFeed(Feed[str, Studios]):
    """What all studios show: what has changed goes to each language's room by one message."""

    def __init__(
        self, read: Callable[[str], Awaitable[Studios]], zone: ZoneInfo, clock: Callable[[], datetime]
    ) -> None:
        """Read with this function; hours are shown in this zone, and browsers go by this clock."""
        super().__init__(read, gathered_for=GATHERED_FOR)
        self._clock = clock
        self._languages = tuple(Words(language, zone) for language in LANGUAGES)
        self._latest: Studios = {}
        self._sent: Studios = {}  # the newest state sent to open pages; a page may have read a newer one

    def watch(self, client: Client, t: Words, seen: Studios) -> None:
        """Keep a gallery live; `seen` is what it was built from."""
        self._latest = seen
        self._sent = self._sent or seen
        self.follow(EVERY_STUDIO, client, _nothing)
        rooms.join(client, _room(t), lambda: message_of(self._latest, t, self._clock()), GALLERY)

    @property
    def current(self) -> Studios | None:
        """What was read last if that is kept current for other pages, a few seconds old at most; else None."""
        return self._latest if EVERY_STUDIO in self._followers else None

    @property
    def latest(self) -> Studios:
        """What was read last."""
        return self._latest

    def forget(self, subject: str) -> None:  # noqa: ARG002  there is one subject
        """Forget what was sent when no page shows the gallery."""
        self._sent = {}

    async def tell(self, subject: str, state: Studios) -> None:  # noqa: ARG002  there is one subject
        """Send every language's room what has changed since the last time."""
        before = self._sent
        self._latest = self._sent = state
        changed = {movie_id: now for movie_id, now in state.items() if before.get(movie_id) != now}
        changed |= {movie_id: StudioNow() for movie_id in before.keys() - state.keys()}
        if changed:
            for t in self._languages:
                await rooms.send(_room(t), GALLERY, message_of(changed, t, self._clock()))


def _nothing(_state: Studios) -> None:
    """Do nothing: the room's message updates the page."""


def _room(t: Words) -> str:
    return f"gallery in {t.language}"
