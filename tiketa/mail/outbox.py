"""Emails that wait to be sent: written in the transaction that they are about, and sent after its commit."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from tiketa.kernel import contacts
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.identity import TooManyMails
from tiketa.kernel.errors.refusals import TooFast
from tiketa.storage.models.bookings import Booking
from tiketa.storage.models.outbox import Email, EmailState
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.statements import insert
from tiketa.storage.transaction import Transaction, reading

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UnsentEmail:
    """An email that is not sent, or may not be, and why; for the operator."""

    id: int
    recipient: str
    state: str
    tries: int
    next_try_at: datetime
    error: str | None


FIRST_PAUSE = timedelta(minutes=1)  # doubled after each try that failed
LONGEST_PAUSE = timedelta(hours=1)  # so that a server which is back is used within the hour
WORTH_TRYING = timedelta(hours=2)  # also where the show begins sooner: a booking of the last minute
AGAIN_AFTER = timedelta(minutes=10)  # greylisting servers take an email that late
SENDING_LASTS = timedelta(minutes=30)  # longer than any try takes: after it the sending process must have died
LOST = (EmailState.FAILED, EmailState.UNCERTAIN)
_NEW_EMAIL = insert(
    Email,
    ("recipient", "language", "booking_id", "sequence", "secret", "written_at", "state", "tries", "next_try_at"),
    lambda new: new.on_conflict_do_nothing(),
)
_IS_NO_LINK = col(Email.secret).is_(None)
UNSENT = (EmailState.WAITING, EmailState.SENDING, *LOST)


def queue_about(tx: Transaction, booking_id: int, contact: str | None, language: str, sequence: int) -> None:
    """Queue an email about a change of a booking, if a mail server is set and the customer gave an address.

    Beyond the limits none is queued: nobody has confirmed that the address is the customer's. The change counts.
    """
    if not (contact and tx.settings.sends_mail and contacts.is_mail_address(contact)):
        return
    try:
        tx.limits.booking_mails.spend(contact, _network(tx), tx.now)
    except TooFast:
        log.warning("no email about booking %d: too many to its recipient, or from its network", booking_id)
    else:
        _write(tx, recipient=contact, language=language, booking_id=booking_id, sequence=sequence)


def queue_secret(tx: Transaction, recipient: str, language: str, secret: str) -> None:
    """Queue an email with a link to an account; raises `TooManyMails`."""
    try:
        tx.limits.sign_in_mails.spend(recipient, _network(tx), tx.now)
    except TooFast:
        raise TooManyMails from None
    _write(tx, recipient=recipient, language=language, secret=secret)


@reading
def is_due(tx: Transaction) -> bool:
    """Say whether an email is due."""
    return tx.session.exec(select(Email.id).where(_due(tx)).limit(1)).first() is not None


def take_next(tx: Transaction) -> Email | None:
    """Return the due email that comes first and mark it SENDING, for one caller alone; None without one.

    Sign-in links come before bookings, for a person waits for them and they soon expire; then what has waited longest.

    An email that a newer one replaces, or whose link has expired, becomes OUTDATED. One whose sender reported no
    outcome becomes UNCERTAIN and is not sent again: the recipient may have it.
    """
    _set(tx, _due(tx) & (col(Email.state) == EmailState.SENDING), EmailState.UNCERTAIN, "no outcome was reported")
    _set(tx, _due(tx) & _overtaken(tx), EmailState.OUTDATED)
    oldest = select(Email.id).where(_due(tx)).order_by(_IS_NO_LINK, col(Email.written_at), col(Email.id)).limit(1)
    take = (
        update(Email)
        .where(col(Email.id).in_(oldest), col(Email.state) == EmailState.WAITING)
        .values(state=EmailState.SENDING, tries=Email.tries + 1, next_try_at=tx.now + SENDING_LASTS)
    )
    return tx.session.scalars(take.returning(Email)).first()


def finish(tx: Transaction, email_id: int, state: EmailState, error: str | None = None) -> None:
    """Store the outcome of an email that was taken, and delete its secret."""
    _set(tx, col(Email.id) == email_id, state, error)


def try_again(tx: Transaction, email_id: int, error: str) -> None:
    """Queue an email for another try, after a pause that doubles up to an hour; it has FAILED when the show begins."""
    email = tx.session.get_one(Email, email_id)
    next_try_at = tx.now + min(FIRST_PAUSE * 2 ** min(email.tries - 1, 10), LONGEST_PAUSE)
    if next_try_at > _in_time(tx, email):
        return finish(tx, email_id, EmailState.FAILED, error)
    email.state = EmailState.WAITING
    email.next_try_at = next_try_at
    email.error = error
    return tx.session.flush()


def put_back(tx: Transaction, email_id: int) -> None:
    """Queue an email at once that was taken and whose text no server has got: its try does not count."""
    email = tx.session.get_one(Email, email_id)
    email.state, email.next_try_at, email.tries = EmailState.WAITING, tx.now, email.tries - 1
    tx.session.flush()


def newest_about(tx: Transaction, booking_id: int) -> Email | None:
    """Return the newest email about a booking, None where none was written."""
    newest = select(Email).where(Email.booking_id == booking_id).order_by(col(Email.sequence).desc()).limit(1)
    return tx.session.exec(newest.with_for_update()).first()


def is_on_its_way(email: Email) -> bool:
    """Say whether an email is still to be sent."""
    return email.state in {EmailState.WAITING, EmailState.SENDING}


def again_at(email: Email, booked_at: datetime) -> datetime:
    """Return when an email may be sent again: each time after twice as long, so that nobody's mailbox is filled."""
    return email.written_at + max(AGAIN_AFTER, email.written_at - booked_at)


