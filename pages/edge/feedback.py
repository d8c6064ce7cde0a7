"""The result of an action, in the visitor's language: success, a refusal, or an internal error."""

import logging
from collections.abc import Awaitable
from typing import TypeVar

from components.fragment import Fragment
from components.seats.booking_panel import FIELDS, Offer, apart_offer, notice, take_offer
from pages.edge.request_context import Visit
from tiketa.kernel.errors.refusals import Refusal

T = TypeVar("T")


class Feedback:
    """Awaits an act and shows its result in a page's `notice` part."""

    page: Fragment  # where results are shown; set when it is built

    def __init__(self, visit: Visit) -> None:
        """Show results to this visit."""
        self._visit = visit
        self._said = 0

    async def __call__(self, asked: Awaitable[T], done: str = "") -> T | None:
        """Return the answer, or None where there was a refusal or a failure; `done` is a sentence's key."""
        try:
            answer = await asked
        except Refusal as refusal:
            self.say(self._visit.say(refusal), offer=self._offer(refusal), field=FIELDS.get(refusal.code, ""))
            return None
        except Exception:
            logging.getLogger(__name__).exception("a visitor's request failed")
            self.say(self._visit.t("book.failed"))
            return None
        self.say(self._visit.t(done) if done else "", done=True)
        return answer

    def say(self, words: str, *, done: bool = False, offer: Offer | None = None, field: str = "") -> None:
        """Show this notice alone, with what is on offer; the same words once more are announced once more."""
        self._said += 1
        said = notice(words, number=self._said, done=done, offer=offer, field=field)
        self.page.patch({"notice": said})

    def _offer(self, refusal: Refusal) -> Offer | None:
        match refusal.details:
            case {"nearest": (str(), *_) as nearest}:
                return take_offer(nearest, self._visit.t)
            case {"apart": {"row": str(row), "sizes": str(sizes)}, "size": int(size)}:
                return apart_offer(size, row, sizes, self._visit.t)
        return None
