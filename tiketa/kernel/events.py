"""Events: what has happened, published after the commit to the listeners of every process."""

import logging
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeatsChanged:
    """Somebody's hold or booking changed this showtime's seats."""

    showtime_id: int


@dataclass(frozen=True, slots=True)
class ProgrammeChanged:
    """Showtimes were made or archived."""


@dataclass(frozen=True, slots=True)
class BookingChanged:
    """Something happened to this booking."""

    code: str


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The session of this reference (`tiketa.identity.sessions`) is over: what its browser has open ends."""

    reference: str


@dataclass(frozen=True, slots=True)
class NewsLost:
    """Other processes may have announced anything meanwhile: whatever is shown is to be read anew."""


Event = SeatsChanged | ProgrammeChanged | BookingChanged | SessionEnded | NewsLost
Listener = Callable[[Event], None]


class Bus:
    """Hands each event to every listener; a listener that fails does not keep it from the others."""

    def __init__(self) -> None:
        """Begin with no listeners."""
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        """Call this listener with every event from now on."""
        self._listeners.append(listener)

    def publish(self, event: Event) -> None:
        """Call all listeners, in the order in which they subscribed."""
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:
                logging.getLogger(__name__).exception("a listener failed on %s", event)
