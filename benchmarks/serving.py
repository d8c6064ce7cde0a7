"""A Tiketa to measure: loads its pages, and reads its processor time and memory."""

from pathlib import Path

import httpx
import psutil

from tools.running_cinema import Cinema

FLOOR = ("-m", "benchmarks.floor")


class MeasuredCinema(Cinema):
    """A running Tiketa with The Time Gallery's data, and `/floor`."""

    def __init__(self, directory: Path | None = None, /, **settings: str) -> None:
        """Choose a port; nothing runs yet."""
        super().__init__(directory, program=FLOOR, **settings)
        self._visits = httpx.Client(base_url=self.address)

    def load(self, path: str, times: int = 1) -> None:
        """Load a page so often, each time as a new visitor."""
        for _ in range(times):
            self._visits.cookies.clear()
            self._visits.get(path).raise_for_status()

    def cpu_seconds(self) -> float:
        """Return the processor time that the server's threads have taken, by Linux' scheduler, to the nanosecond.

        What `psutil` says is rounded to 10 ms, in which three or four pages are built.
        """
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")  # each: nanoseconds running, waiting, and turns
        return sum(int(thread.read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9

    def kilobytes(self) -> float:
        """Return the server's private memory."""
        return float(psutil.Process(self.pid).memory_full_info().uss / 1024)
