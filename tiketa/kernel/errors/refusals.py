"""The root classes of refusals: each has a code and details for the visitor; locales have the sentences."""

from collections.abc import Mapping
from typing import ClassVar

Detail = str | int | tuple[str, ...] | Mapping[str, str]


class Refusal(Exception):
    """An act refused for a reason: `code` names the sentence in the locales, `details` fill its gaps."""

    code: ClassVar[str] = "refused"

    def __init__(self, **details: Detail) -> None:
        """Keep what the sentence needs; values are shown to visitors, so never another customer's data."""
        super().__init__(self.code, details)
        self.details = details


class Unknown(Refusal):
    """There is no such thing."""


class Invalid(Refusal):
    """The request itself is not valid."""


class Conflict(Refusal):
    """The current state does not allow it."""


class Gone(Refusal):
    """It was possible, and no longer is."""


class NotNow(Refusal):
    """The house cannot do it at this moment; the same request may succeed a little later."""


class Busy(NotNow):
    """More is asked of the whole house at this moment than it can answer soon."""

    code = "busy"


class Unavailable(NotNow):
    """The database cannot be used at this moment; what was asked is not done."""

    code = "unavailable"


class Closing(NotNow):
    """The process is stopping: what was begun is finished, and nothing new is."""

    code = "closing"


class TooFast(Refusal):
    """More than one visitor may do in this time."""

    code = "too_fast"