def queue_again(tx: Transaction, email: Email) -> None:
    """Queue an email that was sent, or has failed, as a new one: its new date gives it a new Message-ID."""
    email.state, email.tries, email.error = EmailState.WAITING, 0, None
    email.written_at = email.next_try_at = tx.now
    tx.session.flush()


@reading
def unsent(tx: Transaction) -> tuple[UnsentEmail, ...]:
    """Return the emails that are WAITING, SENDING, FAILED or UNCERTAIN; the newest first."""
    columns = (Email.id, Email.recipient, Email.state, Email.tries, Email.next_try_at, Email.error)
    rows = select(*columns).where(col(Email.state).in_(UNSENT)).order_by(col(Email.id).desc())  # type: ignore[call-overload]
    return tuple(UnsentEmail(*row) for row in tx.session.execute(rows))


@reading
def counts(tx: Transaction) -> dict[str, int]:
    """Return how many emails are in each state."""
    by_state = select(Email.state, func.count()).group_by(col(Email.state)).order_by(col(Email.state))
    return dict(tx.session.exec(by_state).all())


@reading
def oldest_waiting(tx: Transaction) -> datetime | None:
    """Return when the email was written that waits longest, or None."""
    return tx.session.scalar(select(func.min(col(Email.written_at))).where(col(Email.state) == EmailState.WAITING))


def _write(tx: Transaction, **facts: object) -> None:
    about = {"booking_id": None, "sequence": None, "secret": None}
    new = about | {"written_at": tx.now, "next_try_at": tx.now, "state": EmailState.WAITING, "tries": 0, **facts}
    tx.run(_NEW_EMAIL, **new)


def _in_time(tx: Transaction, email: Email) -> datetime:
    """Return until when an email is worth sending: until its show begins, or its link expires."""
    if email.booking_id is None:
        return email.written_at + tx.settings.link_lasts
    show = select(Showtime.starts_at).join(Booking).where(Booking.id == email.booking_id)
    return max(tx.session.exec(show).one(), email.written_at + WORTH_TRYING)


def _network(tx: Transaction) -> str:
    return tx.actor.network if isinstance(tx.actor, Visitor) else ""


def _due(tx: Transaction) -> ColumnElement[bool]:
    return col(Email.state).in_((EmailState.WAITING, EmailState.SENDING)) & (col(Email.next_try_at) <= tx.now)


def _overtaken(tx: Transaction) -> ColumnElement[bool]:
    newer = aliased(Email)
    same = (col(newer.booking_id) == col(Email.booking_id)) & (col(newer.sequence) > col(Email.sequence))
    expired = col(Email.secret).is_not(None) & (col(Email.written_at) <= tx.now - tx.settings.link_lasts)
    return select(newer.id).where(same).correlate(Email).exists() | expired


def _set(tx: Transaction, which: ColumnElement[bool], state: EmailState, error: str | None = None) -> None:
    tx.session.execute(update(Email).where(which).values(state=state, error=error, secret=None))
