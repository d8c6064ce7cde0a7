"""Members of staff: for now whoever has used a cashier's key is one, in one browser, until the end of a shift.

A key is made without writing anything, because the command line may not write beside a house on SQLite. It signs in
once; what it has signed in is kept in the database, and can be ended.
"""

import secrets
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from tiketa.identity import authorization, kept_links, sessions
from tiketa.kernel.actor import Role, StaffMember
from tiketa.kernel.errors.identity import LinkExpired
from tiketa.kernel.signing import Signer
from tiketa.storage.models.customers import StaffSession
from tiketa.storage.transaction import Transaction, reading

CASHIER, END_ALL = "cashier", "end cashiers"  # what a key is for


def cashier_key(signer: Signer, now: datetime, *, lasts: timedelta, shift_lasts: timedelta) -> str:
    """Return a new key that signs in one browser as a cashier, if it is used soon enough."""
    shift_ends_at = int((now + shift_lasts).timestamp())
    return signer.key(CASHIER, f"{secrets.token_urlsafe(12)} {shift_ends_at}", now + lasts)


def key_to_end_all(signer: Signer, now: datetime, *, lasts: timedelta) -> str:
    """Return a key that ends all cashiers' sessions."""
    return signer.key(END_ALL, "", now + lasts)


@reading
def keep(tx: Transaction, key: str, purpose: str) -> str:
    """Return what the visitor's session keeps of a key: good in that session alone. Raises `LinkExpired`."""
    opened = tx.signer.opened(purpose, key, tx.now)
    if opened is None:
        raise LinkExpired
    return kept_links.keep(tx, purpose, opened.subject, opened.expires_at)


@reading
def peek(tx: Transaction, kept: str, purpose: str) -> str:
    """Return nothing, which a kept key is about; raises `LinkExpired` where its use would, unless it was used."""
    kept_links.subject_of(tx, purpose, kept)
    return ""


def sign_in(tx: Transaction, kept: str) -> str:
    """Sign the visitor in as a cashier by the key that their session keeps; return the id they have from now on.

    The same request again gets the same answer; raises `LinkExpired` for a key that another browser has used.
    """
    visitor = authorization.require_visitor(tx)
    key_id, _, shift_ends_at = kept_links.subject_of(tx, CASHIER, kept).partition(" ")
    new = tx.signer.session_id(visitor.id, kept)
    tx.serialize_on(key_id)
    if (used := tx.session.get(StaffSession, key_id)) is None:
        expires_at = datetime.fromtimestamp(int(shift_ends_at), UTC)
        sessions.renewed(tx, visitor, kept)
        tx.session.add(StaffSession(key_id=key_id, visitor=new, role=Role.CASHIER, expires_at=expires_at))
    elif used.visitor != new:
        raise LinkExpired
    return new


@reading
def member(tx: Transaction) -> StaffMember:
    """Return as whom the visitor is signed in; raises `LinkExpired` where they are not, or not any more."""
    visitor = authorization.require_visitor(tx).id
    found = tx.session.exec(select(StaffSession).where(StaffSession.visitor == visitor)).first()
    if found is None or found.expires_at <= tx.now:
        raise LinkExpired
    return StaffMember(name="", role=Role(found.role), until=found.expires_at, session=visitor)


def end_all(tx: Transaction, kept: str) -> int:
    """End the sessions of all cashiers, and return their number; raises `LinkExpired`."""
    kept_links.subject_of(tx, END_ALL, kept)
    working = tx.session.exec(select(StaffSession.visitor).where(col(StaffSession.visitor) != "")).all()
    for visitor in working:
        sessions.end_session(tx, visitor)
    return len(working)
