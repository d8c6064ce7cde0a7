"""The result of an action, in the visitor's language: success, a refusal, or an internal error."""

import logging
from collections.abc import Awaitable
from typing import TypeVar

from components.fragment import Fragment
from components.seats.booking_panel import notice
from pages.edge.request_context import Visit
from tiketa.kernel.errors.refusals import Refusal

T = TypeVar("T")


class Feedback:
    """Awaits an act and shows its result in a page's `notice` part."""

    page: Fragment  # where results are shown; set when it is built

    def __init__(self, visit: Visit) -> None:
        """Show results to this visit."""
        self._visit = visit

    async def __call__(self, asked: Awaitable[T], done: str = "") -> T | None:
        """Return the answer, or None where there was a refusal or a failure; `done` is a sentence's key."""
        try:
            answer = await asked
        except Refusal as refusal:
            nearest = refusal.details.get("nearest", ())
            self.say(self._visit.say(refusal), offer=nearest if isinstance(nearest, tuple) else ())
            return None
        except Exception:
            logging.getLogger(__name__).exception("a visitor's request failed")
            self.say(self._visit.t("book.failed"))
            return None
        self.say(self._visit.t(done) if done else "", done=True)
        return answer

    def say(self, words: str, *, done: bool = False, offer: tuple[str, ...] = ()) -> None:
        """Show this notice alone, with a button that holds the seats on offer."""
        self.page.patch({"notice": notice(words, self._visit.t, done=done, offer=offer)})
