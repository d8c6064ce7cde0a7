"""Mail that waits to be sent: written in the transaction it tells of, and sent after the commit."""

from datetime import timedelta

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from tiketa import contacts
from tiketa.database import Transaction, insert, reading
from tiketa.models import Booking, Letter, LetterState
from tiketa.views import LetterNote

FIRST_PAUSE = timedelta(minutes=1)  # doubled after each try that failed
MOST_TRIES = 8  # the last one two hours after the first
SENDING_LASTS = timedelta(minutes=30)  # more than any try can; whoever began it has died since
LOST = (LetterState.FAILED, LetterState.UNCERTAIN)
UNSENT = (LetterState.WAITING, LetterState.SENDING, *LOST)


def write_about(tx: Transaction, booking: Booking) -> None:
    """Have mail sent about the newest change of a booking, if the house sends any and the customer gave an address."""
    if booking.contact and tx.settings.sends_mail and contacts.is_mail_address(booking.contact):
        about = {"booking_id": booking.id, "sequence": booking.sequence}
        _write(tx, recipient=booking.contact, language=booking.language, **about)


def write_secret(tx: Transaction, recipient: str, language: str, secret: str) -> None:
    """Have a link to an account sent."""
    _write(tx, recipient=recipient, language=language, secret=secret)


@reading
def is_due(tx: Transaction) -> bool:
    """Say whether there is anything to do."""
    return tx.session.exec(select(Letter.id).where(_due(tx)).limit(1)).first() is not None


def take_next(tx: Transaction) -> Letter | None:
    """Return the letter that has waited longest, for the caller alone to send; None where there is none.

    What a newer letter overtakes, and a link that has expired by now, is not sent any more. What somebody began to send
    and never told the end of stays unsent: the recipient may have it.
    """
    _set(tx, _due(tx) & (col(Letter.state) == LetterState.SENDING), LetterState.UNCERTAIN, "never told the end")
    _set(tx, _due(tx) & _overtaken(tx), LetterState.OUTDATED)
    oldest = select(Letter.id).where(_due(tx)).order_by(col(Letter.written_at), col(Letter.id)).limit(1)
    take = (
        update(Letter)
        .where(col(Letter.id).in_(oldest), col(Letter.state) == LetterState.WAITING)
        .values(state=LetterState.SENDING, tries=Letter.tries + 1, next_try_at=tx.now + SENDING_LASTS)
    )
    return tx.session.scalars(take.returning(Letter)).first()


def finish(tx: Transaction, letter_id: int, state: LetterState, error: str | None = None) -> None:
    """Keep what became of a letter that was taken; the secret in it is forgotten."""
    _set(tx, col(Letter.id) == letter_id, state, error)


def try_again(tx: Transaction, letter_id: int, error: str) -> None:
    """Have a letter that was not accepted sent later, each time after a longer pause, or give it up."""
    letter = tx.session.get_one(Letter, letter_id)
    if letter.tries >= MOST_TRIES:
        return finish(tx, letter_id, LetterState.FAILED, error)
    letter.state = LetterState.WAITING
    letter.next_try_at = tx.now + FIRST_PAUSE * 2 ** (letter.tries - 1)
    letter.error = error
    return tx.session.flush()


@reading
def unsent(tx: Transaction) -> tuple[LetterNote, ...]:
    """Return the letters that wait, failed, or were handed over without an answer; the newest first."""
    columns = (Letter.id, Letter.recipient, Letter.state, Letter.tries, Letter.next_try_at, Letter.error)
    rows = select(*columns).where(col(Letter.state).in_(UNSENT)).order_by(col(Letter.id).desc())  # type: ignore[call-overload]
    return tuple(LetterNote(*row) for row in tx.session.execute(rows))


@reading
def counts(tx: Transaction) -> dict[str, int]:
    """Return how many letters are in each state."""
    by_state = select(Letter.state, func.count()).group_by(col(Letter.state)).order_by(col(Letter.state))
    return dict(tx.session.exec(by_state).all())


def _write(tx: Transaction, **facts: object) -> None:
    new = {"written_at": tx.now, "next_try_at": tx.now, "state": LetterState.WAITING, "tries": 0, **facts}
    tx.session.execute(insert(tx.session, Letter).values(new).on_conflict_do_nothing())


def _due(tx: Transaction) -> ColumnElement[bool]:
    return col(Letter.state).in_((LetterState.WAITING, LetterState.SENDING)) & (col(Letter.next_try_at) <= tx.now)


def _overtaken(tx: Transaction) -> ColumnElement[bool]:
    newer = aliased(Letter)
    same = (col(newer.booking_id) == col(Letter.booking_id)) & (col(newer.sequence) > col(Letter.sequence))
    expired = col(Letter.secret).is_not(None) & (col(Letter.written_at) <= tx.now - tx.settings.link_lasts)
    return select(newer.id).where(same).correlate(Letter).exists() | expired


def _set(tx: Transaction, which: ColumnElement[bool], state: LetterState, error: str | None = None) -> None:
    tx.session.execute(update(Letter).where(which).values(state=state, error=error, secret=None))
