"""What a page of ours sends by its socket; everything else is refused before it is worked on.

A message is an Engine.IO packet: a digit for its kind, and for kind 4 a Socket.IO packet, which is again a digit for
its kind, and JSON: `42["event",{...}]`. See engine.io-protocol 4 and socket.io-protocol 5. The five events and their
fields are those of NiceGUI 3.18's `nicegui.js`.
"""

import json
import re
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs

from pydantic import BaseModel, Field, Json, TypeAdapter, ValidationError

MOST_CHARACTERS = 64 * 1024  # of a message; the largest of a page's own is a form of under 5 KB
SHORT = 100  # characters; ids are UUIDs, of 36
MOST_ARGUMENTS = 10

ENGINE_CONTROL = re.compile(r"[125]|[23]probe|3")  # close, ping, pong, upgrade, and the probe before it
MESSAGE = re.compile(r"4(?P<kind>[0-3])(?P<id>\d{1,9})?(?P<data>[\[{].*)?", re.DOTALL)
CONNECT, DISCONNECT, EVENT, ACKNOWLEDGED = "0123"

ShortText = Annotated[str, Field(max_length=SHORT)]
Number = Annotated[int, Field(ge=0, lt=2**53)]


class Handshake(BaseModel):
    """A page says which it is, when its socket has connected or in the socket's address."""

    client_id: ShortText
    tab_id: ShortText
    document_id: ShortText
    old_tab_id: ShortText | None = None
    next_message_id: Number | None = None


class ElementEvent(BaseModel):
    """Something was done to an element; each argument is JSON by itself."""

    client_id: ShortText
    id: int
    listener_id: ShortText
    args: Annotated[list[Json[Any] | None], Field(max_length=MOST_ARGUMENTS)] = []


class ScriptResult(BaseModel):
    """What a script answered that the server had run."""

    client_id: ShortText
    request_id: ShortText


class Received(BaseModel):
    """Which messages have arrived."""

    client_id: ShortText
    next_message_id: Number


class Complaint(BaseModel):
    """What a browser wants to have logged."""

    client_id: ShortText
    level: Literal["debug", "info", "warning", "error"]
    message: str


EVENTS: dict[str, TypeAdapter[Any]] = {
    "handshake": TypeAdapter(tuple[Literal["handshake"], Handshake]),
    "event": TypeAdapter(tuple[Literal["event"], ElementEvent]),
    "javascript_response": TypeAdapter(tuple[Literal["javascript_response"], ScriptResult]),
    "ack": TypeAdapter(tuple[Literal["ack"], Received]),
    "log": TypeAdapter(tuple[Literal["log"], Complaint]),
}


def is_known(message: str) -> bool:
    """Say whether a page of ours sends such messages."""
    if len(message) > MOST_CHARACTERS:
        return False
    if ENGINE_CONTROL.fullmatch(message):
        return True
    found = MESSAGE.fullmatch(message)
    return found is not None and _is_known(found["kind"], found["data"])


def is_known_address(query: str) -> bool:
    """Say whether the query of a socket's address is one of ours, with a whole handshake where it has one."""
    given = {name: values[0] for name, values in parse_qs(query, max_num_fields=20).items()}
    if given.get("implicit_handshake") != "true":
        return True
    try:
        Handshake.model_validate(given)
    except ValidationError:
        return False
    return True


def _is_known(kind: str, data: str | None) -> bool:
    if kind != EVENT:
        return data is None or len(data) <= SHORT
    try:
        name, *_ = parsed = json.loads(data or "")
        EVENTS[name].validate_python(parsed)
    except (ValidationError, ValueError, TypeError, KeyError, RecursionError):
        return False
    return True
