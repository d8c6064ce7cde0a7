"""A server that has gone: acts wait for it a moment, and then not at all until it is back."""

import logging
import time
from threading import Lock

from tiketa.kernel.errors.refusals import Unavailable

AWAITED = 5.0  # seconds from the first failure on that acts wait for a server that has gone
PAUSE = 0.1  # seconds between two tries
ASKED_EVERY = 1.0  # seconds: where it has been gone for longer, one act in this time asks, and the others are refused

log = logging.getLogger(__name__)


class Outage:
    """Whether the server is away, and since when. Safe to use from threads."""

    def __init__(self) -> None:
        """Begin with a server that is there."""
        self.is_closing = False
        self._since: float | None = None
        self._asked_at = 0.0
        self._lock = Lock()

    def admit(self) -> None:
        """Raise `Unavailable` where the server has been away for long and another act asks already."""
        with self._lock:
            now = time.monotonic()
            if self._since is None or now - self._since <= AWAITED:
                return
            if self.is_closing or now - self._asked_at < ASKED_EVERY:
                raise Unavailable
            self._asked_at = now

    def wait(self, error: Exception, began: float) -> None:
        """Wait a moment for the server; raise `Unavailable` where it has been away for long, or this process stops.

        An act that fails for so long while others succeed is given up too.
        """
        with self._lock:
            now = self._asked_at = time.monotonic()
            if self._since is None:
                self._since = now
                log.warning("PostgreSQL does not answer: %s", str(error).partition("\n")[0])
            if self.is_closing or now - min(began, self._since) > AWAITED:
                raise Unavailable from error
        time.sleep(PAUSE)

    def end(self) -> None:
        """Know that the server has answered."""
        if self._since is None:
            return
        with self._lock:
            if self._since is not None:
                log.warning("PostgreSQL answers again, after %.0f seconds", time.monotonic() - self._since)
            self._since = None
