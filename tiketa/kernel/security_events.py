"""Security events in the log: sign-ins and sign-outs, access that was given, taken or refused (OWASP ASVS 5.0, 16.3).

Who did it is a pseudonym: the same one of the same browser and address, and of no use to who reads the log.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from tiketa.kernel.actor import Actor, Visitor
from tiketa.kernel.errors.refusals import TooFast
from tiketa.kernel.rate_limits import RateLimit
from tiketa.kernel.signing import Signer

LINES_PER_MINUTE = 300  # five a second; an attack that makes more shows already
WATCHED = {
    "customers.ask_for_link", "customers.sign_in", "staff.sign_in", "staff.end_all", "sessions.sign_out",
    "sessions.end", "sessions.end_others", "access.open_with_contact", "access.open_with_link", "access.link_to_device",
    "access.take_to_device", "grants.end", "price_store.save", "privacy.export", "privacy.delete_customer",
}  # fmt: skip
ALWAYS = {"not_allowed"}  # whichever act it was

log = logging.getLogger("tiketa.security")


class SecurityEvents:
    """Writes a line for each event, of bounded number."""

    def __init__(self, signer: Signer, clock: Callable[[], datetime]) -> None:
        """Make pseudonyms with this signer."""
        self._signer = signer
        self._clock = clock
        self._lines = RateLimit(per_minute=LINES_PER_MINUTE, burst=LINES_PER_MINUTE)

    def act_ended(self, actor: Actor, act: Callable[..., object], outcome: str) -> None:
        """Write about an act that has ended, if it is one of those; `outcome` is "ok", a refusal's code, or "error"."""
        name = f"{act.__module__.rpartition('.')[2]}.{act.__name__}"
        if name not in WATCHED and outcome not in ALWAYS:
            return
        try:
            self._lines.spend("", self._clock())
        except TooFast:
            return
        log.info("%s: %s, by %s", name, outcome, self._named(actor))

    def _named(self, actor: Actor) -> str:
        if isinstance(actor, Visitor):
            return f"visitor {self._signer.pseudonym(actor.id)} from {self._signer.pseudonym(actor.address)}"
        return str(actor.kind)
