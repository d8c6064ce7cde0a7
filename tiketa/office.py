"""The box office: the one door through which everything is asked and done."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

from tiketa.kernel.clock import Clock, utc_now
from tiketa.kernel.events import Bus, Event
from tiketa.kernel.rate_limits import Limits, RateLimit
from tiketa.kernel.signing import Signer
from tiketa.settings import Settings
from tiketa.storage.database import Database
from tiketa.storage.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")

SEATS_AT_ONCE = 40  # that a visitor may take in one go before the rate counts
GUESSES_AT_ONCE = 5


class BoxOffice:
    """Performs acts: each in one transaction on a worker thread, its news published after the commit."""

    def __init__(self, settings: Settings, *, clock: Clock = utc_now, writes: bool = True) -> None:
        """Open the database, bringing it to the newest schema; raises a `HouseError` in one line."""
        self.settings = settings
        self.clock = clock
        self.bus = Bus()
        self._limits = Limits(
            holds=RateLimit(per_minute=settings.holds_per_minute, burst=SEATS_AT_ONCE),
            guesses=RateLimit(per_minute=settings.guesses_per_minute, burst=GUESSES_AT_ONCE),
        )
        self._signer = Signer(settings.signing_secret)
        self.database = Database(settings.database_url, writes=writes)

    async def perform(self, act: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the act, wait for its commit, publish on this event loop what it announced, and return its answer.

        A caller who gives up waiting changes nothing: what was begun is finished and published.
        """
        begun = asyncio.wrap_future(self._begin(act, *args, **kwargs))
        finished = asyncio.ensure_future(self._publish_after(begun))
        return await asyncio.shield(finished)

    def perform_now(self, act: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the same where no event loop runs yet: at start-up and on the command line."""
        answer, announced = self._begin(act, *args, **kwargs).result()
        self._publish(announced)
        return answer

    def close(self) -> None:
        """Finish what was begun and close the database."""
        self.database.close()

    def _begin(
        self, act: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[tuple[T, list[Event]]]:
        def work(session: Session) -> tuple[T, list[Event]]:
            tx = Transaction(session, self.clock(), self.settings, self._limits, self._signer)
            return act(tx, *args, **kwargs), tx.announced

        return self.database.submit(work, reads=getattr(act, "reads", False))

    async def _publish_after(self, begun: asyncio.Future[tuple[T, list[Event]]]) -> T:
        answer, announced = await begun
        self._publish(announced)
        return answer

    def _publish(self, announced: list[Event]) -> None:
        for event in announced:
            self.bus.publish(event)
