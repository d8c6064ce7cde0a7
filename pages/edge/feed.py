"""A feed: what has changed is read once per process and sent to every open page that shows it.

The first change is sent at once; those that follow within a moment are sent together. One read of a subject is
under way at a time, however many pages show it and however much happens.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from nicegui import Client, background_tasks

from tiketa.kernel.errors.refusals import NotNow

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def _ignore(_read: float, _sent: float) -> None:
    """Do nothing."""


class Feed(Generic[K, V]):
    """Subjects of one kind, such as showtimes: read when something happened, and sent to the pages that follow."""

    def __init__(self, read: Callable[[K], Awaitable[V]], *, gathered_for: float) -> None:
        """Read with this function; changes within `gathered_for` seconds of a flush wait for the next."""
        self.on_flushed: Callable[[float, float], None] = _ignore  # called with the seconds of a read, and of sending
        self._read = read
        self._gathered_for = gathered_for
        self._followers: defaultdict[K, dict[str, Callable[[V], None]]] = defaultdict(dict)
        self._flushing: set[K] = set()
        self._stirred: set[K] = set()

    def follow(self, subject: K, client: Client, callback: Callable[[V], None]) -> None:
        """Call back with every new state until the client is deleted; one callback a client."""
        client_id = client.id  # a handler that held the client would keep it in memory, as a cycle
        self._followers[subject][client_id] = callback
        client.on_delete(lambda: self._unfollow(subject, client_id))

    def stir(self, subject: K) -> None:
        """Have the subject read again, if any page follows it; call it on the event loop's thread."""
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
        """Call every follower; one that fails does not keep the state from the others."""
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
            logging.getLogger(__name__).exception("a page could not show a new state")

    async def _flush(self, subject: K) -> None:
        """Read and send, again while more happens meanwhile; a subject without followers is not read."""
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
        began = time.perf_counter()
        try:
            state = await self._read(subject)
        except NotNow:  # logged where it arose; the next comparison tries again
            return
        except Exception:
            logging.getLogger(__name__).exception("cannot read %s; the next comparison tries again", subject)
            return
        has_read = time.perf_counter()
        await self.tell(subject, state)
        self.on_flushed(has_read - began, time.perf_counter() - has_read)

    def _unfollow(self, subject: K, client_id: str) -> None:
        followers = self._followers.get(subject, {})
        followers.pop(client_id, None)
        if not followers:
            self._followers.pop(subject, None)
            self.forget(subject)

    def forget(self, subject: K) -> None:
        """Drop what is kept of a subject that nobody follows any more."""
