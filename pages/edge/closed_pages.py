"""Memory of closed pages is given back: to Python's own use, and to the system.

Reference counting frees nearly all of a page when NiceGUI deletes it, because nothing of ours makes a cycle. About
10 KB stay in cycles of NiceGUI's own (`Classes`, `Style` and `Props` hold their own methods), until a full collection.
That one stops the event loop for about 0.4 ms per open page, so it waits until few are open, or much has gathered.
"""

import ctypes
import gc
from collections.abc import Callable

from nicegui import Client, app, run

TIDIED_EVERY = 10.0  # seconds
FEW_OPEN = 100  # pages: collecting takes 40 ms then
MANY_CLOSED = 5_000  # pages, of which about 50 MB stay


class ClosedPages:
    """Counts closed pages, and tidies up after them."""

    def __init__(self) -> None:
        """Look for the system's way to take memory back."""
        self._closed = 0
        self._trim = _trim_function()

    def install(self) -> None:
        """Begin; called once for each server, before it starts."""
        app.on_delete(self._count)
        app.timer(TIDIED_EVERY, self.tidy)

    def _count(self) -> None:
        self._closed += 1

    async def tidy(self) -> None:
        """Collect what closed pages left, if that pauses nobody for long, and return free memory to the system."""
        if not self._closed:
            return
        if len(Client.instances) <= FEW_OPEN or self._closed >= MANY_CLOSED:
            gc.collect()
            self._closed = 0
        if self._trim:
            await run.io_bound(self._trim, 0)


def _trim_function() -> Callable[[int], int] | None:
    """Return glibc's `malloc_trim`, or None with another C library; it runs without Python's lock."""
    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
    return trim
