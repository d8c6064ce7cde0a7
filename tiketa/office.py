"""The box office: pages, jobs and the command line read and write only through it."""

import asyncio
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from tiketa.kernel.actor import HOUSE, Actor
from tiketa.kernel.clock import Clock, utc_now
from tiketa.kernel.errors.refusals import Closing
from tiketa.kernel.events import Bus, Event
from tiketa.kernel.observer import Observer
from tiketa.kernel.rate_limits import Limit, Limits, MailLimits, Waiting
from tiketa.kernel.security_events import SecurityEvents
from tiketa.kernel.signing import Signer
from tiketa.settings import Settings
from tiketa.storage.database import Database
from tiketa.storage.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")

Act = Callable[Concatenate[Transaction, P], T]
"""A unit of business: a plain function whose first argument is the transaction."""

SEATS_AT_ONCE = 40  # the burst of the rate limit on holds
GUESSES_AT_ONCE = 5  # also links to other devices
SIGN_IN_MAILS_AT_ONCE = 3  # to one recipient: the first was mistyped or is late
NETWORK_SIGN_INS_AT_ONCE = 20  # a school class behind one address
SIGN_INS_AT_ONCE = 300  # of the whole house: a sold-out evening's customers in a few minutes


class BoxOffice:
    """Performs acts: each in one transaction on a worker thread, its events published after the commit."""

    def __init__(self, settings: Settings, *, clock: Clock = utc_now, writes: bool = True) -> None:
        """Open the database, bringing it to the newest schema; raises an `OperatorError` in one line."""
        self.settings = settings
        self.clock = clock
        self.bus = Bus()
        self.observers: list[Observer] = []
        self.is_closing = False
        self._waiting = Waiting()
        self._signer = Signer(settings.signing_secret)
        self._security = SecurityEvents(self._signer, clock)
        self.database = Database(settings.database_url, writes=writes, awaited=settings.database_wait_seconds)
        self.processes = self.database.processes
        self._limits = _limits(settings, self.processes.limit)

    def acting_as(self, actor: Actor) -> "Performer":
        """Return what performs acts for this actor."""
        return Performer(self, actor)

    async def perform(self, act: Act[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do as Tiketa itself what `Performer.perform` does: for jobs, feeds and the command line."""
        return await Performer(self, HOUSE).perform(act, *args, **kwargs)

    def perform_now(self, act: Act[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do as Tiketa itself what `Performer.perform_now` does."""
        return Performer(self, HOUSE).perform_now(act, *args, **kwargs)

    def listen(self) -> None:
        """Publish, on the event loop that runs now, what other processes of the house announce from now on."""
        loop = asyncio.get_running_loop()

        def hear(announced: tuple[Event, ...]) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody listens any more
                loop.call_soon_threadsafe(self.publish, announced)

        self.processes.listen(hear)

    def begin_closing(self) -> None:
        """Refuse what visitors want to change from now on; what they have begun is finished, and they may read it."""
        self.is_closing = True

    def close(self) -> None:
        """Finish the acts that were begun, send their events to other processes, and close the database."""
        self.database.close()

    def start(self, actor: Actor, act: Act[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[tuple[T, list[Event]]]:
        """Have the act run on a worker thread; the future is done after its commit and nothing published here yet.

        Raises `Busy` where too many acts wait already, and `Closing` where the process stops and the act would change
        something; those of Tiketa itself are done all the same.
        """

        def work(connection: Connection) -> tuple[T, list[Event]]:
            with Transaction(connection, self.clock(), actor, self.settings, self._limits, self._signer) as tx:
                answer = act(tx, *args, **kwargs)
            return answer, tx.announced

        reads = getattr(act, "reads", False)
        if self.is_closing and actor is not HOUSE and not reads:
            raise Closing
        self._waiting.enter(bounded=actor is not HOUSE)
        began = time.perf_counter()
        try:
            ended = self.database.submit(work, reads=reads)
        except BaseException:  # the house closes
            self._waiting.leave()
            raise
        ended.add_done_callback(lambda done: self._end(actor, act, done, began))
        return ended

    @property
    def waiting(self) -> int:
        """How many acts were asked and have not ended."""
        return self._waiting.count

    def publish(self, announced: Iterable[Event]) -> None:
        """Publish events to all listeners in this process."""
        for event in announced:
            self.bus.publish(event)

    def _end(
        self, actor: Actor, act: Callable[..., object], ended: Future[tuple[T, list[Event]]], began: float
    ) -> None:
        """Tell other processes what the act has announced, and the observers how it ended."""
        self._waiting.leave()
        error = ended.exception()
        if error is None and (announced := ended.result()[1]):
            self.processes.tell(announced)
        outcome = "ok" if error is None else getattr(error, "code", "error")
        self._security.act_ended(actor, act, outcome)
        for observer in self.observers:
            observer.act_ended(act.__name__, outcome, time.perf_counter() - began)


def _limits(settings: Settings, limit: Callable[..., Limit]) -> Limits:
    def hourly(name: str, mails: int, burst: int) -> Limit:
        return limit(name, per_minute=mails / 60, burst=burst)

    about, from_one = settings.booking_mails_per_hour, settings.booking_mails_per_hour_from_network
    return Limits(
        holds=limit("holds", per_minute=settings.holds_per_minute, burst=SEATS_AT_ONCE),
        guesses=limit("guesses", per_minute=settings.guesses_per_minute, burst=GUESSES_AT_ONCE),
        links=limit("links", per_minute=settings.guesses_per_minute, burst=GUESSES_AT_ONCE),
        sign_in_mails=MailLimits(
            to=hourly("sign-in to", settings.sign_in_mails_per_hour, SIGN_IN_MAILS_AT_ONCE),
            sender=hourly("sign-in from", settings.sign_in_mails_per_hour_from_network, NETWORK_SIGN_INS_AT_ONCE),
            total=hourly("sign-in", settings.sign_in_mails_per_hour_in_all, SIGN_INS_AT_ONCE),
        ),
        booking_mails=MailLimits(
            to=hourly("booking to", about, burst=about),
            sender=hourly("booking from", from_one, burst=from_one),
            total=hourly("booking", 0, burst=0),  # no limit: what is sold bounds them
        ),
    )


@dataclass(frozen=True, slots=True)
class Performer:
    """Performs acts for one actor."""

    office: BoxOffice
    actor: Actor

    async def perform(self, act: Act[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the act, wait for its commit, publish on this event loop what it announced, and return its answer.

        A caller that is cancelled changes nothing: an act that was begun is finished and published.
        """
        return await _answer_of(self._begin(act, *args, **kwargs))

    def _begin(self, act: Act[P, T], *args: P.args, **kwargs: P.kwargs) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[T] = loop.create_future()

        def finish(ended: Future[tuple[T, list[Event]]]) -> None:
            if error := ended.exception():
                if not answered.done():
                    answered.set_exception(error)
                return
            answer, announced = ended.result()
            self.office.publish(announced)
            if not answered.done():
                answered.set_result(answer)

        def hand_over(ended: Future[tuple[T, list[Event]]]) -> None:
            with suppress(RuntimeError):  # the loop is closed: no caller waits and no page listens
                loop.call_soon_threadsafe(finish, ended)

        self.office.start(self.actor, act, *args, **kwargs).add_done_callback(hand_over)
        return answered

    def perform_now(self, act: Act[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the same where no event loop runs yet: at start-up and on the command line."""
        answer, announced = self.office.start(self.actor, act, *args, **kwargs).result()
        self.office.publish(announced)
        return answer


async def _answer_of(answered: asyncio.Future[T]) -> T:
    """Return the answer; no frame keeps the future of a refusal, whose traceback would keep the frame, as a cycle."""
    try:
        return await answered
    finally:
        del answered
