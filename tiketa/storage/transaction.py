"""What an act works with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec, TypeVar

from sqlmodel import Session

from tiketa.kernel.actor import Actor
from tiketa.kernel.events import Event
from tiketa.kernel.rate_limits import Limits
from tiketa.kernel.signing import Signer
from tiketa.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Transaction:
    """What an act works with: the open session, the instant, who is asking, the house's rules.

    News that is announced is published after the commit.
    """

    session: Session
    now: datetime
    actor: Actor
    settings: Settings
    limits: Limits
    signer: Signer
    announced: list[Event] = field(default_factory=list)

    def announce(self, news: Event) -> None:
        """Have this published, once, when the act has been committed."""
        if news not in self.announced:
            self.announced.append(news)


def reading(act: Callable[P, T]) -> Callable[P, T]:
    """Mark an act as one that only reads: it gets a connection that cannot write, and waits for no writer."""
    act.reads = True  # type: ignore[attr-defined]
    return act
