"""Who may open a booking: the browser that made it, those that proved it is theirs, and all devices of an account."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, literal, union, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from tiketa import claims, contacts
from tiketa.database import Transaction, insert, reading
from tiketa.errors import LinkExpired, WrongCodeOrContact
from tiketa.models import Booking, BookingVisitor, CustomerRow, CustomerVisitor, OneTimeLink

BOOKING, DEVICE = "booking", "device"  # what a link is for
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 that are told apart when read out: no 0, 1, I, O
HALF_A_CODE = 5  # letters; two halves are 50 bits
LONGEST_SECRET = 64
USED_LINKS_ARE_KEPT = timedelta(days=1)

_MAILED = aliased(Booking)  # made once: making it anew takes longer than asking by it


def normal_code(code: str) -> str:
    """Return a booking's code as it is stored, however it was typed."""
    letters = "".join(letter for letter in str(code).upper() if letter in CODE_LETTERS)[: 2 * HALF_A_CODE]
    return f"{letters[:HALF_A_CODE]}-{letters[HALF_A_CODE:]}"


def opened_by(visitor: str) -> ColumnElement[bool]:
    """Return the condition for bookings that this visitor may open, change and cancel.

    With an account they are those of all its devices, and those that were booked with its address.
    """
    account = select(CustomerVisitor.customer_id).where(CustomerVisitor.visitor == visitor)
    devices = select(CustomerVisitor.visitor).where(col(CustomerVisitor.customer_id).in_(account))
    visitors = union(select(literal(visitor)), devices)  # and no OR, which would have PostgreSQL read whole tables
    addresses = select(CustomerRow.email).where(col(CustomerRow.id).in_(account))
    shown = select(BookingVisitor.booking_id).where(col(BookingVisitor.visitor).in_(visitors))
    mailed = select(col(_MAILED.id)).where(col(_MAILED.contact_key).in_(addresses))
    return col(Booking.id).in_(union(shown, mailed))


def let_in(tx: Transaction, visitor: str, which: ColumnElement[bool]) -> int:
    """Let the visitor open these bookings from now on, and return how many they are."""
    ids = tx.session.exec(select(Booking.id).where(which)).all()
    if ids:
        rows = [{"booking_id": booking_id, "visitor": visitor} for booking_id in ids]
        tx.session.execute(insert(tx.session, BookingVisitor).on_conflict_do_nothing(), rows)
    return len(ids)


def open_with_link(tx: Transaction, key: str, *, visitor: str) -> str:
    """Let in who has the link from a mail, and return the booking's code; raises `LinkExpired`."""
    claims.check_visitor(visitor)
    code = tx.signer.subject_of(BOOKING, key, tx.now)
    if code is None or not let_in(tx, visitor, col(Booking.code) == code):
        raise LinkExpired
    return code


def open_with_contact(tx: Transaction, code: str, contact: str, *, visitor: str, address: str) -> str:
    """Let in who knows a booking's code and the contact given with it, and return the code as it is stored.

    Raises `WrongCodeOrContact`, whichever was wrong, or `TooFast`: guesses are counted by the network address they come
    from and by the code they are about, right ones too.
    """
    claims.check_visitor(visitor)
    known = normal_code(code)
    tx.limits.guesses.spend(f"from {address}", tx.now)
    tx.limits.guesses.spend(f"about {known}", tx.now)
    kept = tx.session.exec(select(Booking.contact_key).where(Booking.code == known)).first()
    said = contacts.spoken(contact)
    if not said or not secrets.compare_digest((kept or "").encode(), said.encode()):
        raise WrongCodeOrContact
    let_in(tx, visitor, col(Booking.code) == known)
    return known


def link_to_device(tx: Transaction, *, visitor: str) -> str:
    """Return the secret of a link that takes this visitor's bookings to another device, once; raises `TooFast`."""
    claims.check_visitor(visitor)
    tx.limits.guesses.spend(f"by {visitor}", tx.now)
    return new_link(tx, DEVICE, visitor)


def take_to_device(tx: Transaction, secret: str, *, visitor: str) -> int:
    """Let this visitor open all that the link's maker may open, and return how many; raises `LinkExpired`."""
    claims.check_visitor(visitor)
    link = use_link(tx, secret, DEVICE)
    return let_in(tx, visitor, opened_by(link.subject))


def new_link(tx: Transaction, purpose: str, subject: str, *, language: str = "") -> str:
    """Return the secret of a new link that works once and not for long; only its digest is kept."""
    tx.session.execute(delete(OneTimeLink).where(col(OneTimeLink.expires_at) < tx.now - USED_LINKS_ARE_KEPT))
    secret = secrets.token_urlsafe(24)
    expires_at = tx.now + tx.settings.link_lasts
    link = OneTimeLink(
        digest=_digest(secret), purpose=purpose, subject=subject, language=language, expires_at=expires_at
    )
    tx.session.add(link)
    tx.session.flush()
    return secret


def link_key(tx: Transaction, code: str, expires_at: datetime) -> str:
    """Return the key of a link to a booking, good until the instant."""
    return tx.signer.key(BOOKING, code, expires_at)


@reading
def look_at_link(tx: Transaction, secret: str, purpose: str) -> str:
    """Return a link's subject without using it; raises `LinkExpired` where using it would."""
    subject = tx.session.exec(select(OneTimeLink.subject).where(_good(tx, secret, purpose))).first()
    if subject is None:
        raise LinkExpired
    return subject


def use_link(tx: Transaction, secret: str, purpose: str) -> OneTimeLink:
    """Return the link and use it up; raises `LinkExpired`, also when two come with it at once."""
    used = update(OneTimeLink).where(_good(tx, secret, purpose)).values(used_at=tx.now).returning(OneTimeLink)
    link = tx.session.scalars(used).first()
    if link is None:
        raise LinkExpired
    return link


def remember_name(tx: Transaction, visitor: str, name: str) -> None:
    """Keep the name in the visitor's account, where there is one."""
    account = select(CustomerVisitor.customer_id).where(CustomerVisitor.visitor == visitor)
    tx.session.execute(update(CustomerRow).where(col(CustomerRow.id).in_(account)).values(name=name))


def _good(tx: Transaction, secret: str, purpose: str) -> ColumnElement[bool]:
    unused = col(OneTimeLink.used_at).is_(None) & (col(OneTimeLink.expires_at) > tx.now)
    return unused & (col(OneTimeLink.digest) == _digest(secret)) & (col(OneTimeLink.purpose) == purpose)


def _digest(secret: str) -> str:
    return hashlib.sha256(str(secret)[:LONGEST_SECRET].encode(errors="replace")).hexdigest()
