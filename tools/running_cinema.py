"""A Tiketa in a process of its own, for tests, pictures and measurements."""

import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import httpx
import psycopg

from tiketa.halls.default_layouts import STUDIOS_WITH_SOFAS
from tiketa.settings import Settings

ROOT = Path(__file__).parent.parent
MAIN = (str(ROOT / "main.py"),)
SECONDS_TO_OPEN, SECONDS_TO_CLOSE = 120, 60  # a loaded machine is slow
STUDIOS_WITHOUT_SOFAS = tuple(number for number in range(1, 22) if number not in STUDIOS_WITH_SOFAS)
PRIVATE = re.compile(r"[\w.+-]+@[\w-]+\.\w+|/(?:account|device|cashier/sign-in)/[\w.-]{8,}|[?&]key=[\w.-]{8,}")
OWN_ADDRESS = "{address}"  # in a setting stands for the cinema's own
PORTS = range(20_000, 32_000)  # below the ports of outgoing connections
REFUSED_ORIGIN = "is not an accepted origin. (further occurrences of this error will be logged with level INFO)"


class Cinema:
    """`python main.py` in a directory of its own on a free port; it can be closed and opened again.

    Without a directory it has a temporary one, until the `with` block ends. `program` is what Python is given instead
    of `main.py`, and `ready` the path that answers 200 once the program can be used.
    """

    def __init__(
        self,
        directory: Path | None = None,
        /,
        *,
        program: Sequence[str] = MAIN,
        ready: str = "/readyz",
        **settings: str,
    ) -> None:
        """Choose a port; nothing runs yet."""
        self._temporary = None if directory else TemporaryDirectory(ignore_cleanup_errors=True)
        self.directory = Path(self._temporary.name) if self._temporary else directory or Path()
        self.directory.mkdir(exist_ok=True)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._ready = self.address + ready
        self._command = [sys.executable, *program]
        self._environ = _environ(self.port, settings)
        self._log_file = self.directory / "log"
        self._reported = 0
        self._given: Counter[int] = Counter()
        self._studios = cycle(STUDIOS_WITHOUT_SOFAS)

    def __enter__(self) -> Self:
        """Open it."""
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; its log is shown if something went wrong."""
        if error:
            sys.stderr.write(self.log)
        self.close()
        if self._temporary:
            self._temporary.cleanup()

    def open(self) -> None:
        """Start the server and wait until it says that it is ready; RuntimeError with its log if it does not."""
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                self._command, cwd=self.directory, env=self._environ, stdout=log, stderr=log
            )
        try:
            self._await_ready()
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise

    def terminate(self) -> None:
        """Tell the server to stop, and wait for nothing."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """Stop the server as an operator would; RuntimeError with its log if that has a failure."""
        self.terminate()
        try:
            self._process.wait(timeout=SECONDS_TO_CLOSE)
        finally:
            self._process.kill()  # does nothing to a process that has stopped
        log = self.new_log()
        if failures_in(log):
            raise RuntimeError(f"the log tells of failures:\n{self.log}")
        if private_in(log):
            raise RuntimeError(f"the log has what is personal or secret: {private_in(log)}")

    @property
    def pid(self) -> int:
        """The number of the server's process."""
        return self._process.pid

    @property
    def log(self) -> str:
        """All that the server has written."""
        return self._log_file.read_text(encoding="utf-8", errors="replace")

    def new_log(self) -> str:
        """Return what the server has written since this was last asked."""
        log = self.log
        start, self._reported = self._reported, len(log)
        return log[start:]

    def command(self, *words: str) -> str:
        """Run the command line beside the server, and return what it printed."""
        python = [sys.executable, "-m", "tiketa", *words]
        printed = subprocess.check_output(python, cwd=self.directory, env=self._environ, text=True)  # noqa: S603
        return printed.strip()

    def kill(self) -> None:
        """End the server at once, as a power cut does."""
        self._process.kill()
        self._process.wait()

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Run a statement on the database beside the server, which compares with it every few seconds."""
        if url := self._environ["DATABASE_URL"]:
            with psycopg.connect(url.replace("+psycopg", "")) as connection:
                return connection.execute(statement.replace("?", "%s").encode(), values).fetchall()
        with closing(sqlite3.connect(self.directory / "tiketa.db", timeout=60, isolation_level=None)) as database:
            return database.execute(statement, values).fetchall()

    def showtime(self, studio: int, *, before_last: int = 0) -> int:
        """Return the id of the studio's last showtime, or so many before it: far from starting, whatever the time."""
        order = "SELECT id FROM showtimes WHERE studio_number = ? ORDER BY starts_at DESC LIMIT 1 OFFSET ?"
        [[found]] = self.sql(order, studio, before_last)
        return int(str(found))

    def new_showtime(self, studio: int | None = None) -> int:
        """Return a showtime that was not returned before, of this studio or any without sofas; each has ten or more."""
        studio = studio or next(self._studios)
        self._given[studio] += 1
        return self.showtime(studio, before_last=self._given[studio] - 1)

    def _await_ready(self) -> None:
        until = time.monotonic() + SECONDS_TO_OPEN
        while not self._is_ready():
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError(f"the cinema did not open:\n{self.log}")
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=0.05)

    def _is_ready(self) -> bool:
        try:
            return httpx.get(self._ready, timeout=SECONDS_TO_OPEN).is_success
        except httpx.TransportError:
            return False


OpenCinema = Callable[..., Cinema]


def failures_in(log: str) -> list[str]:
    """Return the lines that report failures."""
    lines = [line for line in log.splitlines() if "Traceback" in line or " ERROR " in line]
    return [line for line in lines if not line.endswith(REFUSED_ORIGIN)]


def private_in(log: str) -> list[str]:
    """Return the mail addresses, links' secrets and keys in a log."""
    return [found[0] for found in PRIVATE.finditer(log)]


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    while True:
        port = random.choice(PORTS)  # noqa: S311  no secret; processes that start together shall not choose alike
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port


def _environ(port: int, settings: dict[str, str]) -> dict[str, str]:
    """Return the server's environment: neither a developer's settings nor their .env ever reach it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "NICEGUI_"))}
    unset = dict.fromkeys((name.upper() for name in Settings.model_fields), "")  # an empty setting is not set
    own = {"HOST": "127.0.0.1", "PORT": str(port), "PAGE_LOADS_PER_MINUTE": "0", "HOLDS_PER_MINUTE": "0"}
    own |= {"BACKUPS_KEPT": "0"}  # who tests backups asks for them
    own |= {"HALL_PERCENT_PER_NETWORK": "0", "SEATS_PER_NETWORK": "0", "SEATS_UNPAID_PER_VISITOR": "24"}  # one machine
    address = f"http://127.0.0.1:{port}"
    chosen = {name: value.replace(OWN_ADDRESS, address) for name, value in settings.items()}
    return {**kept, **unset, **own, "PYTHONPATH": str(ROOT), **chosen}
