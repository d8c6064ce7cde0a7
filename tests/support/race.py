"""Runs many callers at once, for the races in threads and processes and for their self-checks."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

from tiketa.kernel.errors.refusals import Refusal

PATIENCE = 30  # seconds until a race that hangs fails


@dataclass(frozen=True)
class Outcome:
    """What a caller got: an answer or an error."""

    answer: object = None
    error: Exception | None = None

    @property
    def won(self) -> bool:
        return self.error is None


def race(calls: Sequence[Callable[[], object]]) -> list[Outcome]:
    """Let all calls begin at the same instant, each on a thread of its own, and return what each got."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> Outcome:
        start.wait(PATIENCE)
        try:
            return Outcome(answer=call())
        except Exception as error:  # noqa: BLE001  what came of it is for the test to judge
            return Outcome(error=error)

    with ThreadPoolExecutor(len(calls)) as threads:
        return [began.result(PATIENCE) for began in [threads.submit(run, call) for call in calls]]


def winners(outcomes: Sequence[Outcome]) -> int:
    return sum(outcome.won for outcome in outcomes)


def refusals(outcomes: Sequence[Outcome]) -> set[str]:
    """Return the classes of the refusals; an error that no visitor should ever see fails here."""
    for outcome in outcomes:
        if outcome.error and not isinstance(outcome.error, Refusal):
            raise outcome.error
    return {type(outcome.error).__name__ for outcome in outcomes if outcome.error}


def sold_twice(sales: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the places, by showtime and seat, that more than one caller got."""
    return [place for place, times in Counter(sales).items() if times > 1]
