"""Customers as screens show them: frozen values, no rows."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """An account: proven by mail, it joins bookings of several devices."""

    email: str
    name: str | None
    language: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser in which the account is signed in, since then (aware UTC) if that is known; `browser` in words."""

    reference: str
    browser: str
    since: datetime | None
    is_here: bool
