"""News as it goes from one process to the others: JSON, `["<sender>", ["seats", 7], ["booking", "<code>"]]`."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from typing import NamedTuple

from tiketa.kernel.events import BookingChanged, Event, NewsLost, ProgrammeChanged, SeatsChanged, SessionEnded

LONGEST = 7000  # bytes; PostgreSQL takes less than 8000

_KINDS: dict[str, type[Event]] = {
    "seats": SeatsChanged,
    "programme": ProgrammeChanged,
    "booking": BookingChanged,
    "session": SessionEnded,
    "lost": NewsLost,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_LOST = '["lost"]'


class Message(NamedTuple):
    """What one process sends to the others, and its name."""

    sender: str
    news: tuple[Event, ...]


def encode(sender: str, news: Iterable[Event]) -> Iterator[str]:
    """Yield messages that are short enough; an event that is too long by itself becomes `NewsLost`."""
    begin = f"[{json.dumps(sender)}"
    message = begin
    for event in news:
        item = _dump([_NAMES[type(event)], *astuple(event)])
        if len(begin) + len(item) + 2 > LONGEST:
            item = _LOST
        if len(message) + len(item) + 2 > LONGEST:
            yield f"{message}]"
            message = begin
        message += f",{item}"
    yield f"{message}]"


def decode(text: str) -> Message:
    """Return the message; what cannot be read, such as a newer Tiketa's news, becomes `NewsLost`."""
    try:
        sender, *news = json.loads(text)
        return Message(str(sender), tuple(_KINDS[name](*facts) for name, *facts in news))
    except (ValueError, TypeError, KeyError):
        return Message("", (NewsLost(),))


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))  # ASCII only: a letter is a byte
