"""A stop lets visitors know how their last taps ended before their sockets are closed."""

import asyncio
import logging
import signal
from collections.abc import Callable
from functools import partial
from types import FrameType

import uvicorn
from nicegui import Client, background_tasks
from nicegui.server import Server

from tiketa.office import BoxOffice

ANSWERED_WITHIN = 5.0  # seconds; longer than acts wait for one another, and short of a supervisor's patience
QUIET_FOR = 0.2  # seconds in which nothing is under way: from an act's answer to its message is a turn of the loop
LOOKED_AT_EVERY = 0.02  # seconds

Handler = Callable[[int, FrameType | None], object]


class GracefulStop:
    """Stands before uvicorn's own stop, which closes every socket at once: acts would commit and tell nobody."""

    def __init__(self, office: BoxOffice) -> None:
        """Prepare it for this box office."""
        self._office = office
        self._uvicorn: dict[int, Handler] = {}

    def install(self) -> None:
        """Take the stop signals over from uvicorn; where none runs, as in tests, do nothing."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            handler = signal.getsignal(number)
            if callable(handler) and isinstance(getattr(handler, "__self__", None), uvicorn.Server):
                self._uvicorn[number] = handler
                signal.signal(number, partial(self._on_signal, loop))

    def _on_signal(self, loop: asyncio.AbstractEventLoop, number: int, _frame: FrameType | None) -> None:
        for each, handler in self._uvicorn.items():  # a second signal stops at once
            signal.signal(each, handler)
        loop.call_soon_threadsafe(self._begin, number)

    def _begin(self, number: int) -> None:
        self._office.begin_closing()
        for listening in Server.instance.servers:
            listening.close()
        background_tasks.create(self._finish(number), name="stop")

    async def _finish(self, number: int) -> None:
        if not await self._is_quiet():
            logging.getLogger(__name__).warning("%d acts have no answer yet: the stop goes on", self._office.waiting)
        self._uvicorn[number](number, None)

    async def _is_quiet(self) -> bool:
        """Wait until all answers have been sent; say whether they were, in `ANSWERED_WITHIN` seconds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + ANSWERED_WITHIN
        quiet_since = loop.time()
        while loop.time() - quiet_since < QUIET_FOR:
            if loop.time() > until:
                return False
            await asyncio.sleep(LOOKED_AT_EVERY)
            if self._office.waiting or _is_sending():
                quiet_since = loop.time()
        return True


def _is_sending() -> bool:
    """Say whether a page has something that is still to be sent."""
    return any(
        client.outbox.messages or client.outbox.updates
        for client in Client.instances.values()
        if client.has_socket_connection
    )
