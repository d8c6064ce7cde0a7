"""The one place that asks what time it is."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present instant, aware and in UTC."""


def utc_now() -> datetime:
    """Return the machine's present instant, aware and in UTC."""
    return datetime.now(UTC)


def elapsed_seconds() -> float:
    """Return seconds that no change of the machine's clock moves, and that go on while it sleeps where it says so."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
