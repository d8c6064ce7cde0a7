"""Rate limits by visitor and by network address."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Protocol

from tiketa.kernel.errors.refusals import Busy, TooFast


class Limit(Protocol):
    """What acts spend from, wherever it is counted."""

    def spend(self, key: str, now: datetime, tokens: int = 1) -> None:
        """Take tokens from the key's bucket or raise `TooFast`; a refused call costs nothing."""

    def refund(self, key: str, tokens: int = 1) -> None:
        """Put tokens back that were spent just before."""


class RateLimit:
    """A token bucket per key in this process: `burst` at once, then `per_minute` a minute. Safe to use from threads."""

    MOST_KEYS = 50_000  # about 10 MB; the least recently used are dropped first; a dropped bucket is full again

    def __init__(self, *, per_minute: float, burst: int) -> None:
        """Take the rate in tokens a minute; 0 means no limit."""
        self._per_second = per_minute / 60
        self._burst = float(burst)
        self._buckets: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self._lock = Lock()

    def spend(self, key: str, now: datetime, tokens: int = 1) -> None:
        """Take tokens from the key's bucket or raise `TooFast`; a refused call costs nothing."""
        if self._per_second and not self._allows(key, now, tokens):
            raise TooFast

    def refund(self, key: str, tokens: int = 1) -> None:
        """Put tokens back that were spent just before."""
        with self._lock:
            if key in self._buckets:
                left, since = self._buckets[key]
                self._buckets[key] = (min(self._burst, left + tokens), since)

    def _allows(self, key: str, now: datetime, tokens: int) -> bool:
        with self._lock:
            left, since = self._buckets.pop(key, (self._burst, now))
            gained = max(0.0, (now - since).total_seconds()) * self._per_second
            left = min(self._burst, left + gained)
            allowed = left >= tokens
            self._buckets[key] = (left - tokens if allowed else left, now)
            if len(self._buckets) > self.MOST_KEYS:
                self._buckets.popitem(last=False)
            return allowed


class Waiting:
    """How many acts wait, with a bound: an answer that comes too late helps nobody. Safe to use from threads."""

    MOST = 2_000  # about two seconds' work; a whole house of 21 halls is 4410 seats

    def __init__(self) -> None:
        """Begin with none."""
        self.count = 0
        self._lock = Lock()

    def enter(self, *, bounded: bool) -> None:
        """Count one more; raises `Busy` where there are too many and this one is `bounded`."""
        with self._lock:
            if bounded and self.count >= self.MOST:
                raise Busy
            self.count += 1

    def leave(self) -> None:
        """Count one less."""
        with self._lock:
            self.count -= 1


@dataclass(frozen=True, slots=True)
class MailLimits:
    """Limits of one kind of mail: `to` one recipient, `sender` by the network that asks, `total` of the house."""

    to: Limit
    sender: Limit
    total: Limit

    def spend(self, recipient: str, network: str, now: datetime) -> None:
        """Take one mail from each, or raise `TooFast`; whose network has none left takes none from the recipient."""
        if network:
            self.sender.spend(network, now)
        self.to.spend(recipient.casefold(), now)
        self.total.spend("", now)


@dataclass(frozen=True, slots=True)
class Limits:
    """The box office's limits.

    `holds` are seats, by visitor; `guesses` of code and contact, wrong ones, by network; `links` to another device, by
    visitor.
    """

    holds: Limit
    guesses: Limit
    links: Limit
    sign_in_mails: MailLimits
    booking_mails: MailLimits
