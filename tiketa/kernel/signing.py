"""Signatures made with the secret key: tokens of tickets, and keys in links (docs/decisions/0012)."""

import hmac
import re
from base64 import b32encode
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import NamedTuple

from itsdangerous import BadSignature, URLSafeSerializer

from tiketa.kernel import typed_text

VERSION = "T1"
LONGEST_KEY = 512  # characters
SIGNATURE_CHARACTERS = 26  # of base 32: 130 bits of SHA-256's 256; RFC 2104 asks for half or more
LONGEST_TYPED = 300  # characters of what is typed or scanned as a token
_TYPED_TOKEN = re.compile(rf"T[1IL]-([0-9OIL]+)-([A-Z0-9]{{{SIGNATURE_CHARACTERS}}})")
_AS_NUMBER, _AS_BASE_32 = str.maketrans("OIL", "011"), str.maketrans("018", "OIB")


class OpenedKey(NamedTuple):
    """What a signed key opens, and until when (aware UTC)."""

    subject: str
    expires_at: datetime


class Signer:
    """Signs and checks; every purpose has a key of its own, so that no signature is good for another."""

    def __init__(self, secret: Callable[[], str]) -> None:
        """Take the secret when it is first needed."""
        self._secret = secret

    def token(self, ticket_id: int, *facts: object) -> str:
        """Return the token of a ticket with these facts: short, and of characters that make a small QR code."""
        said = "|".join(map(str, (ticket_id, *facts)))
        signature = b32encode(hmac.digest(self._ticket_key, said.encode(), "sha256")).decode()
        return f"{VERSION}-{ticket_id}-{signature[:SIGNATURE_CHARACTERS]}"

    def key(self, purpose: str, subject: str, expires_at: datetime) -> str:
        """Return a key that opens the subject, such as a booking's code, for this purpose until the instant."""
        return str(self._sealer(purpose).dumps([subject, int(expires_at.timestamp())]))

    def opened(self, purpose: str, key: str, now: datetime) -> "OpenedKey | None":
        """Return what a key opens; None where we did not sign it, it is for another purpose, or has expired."""
        if len(key) > LONGEST_KEY:
            return None
        try:
            subject, expires_at = self._sealer(purpose).loads(typed_text.link_key(key))
        except (BadSignature, ValueError, TypeError):
            return None
        opened = OpenedKey(str(subject), datetime.fromtimestamp(expires_at, UTC))
        return opened if now < opened.expires_at else None

    def session_id(self, visitor: str, proof: str) -> str:
        """Return the id that follows a visitor's on this proof, of 128 bits: OWASP ASVS 5.0, 7.2.3."""
        return hmac.digest(self._session_key, f"{visitor}|{proof}".encode(errors="replace"), "sha256").hex()[:32]

    def pseudonym(self, text: str) -> str:
        """Return a name for somebody in the log, from which nobody finds out who it is."""
        return hmac.digest(self._session_key, f"log|{text}".encode(errors="replace"), "sha256").hex()[:10]

    @cached_property
    def _session_key(self) -> bytes:
        return hmac.digest(self._secret().encode(), b"tiketa sessions", "sha256")

    @cached_property
    def _ticket_key(self) -> bytes:
        return hmac.digest(self._secret().encode(), b"tiketa tickets", "sha256")

    def _sealer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._secret(), salt=f"tiketa {purpose}")


def token_in(words: str) -> str:
    """Return the token in what was scanned or typed from a ticket, "" where there is none; it is still to be verified.

    A ticket's number has no O and no l, and its signature no 0, 1 and 8: what looks like them is meant.
    """
    typed = (typed_text.plain("".join(words[:LONGEST_TYPED].split())) or "").upper()
    found = _TYPED_TOKEN.search(typed)
    return f"{VERSION}-{found[1].translate(_AS_NUMBER)}-{found[2].translate(_AS_BASE_32)}" if found else ""


def ticket_id_in(token: str) -> int:
    """Return which ticket a token says that it is of, or 0; the token is still to be verified."""
    number = token.split("-")[1] if token.count("-") == 2 else ""  # noqa: PLR2004
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0  # noqa: PLR2004


def is_same(token: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(token.encode(errors="replace"), other.encode(errors="replace"))
