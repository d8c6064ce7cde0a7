"""Logs without what is personal or secret, whoever writes them and whatever an error says."""

import logging
import re
import time

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LEFT_OUT = "[left out]"

# Lengths are bounded: an error may hold much text, and looking through it must stay linear.
_PRIVATE = (
    (re.compile(r"[\w.+'%-]{1,64}@[\w-]{1,63}(\.[\w-]{1,63}){0,8}"), LEFT_OUT),
    (re.compile(r"/(account|device|seat|cashier/sign-in|cashier/end)/[\w.~%-]{8,}"), rf"/\1/{LEFT_OUT}"),
    (re.compile(r"\b(key|token|password)=[^\s&\"']{4,}", re.IGNORECASE), rf"\1={LEFT_OUT}"),
    (re.compile(r"(DETAIL|CONTEXT): .*"), rf"\1: {LEFT_OUT}"),  # PostgreSQL puts a row's values there
)


class PrivateFormatter(logging.Formatter):
    """Formats a record with its traceback, in UTC, without mail addresses, links' secrets, keys and rows' values."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        """Use the house's format."""
        super().__init__(FORMAT)
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Return the text."""
        return without_secrets(super().format(record))


def set_up(level: int) -> None:
    """Have all loggers of this process write so, the server's own included."""
    logging.basicConfig(level=level)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(PrivateFormatter())


def without_secrets(text: str) -> str:
    """Return the text without what is personal or secret in it."""
    for pattern, instead in _PRIVATE:
        text = pattern.sub(instead, text)
    return text
