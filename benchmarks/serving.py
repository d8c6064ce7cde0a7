"""A cinema of one's own to measure: a process in an empty directory, on a free port."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).parent.parent
SECONDS_TO_START = 60


class Cinema:
    """A running Tiketa with the first house in it, and `/floor`."""

    def __init__(self, process: subprocess.Popen[bytes], address: str) -> None:
        """Know where it is."""
        self.process = psutil.Process(process.pid)
        self.address = address
        self._visits = httpx.Client(base_url=address)

    def load(self, path: str, times: int = 1) -> None:
        """Load a page so often, each time as a new visitor."""
        for _ in range(times):
            self._visits.cookies.clear()
            self._visits.get(path).raise_for_status()

    def cpu_seconds(self) -> float:
        """Return the processor time that the server has taken since its start."""
        spent = self.process.cpu_times()
        return float(spent.user + spent.system)

    def kilobytes(self) -> float:
        """Return the memory that is the server's alone."""
        return float(self.process.memory_full_info().uss / 1024)

    def is_ready(self, path: str) -> bool:
        """Tell whether the doors are open."""
        try:
            return self._visits.get(path).is_success
        except httpx.TransportError:
            return False


@contextmanager
def cinema(module: str = "benchmarks.floor", ready: str = "/readyz", **settings: str) -> Iterator[Cinema]:
    """Run a module that opens one, with these settings, wait until the path answers, and close it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as directory:
        environ = {"PORT": str(port), "HOST": "127.0.0.1", "PAGE_LOADS_PER_MINUTE": "0", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", module]
        log = Path(directory) / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603
                command, cwd=directory, env={**os.environ, **environ, **settings}, stdout=out, stderr=out
            )
        opened = Cinema(process, f"http://127.0.0.1:{port}")
        try:
            _wait_for(opened, ready, process, log)
            yield opened
        finally:
            process.terminate()
            process.wait()


def _wait_for(opened: Cinema, ready: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(SECONDS_TO_START * 10):
        if opened.is_ready(ready):
            return
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise SystemExit(f"the cinema did not open:\n{log.read_text(encoding='utf-8')}")
