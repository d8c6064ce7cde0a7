"""Customers as screens show them: frozen values, no rows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Customer:
    """An account: proven by mail, it joins bookings of several devices."""

    email: str
    name: str | None
    language: str
