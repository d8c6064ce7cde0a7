"""Links that work once."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col, select

from tiketa.kernel import typed_text
from tiketa.kernel.errors.identity import LinkExpired
from tiketa.storage.models.customers import OneTimeLink
from tiketa.storage.transaction import Transaction, reading

ACCOUNT, DEVICE = "account", "device"  # what a link is for
LONGEST_SECRET = 64
USED_LINKS_ARE_KEPT = timedelta(days=1)


def create(tx: Transaction, purpose: str, subject: str, *, language: str = "") -> str:
    """Return the secret of a new link that works once, for `LINK_MINUTES`; only its digest is stored."""
    tx.session.execute(delete(OneTimeLink).where(col(OneTimeLink.expires_at) < tx.now - USED_LINKS_ARE_KEPT))
    secret = secrets.token_urlsafe(24)
    expires_at = tx.now + tx.settings.link_lasts
    link = OneTimeLink(
        digest=_digest(secret), purpose=purpose, subject=subject, language=language, expires_at=expires_at
    )
    tx.session.add(link)
    tx.session.flush()
    return secret


@reading
def peek(tx: Transaction, secret: str, purpose: str) -> str:
    """Return a link's subject without using it up; raises `LinkExpired` where `redeem` would."""
    subject = tx.session.exec(select(OneTimeLink.subject).where(_good(tx, secret, purpose))).first()
    if subject is None:
        raise LinkExpired
    return subject


def redeem(tx: Transaction, secret: str, purpose: str) -> OneTimeLink:
    """Return the link and use it up; raises `LinkExpired`, also for the second of two concurrent uses."""
    used = update(OneTimeLink).where(_good(tx, secret, purpose)).values(used_at=tx.now).returning(OneTimeLink)
    link = tx.session.scalars(used).first()
    if link is None:
        raise LinkExpired
    return link


def _good(tx: Transaction, secret: str, purpose: str) -> ColumnElement[bool]:
    unused = col(OneTimeLink.used_at).is_(None) & (col(OneTimeLink.expires_at) > tx.now)
    return unused & (col(OneTimeLink.digest) == _digest(secret)) & (col(OneTimeLink.purpose) == purpose)


def _digest(secret: str) -> str:
    cleaned = typed_text.link_key(str(secret)[:LONGEST_SECRET])
    return hashlib.sha256(cleaned.encode(errors="replace")).hexdigest()
