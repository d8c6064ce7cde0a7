"""What is measured of a running process: who wants to know is an observer, and nothing below knows of metrics."""

from typing import Protocol


class Observer(Protocol):
    """Hears how long things took and how they ended; called on any thread, so it must be quick and safe."""

    def act_ended(self, name: str, outcome: str, seconds: float) -> None:
        """Hear of an act: `outcome` is "ok", a refusal's code, or "error"; the time runs from its start on."""

    def job_ended(self, name: str, outcome: str, seconds: float) -> None:
        """Hear of a job's run: `outcome` is "ok", "error", or "left" to the process that leads."""

    def holds_expired(self, count: int) -> None:
        """Hear how many holds were removed at the end of their time."""

    def feed_flushed(self, feed: str, read: float, sent: float) -> None:
        """Hear of a subject that was read and sent to all pages that show it: the seconds of each."""
