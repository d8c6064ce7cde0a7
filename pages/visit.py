"""Who is here, in which language, at which box office: what every page needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass

from nicegui import ui

from components.text import FIRST_LANGUAGE, LANGUAGES, Words
from tiketa.errors import Refusal
from tiketa.office import BoxOffice

LANGUAGE = "language"  # where the session keeps the visitor's choice


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor's visit to one page; `visitor` is the id in the signed session cookie, `path` the page's own."""

    office: BoxOffice
    visitor: str
    t: Words
    path: str

    @classmethod
    def here(cls, office: BoxOffice) -> "Visit":
        """Read the visit from the page that is being built; a missing or forged cookie has made a new visitor."""
        request = ui.context.client.request
        words = Words(language_of(request.session), office.settings.zone)
        query = f"?{request.url.query}" if request.url.query else ""
        return cls(office, str(request.session.get("id", "")), words, request.url.path + query)

    def say(self, refusal: Refusal) -> str:
        """Return a refusal in the visitor's words, with a capital first."""
        gaps = dict(refusal.details)
        seats = gaps.pop("seats", None)
        if isinstance(seats, dict):
            gaps["why"] = ", ".join(self.t(f"why.{why}", seat=seat or "?") for seat, why in seats.items())
        return self.t(f"refusal.{refusal.code}", **gaps)


def language_of(session: Mapping[str, object]) -> str:
    """Return the language that the session's visitor chose, or the house's first."""
    chosen = session.get(LANGUAGE)
    return chosen if isinstance(chosen, str) and chosen in LANGUAGES else FIRST_LANGUAGE


def number_in(address: str) -> int:
    """Return the id in an address, or 0, which no row has, for anything that is not plain digits."""
    return int(address) if address.isascii() and address.isdigit() and len(address) < 10 else 0  # noqa: PLR2004
