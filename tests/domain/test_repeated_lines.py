"""One cause is logged a few times in a while, and how often it came besides is said."""

import logging
from collections.abc import Iterator

import pytest

from tiketa.kernel import repeated_lines
from tiketa.kernel.repeated_lines import RepeatedLines


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.addFilter(RepeatedLines())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    logger = logging.getLogger("tests.repeated")
    logger.handlers, logger.propagate, logger.level = [Kept()], False, logging.INFO
    yield logger
    logger.handlers = []


def kept(log: logging.Logger) -> list[str]:
    return next(handler.lines for handler in log.handlers if isinstance(handler, Kept))


def test_one_cause_is_written_few_times(log: logging.Logger) -> None:
    for number in range(1000):
        log.warning("visitor %d failed", number)
        log.info("visitor %d came", number)
    log.error("something else")
    assert [line for line in kept(log) if "came" not in line] == [
        "visitor 0 failed",
        "visitor 1 failed",
        "visitor 2 failed",
        "something else",
    ]
    assert len(kept(log)) == 1004


def test_left_out_lines_are_counted(log: logging.Logger, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        log.warning("visitor %d failed", number)
    monkeypatch.setattr(repeated_lines, "EVERY", -1.0)  # as if that time were over
    log.warning("visitor %d failed", 10)
    assert kept(log)[3:] == ["visitor 10 failed (and 7 more like it)"]
