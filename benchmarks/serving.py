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
        """Return the processor time that the server has taken since its start."""
        spent = psutil.Process(self.pid).cpu_times()
        return float(spent.user + spent.system)

    def kilobytes(self) -> float:
        """Return the server's private memory."""
        return float(psutil.Process(self.pid).memory_full_info().uss / 1024)
