"""The processes of the house: one on SQLite, any number on PostgreSQL."""

import secrets
from collections.abc import Iterable

from tiketa.kernel.events import Event
from tiketa.kernel.rate_limits import Limit, RateLimit
from tiketa.storage.house_limits import HouseLimit
from tiketa.storage.notify import Announcer, Hear, Listener
from tiketa.storage.postgresql import open_aside


class OneProcess:
    """The only one: it leads, nobody is to be told anything, and what it counts is the house's count."""

    is_alone = True
    leads = True
    seconds_since_heard: float | None = None

    def tell(self, announced: Iterable[Event]) -> None:
        """Tell nobody."""

    def listen(self, hear: Hear) -> None:
        """Hear nobody."""

    def limit(self, name: str, *, per_minute: float, burst: int) -> Limit:  # noqa: ARG002  one process needs no name
        """Return a limit that is counted in memory."""
        return RateLimit(per_minute=per_minute, burst=burst)

    def close(self) -> None:
        """Have nothing to end."""


class ManyProcesses:
    """One of several on a PostgreSQL, each of which tells the others what it announces."""

    is_alone = False

    def __init__(self, url: str) -> None:
        """Know the database; nothing is connected yet."""
        self._url = url.replace("+psycopg", "", 1)  # as the driver takes it
        self._name = secrets.token_hex(8)
        self._aside = open_aside(url)
        self._announcer = Announcer(self._aside, self._name)
        self._listener: Listener | None = None

    @property
    def leads(self) -> bool:
        """Whether this process runs the jobs; one that does not listen, such as the command line, minds no other."""
        return self._listener is None or self._listener.leads

    @property
    def seconds_since_heard(self) -> float | None:
        """How long ago the server last said anything to this process; None where it does not listen."""
        return self._listener.seconds_since_heard if self._listener else None

    def tell(self, announced: Iterable[Event]) -> None:
        """Have the other processes told; returns at once."""
        self._announcer.send(announced)

    def listen(self, hear: Hear) -> None:
        """Call `hear`, on a thread of its own, with what others announce, until this is closed."""
        self._listener = Listener(self._url, self._name, hear)
        self._listener.start()

    def limit(self, name: str, *, per_minute: float, burst: int) -> Limit:
        """Return a limit that all processes count together under this name."""
        return HouseLimit(self._aside, name, per_minute=per_minute, burst=burst)

    def close(self) -> None:
        """Tell what is still to be told, and hear no more."""
        self._announcer.close()
        if self._listener:
            self._listener.stop()
        self._aside.dispose()
