"""Who is asking, in which language, at which box office: what every page needs to know."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import ParamSpec, TypeVar

from nicegui import ui
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from components.words import FIRST_LANGUAGE, LANGUAGES, Words
from pages.edge.browsers import browser_of
from pages.edge.session import ACCOUNT, ID, LANGUAGE
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.refusals import Refusal
from tiketa.office import Act, BoxOffice, Performer

P = ParamSpec("P")
T = TypeVar("T")

AFTER_LINKS = ".,;:!?)>]}\"'\u201d\u2019»"
FORMER_CODES = {"in": "id"}  # Indonesian's code until 1989, which Java and older Androids still send
LONGEST_HEADER = 500  # characters of Accept-Language; a browser with ten languages sends about 100
WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")  # RFC 9110, section 12.4.2


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor's visit to one page; `origin` and `path` are the page's; who is `signed_in` has an account."""

    office: BoxOffice
    actor: Visitor
    t: Words
    path: str
    origin: str
    signed_in: bool

    @classmethod
    def here(cls, office: BoxOffice) -> "Visit":
        """Read the visit from the page that is being built; without a valid cookie it is a new visitor's."""
        request = ui.context.client.request
        words = Words(language_of(request.scope), office.settings.zone)
        query = f"?{request.url.query}" if request.url.query else ""
        return cls(
            office,
            actor=actor_of(request),
            t=words,
            path=request.url.path + query,
            origin=office.settings.public_url or str(request.base_url).rstrip("/"),
            signed_in=ACCOUNT in request.session,
        )

    @property
    def visitor(self) -> str:
        """The session cookie's id."""
        return self.actor.id

    async def perform(self, act: Act[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Perform an act for this visitor."""
        return await self.office.acting_as(self.actor).perform(act, *args, **kwargs)

    def say(self, refusal: Refusal) -> str:
        """Return a refusal's sentence in the visitor's language, with a capital first."""
        gaps = dict(refusal.details)
        seats, total = gaps.get("seats"), gaps.get("total")
        if isinstance(seats, dict):
            gaps["why"] = ", ".join(self.t(f"why.{why}", seat=seat or "?") for seat, why in seats.items())
        if isinstance(total, int):
            gaps["total"] = self.t.money(total)
        return self.t(f"refusal.{refusal.code}", **gaps)


def actor_of(request: Request) -> Visitor:
    """Return the visitor who sent a request; raises `InvalidVisitor` where it has no session."""
    return Visitor(str(request.session.get(ID, "")), address_of(request), browser_of(request.headers))


def performer(office: BoxOffice, request: Request) -> Performer:
    """Return what performs acts for the visitor who sent a request."""
    return office.acting_as(actor_of(request))


def address_of(request: Request) -> str:
    """Return the network address that a request comes from, or that a trusted proxy says it comes from."""
    return request.client.host if request.client else ""


def language_of(scope: Scope) -> str:
    """Return the language that the visitor chose, or else the one the browser asks for, or the first of `LANGUAGES`."""
    chosen = scope.get("session", {}).get(LANGUAGE)
    if isinstance(chosen, str) and chosen in LANGUAGES:
        return chosen
    asked = _asked_for(Headers(scope=scope).get("accept-language", "")[:LONGEST_HEADER])
    return next((each for each in asked if each in LANGUAGES), FIRST_LANGUAGE)


@lru_cache(maxsize=256)
def _asked_for(header: str) -> tuple[str, ...]:
    """Return the languages that an Accept-Language header asks for, the most wanted first: "en-GB; q=0.8" is "en"."""
    wishes = [each.partition(";")[::2] for each in "".join(header.lower().split()).split(",")]
    dearest_first = sorted(wishes, key=lambda wish: _weight(wish[1]), reverse=True)
    languages = (tag.partition("-")[0] for tag, parameter in dearest_first if _weight(parameter))
    return tuple(FORMER_CODES.get(language, language) for language in languages)


def _weight(parameter: str) -> float:
    """Return how much a language is wanted, from 0 (not at all) to 1, where nothing, or nonsense, is said."""
    said = parameter.removeprefix("q=")
    return float(said) if WEIGHT.fullmatch(said) else 1.0


def number_in(address: str) -> int:
    """Return the id in an address, or 0, which no row has, for anything that is not plain digits.

    What a mail program puts after a link, a dot or a bracket, is no part of it.
    """
    address = address.rstrip(AFTER_LINKS)
    return int(address) if address.isascii() and address.isdigit() and len(address) < 10 else 0  # noqa: PLR2004
