"""Whether the clock can be believed: what cannot be undone is not done because a clock was set wrong."""

import logging
from collections.abc import Callable

from tiketa.kernel.clock import Clock

BELIEVED = 600.0  # seconds; more than time services step a clock by that was right before
WITHHELD_FOR = 3600.0  # seconds of elapsed time: for an operator to set the clock right, or a time service

log = logging.getLogger(__name__)


class ClockJumps:
    """Compares the clock with elapsed time, which nobody can set."""

    def __init__(self, clock: Clock, elapsed: Callable[[], float]) -> None:
        """Believe the clock as it is now: a start is how an operator confirms it."""
        self._clock = clock
        self._elapsed = elapsed
        self._ahead = self._measure()
        self._doubted_since: float | None = None

    def is_believable(self) -> bool:
        """Say whether the clock has made no leap ahead, or made it so long ago that it must be meant."""
        ahead = self._measure()
        leap = ahead - self._ahead
        if leap <= BELIEVED:
            self._doubted_since = None
            self._ahead = max(ahead, self._ahead)  # one that was set back and returns has made no leap
            return True
        if self._doubted_since is None:
            self._doubted_since = self._elapsed()
            log.error("the clock has leapt ahead by %.0f s: nothing is released or archived for %.0f s; "
                      "set it right, or restart to confirm it", leap, WITHHELD_FOR)  # fmt: skip
        if self._elapsed() - self._doubted_since < WITHHELD_FOR:
            return False
        log.warning("the clock is believed again")
        self._ahead, self._doubted_since = ahead, None
        return True

    def _measure(self) -> float:
        return self._clock().timestamp() - self._elapsed()
