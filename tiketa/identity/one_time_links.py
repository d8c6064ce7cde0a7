"""Links that work once.

Who opens one keeps it in their session, bound to it, and the secret leaves the address; it works when they say yes.
Programs that open links, such as mail scanners, use up none.
"""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col, select

from tiketa.identity import kept_links
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
def keep(tx: Transaction, secret: str, purpose: str) -> str:
    """Return what the visitor's session keeps of a link: good in that session alone. Raises `LinkExpired`."""
    digest = _digest(secret)
    expires_at = tx.session.exec(select(OneTimeLink.expires_at).where(_good(tx, digest, purpose))).first()
    if expires_at is None:
        raise LinkExpired
    return kept_links.keep(tx, purpose, digest, expires_at)


@reading
def peek(tx: Transaction, kept: str, purpose: str) -> str:
    """Return a link's subject without using it up; raises `LinkExpired` where `redeem` would."""
    good = _good(tx, kept_links.subject_of(tx, purpose, kept), purpose)
    subject = tx.session.exec(select(OneTimeLink.subject).where(good)).first()
    if subject is None:
        raise LinkExpired
    return subject


def redeem(tx: Transaction, kept: str, purpose: str) -> OneTimeLink:
    """Return the link and use it up; raises `LinkExpired`, also for the second of two concurrent uses."""
    good = _good(tx, kept_links.subject_of(tx, purpose, kept), purpose)
    used = update(OneTimeLink).where(good).values(used_at=tx.now).returning(OneTimeLink)
    link = tx.session.scalars(used).first()
    if link is None:
        raise LinkExpired
    return link


def _good(tx: Transaction, digest: str, purpose: str) -> ColumnElement[bool]:
    unused = col(OneTimeLink.used_at).is_(None) & (col(OneTimeLink.expires_at) > tx.now)
    return unused & (col(OneTimeLink.digest) == digest) & (col(OneTimeLink.purpose) == purpose)


def _digest(secret: str) -> str:
    cleaned = typed_text.link_key(str(secret)[:LONGEST_SECRET])
    return hashlib.sha256(cleaned.encode(errors="replace")).hexdigest()
