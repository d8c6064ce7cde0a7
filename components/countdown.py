"""The clock of the visitor's seats, counted in the browser so that no message is sent each second."""

from datetime import datetime

from nicegui import ui

from components.text import Words


class Countdown(ui.element, component="tiketa_countdown.js"):
    """Shows minutes and seconds until an instant of the server's clock."""

    def __init__(self, t: Words) -> None:
        """Begin hidden."""
        super().__init__()
        self._props["label"] = t("book.clock")
        self._props["clock"] = None
        self._until: datetime | None = None

    def show(self, until: datetime | None, *, now: datetime) -> None:
        """Count to `until` from `now`, both aware UTC by the server's clock, or hide; repeats send nothing."""
        if until != self._until:
            self._until = until
            self._props["clock"] = until and {"until": _milliseconds(until), "now": _milliseconds(now)}
            self.update()


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
