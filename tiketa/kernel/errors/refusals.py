"""The root of every refusal: what a visitor may be told, with a code and details, never sentences."""

from collections.abc import Mapping
from typing import ClassVar

Detail = str | int | tuple[str, ...] | Mapping[str, str]


class Refusal(Exception):
    """A no with a reason: `code` names the sentence, `details` fill its gaps."""

    code: ClassVar[str] = "refused"

    def __init__(self, **details: Detail) -> None:
        """Keep what the sentence needs; values are shown to visitors, so never another customer's data."""
        super().__init__(self.code, details)
        self.details = details


class Unknown(Refusal):
    """There is no such thing."""


class Invalid(Refusal):
    """The question itself makes no sense."""


class Conflict(Refusal):
    """The house is in a state that does not allow it."""


class Gone(Refusal):
    """It was possible once."""


class TooFast(Refusal):
    """More than one visitor may do in this time."""

    code = "too_fast"
