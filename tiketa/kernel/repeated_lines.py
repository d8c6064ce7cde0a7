"""Bounds how often one cause is logged: in an outage each visitor and each job meets the same one."""

import logging
import time
from collections import OrderedDict
from threading import Lock

EVERY = 10.0  # seconds
MOST_LINES = 3  # of one cause in that time: enough to see that it goes on
MOST_CAUSES = 500  # that are counted; the ones that were met longest ago are forgotten

Cause = tuple[str, str, str]


class RepeatedLines(logging.Filter):
    """Lets warnings and errors of one cause through `MOST_LINES` times in `EVERY` seconds, and counts the others.

    A cause is the logger, the message without its gaps, and the kind of the exception. How many were left out is said
    with the next line that is let through.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        super().__init__()
        self._seen: OrderedDict[Cause, tuple[float, int]] = OrderedDict()  # since when, and how many came
        self._lock = Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether the line is written."""
        if record.levelno < logging.WARNING:
            return True
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        left_out = self._count((record.name, str(record.msg), kind), time.monotonic())
        if left_out:
            record.msg, record.args = f"{record.getMessage()} (and {left_out} more like it)", ()
        return left_out is not None

    def _count(self, cause: Cause, now: float) -> int | None:
        """Return how many lines were left out before this one, or None where this one is left out too."""
        with self._lock:
            since, count = self._seen.pop(cause, (now, 0))
            left_out = 0
            if now - since > EVERY:
                since, count, left_out = now, 0, max(0, count - MOST_LINES)
            self._seen[cause] = (since, count + 1)
            if len(self._seen) > MOST_CAUSES:
                self._seen.popitem(last=False)
        return left_out if count < MOST_LINES else None


def bound_repeated_lines() -> None:
    """Put the filter on every handler that writes to a stream now; a test's that keeps all is of another kind."""
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    handlers = {handler for logger in loggers for handler in logger.handlers if type(handler) is logging.StreamHandler}
    for handler in handlers:
        if not any(isinstance(each, RepeatedLines) for each in handler.filters):
            handler.addFilter(RepeatedLines())
