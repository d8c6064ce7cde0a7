"""What one process announces reaches all others: NOTIFY after the act's commit, LISTEN on a connection of its own.

News says only what has changed, and is read from the database by who shows it. A message that is lost, late or told
twice does no harm: after a lost connection everything is read anew.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Condition, Thread
from threading import Event as Flag

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tiketa.kernel.events import Event, NewsLost
from tiketa.storage import news
from tiketa.storage.connections import KEEPALIVE, BoundedConnection

CHANNEL = "tiketa"
LEADERSHIP = 7_484_563  # any number but the migrations' lock, as long as every Tiketa uses the same
ROUND = 1.0  # seconds that are listened for, until the server is asked whether it is there
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0  # seconds until a lost connection is tried again; doubled each time
GATHERED_FOR = 0.02  # seconds after a message in which further news waits for the next
MOST_WAITING = 10_000  # events; more than that, and everything is read anew
CLOSING_TAKES = 5.0  # seconds, at most
HANGS_AFTER = 30.0  # seconds in which no job has asked whether this process leads: its event loop stands still
Hear = Callable[[tuple[Event, ...]], None]

_NOTIFY = "SELECT pg_notify(%s, %s)"


class Announcer:
    """Tells the other processes what this one's acts have announced; no act waits for it.

    The first news is sent at once, what follows within a moment is gathered and sent together, each time in a small
    transaction of its own: inside an act's it would make all commits of the database wait for one another.
    """

    def __init__(self, engine: Engine, sender: str) -> None:
        """Send on this engine's connections, which commit by themselves and wait for no disk."""
        self._engine = engine
        self._sender = sender
        self._waiting: dict[Event, None] = {}
        self._changed = Condition()
        self._closing = Flag()
        self._thread: Thread | None = None

    def send(self, announced: Iterable[Event]) -> None:
        """Have this told; returns at once, on any thread."""
        with self._changed:
            self._waiting.update(dict.fromkeys(announced))
            if len(self._waiting) > MOST_WAITING:
                self._waiting = {NewsLost(): None}
            if self._thread is None and self._waiting:
                self._thread = Thread(target=self._serve, name="announcer", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Send what waits, if the database is there."""
        self._closing.set()
        with self._changed:
            self._changed.notify()
        if self._thread:
            self._thread.join(CLOSING_TAKES)

    def _serve(self) -> None:
        pause = FIRST_PAUSE
        while gathered := self._next():
            try:
                self._notify(gathered)
            except (DBAPIError, psycopg.Error) as error:
                logging.getLogger(__name__).warning("cannot tell other processes: %s", _first_line(error))
                self._put_back(gathered)
                if self._closing.wait(pause):
                    return
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                pause = FIRST_PAUSE
                self._closing.wait(GATHERED_FOR)

    def _next(self) -> dict[Event, None]:
        """Wait for news, and take all there is; nothing when there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing.is_set())
            gathered, self._waiting = self._waiting, {}
        return gathered

    def _put_back(self, gathered: dict[Event, None]) -> None:
        with self._changed:
            self._waiting = gathered | self._waiting

    def _notify(self, gathered: Iterable[Event]) -> None:
        messages = [(CHANNEL, message) for message in news.encode(self._sender, gathered)]
        with self._engine.connect() as connection:
            for message in messages:
                connection.exec_driver_sql(_NOTIFY, message)


class Listener:
    """Hears what other processes announce, on a connection and a thread of its own; comes back when it is lost.

    One process of the house leads: the one whose connection has the lock. It runs the jobs, which saves the others the
    work; when it ends, its connection does, and another leads within a moment. One that hangs does not lead, and one
    that is not connected does: better twice than not at all.
    """

    def __init__(self, url: str, own: str, hear: Hear) -> None:
        """Call `hear` on the listener's thread; what this process itself sent, by its name, is left out."""
        self._url = url
        self._own = own
        self._hear = hear
        self._stopping = Flag()
        self._heard_at: float | None = None
        self._thread = Thread(target=self._serve, name="listener", daemon=True)
        self._settled = Flag()
        self._leads = True
        self._asked_at = time.monotonic()

    @property
    def leads(self) -> bool:
        """Whether this process runs the jobs; they ask each time."""
        self._asked_at = time.monotonic()
        return self._leads

    @property
    def seconds_since_heard(self) -> float | None:
        """How long ago the server last answered, or told something; None before the first time."""
        return None if self._heard_at is None else time.monotonic() - self._heard_at

    def start(self) -> None:
        """Listen, and return when it is known who leads, or that the database does not answer."""
        self._thread.start()
        self._settled.wait(CLOSING_TAKES)

    def stop(self) -> None:
        """End the connection, after the round at most."""
        self._stopping.set()
        self._thread.join(CLOSING_TAKES)

    def _serve(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                with self._connected() as connection:
                    pause = FIRST_PAUSE
                    self._listen(connection)
            except psycopg.Error as error:
                logging.getLogger(__name__).warning("cannot hear other processes: %s", _first_line(error))
                self._settled.set()
                self._stopping.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        """Connect and listen, and only then have everything read anew: what happened before is in the database."""
        with BoundedConnection.connect(self._url, autocommit=True, **KEEPALIVE) as connection:  # type: ignore[arg-type]
            connection.execute(f"LISTEN {CHANNEL}".encode())
            try:
                self._leads = False
                self._ask(connection)
                self._hear((NewsLost(),))
                yield connection
            finally:
                self._leads = True

    def _listen(self, connection: psycopg.Connection) -> None:
        while not self._stopping.is_set():
            for note in connection.notifies(timeout=ROUND):
                self._heard_at = time.monotonic()
                message = news.decode(note.payload)
                if message.sender != self._own:
                    self._hear(message.news)
            self._ask(connection)

    def _ask(self, connection: psycopg.Connection) -> None:
        """Ask whether the server is there, and for the lock of who leads; it is had as long as the connection is."""
        answer = connection.execute(self._question().encode()).fetchone()
        self._leads = bool(answer and answer[0])
        self._heard_at = time.monotonic()
        self._settled.set()

    def _question(self) -> str:
        if time.monotonic() - self._asked_at > HANGS_AFTER:
            return f"SELECT NOT pg_advisory_unlock({LEADERSHIP})" if self._leads else "SELECT false"
        return "SELECT true" if self._leads else f"SELECT pg_try_advisory_lock({LEADERSHIP})"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
