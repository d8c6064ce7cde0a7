"""What is known about customers: forgotten some time after the show, given out, and deleted on request."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, update
from sqlmodel import col, select

from tiketa.bookings.statuses import BookingEventType
from tiketa.identity import authorization, sessions
from tiketa.kernel import contacts
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.identity import NotAllowed
from tiketa.kernel.events import BookingChanged
from tiketa.storage.models.bookings import Booking, BookingEvent
from tiketa.storage.models.customers import CustomerRow, CustomerVisitor, OneTimeLink
from tiketa.storage.models.outbox import Email, EmailState
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.transaction import Transaction, reading

FORGOTTEN_NAME = "-"
AT_ONCE = 500  # bookings that one act forgets: some milliseconds, so that no visitor's act waits for long
NOT_SENT = (EmailState.WAITING, EmailState.SENDING)

Data = dict[str, object]


@reading
def due(tx: Transaction, *, after: int = 0) -> Sequence[int]:
    """Return the ids of bookings of which something is to be forgotten, ascending, `AT_ONCE` at most.

    `after` is the last id of the answer before: who asks for all of them reads no booking twice.
    """
    known = or_(col(Booking.contact).is_not(None), _name_may_go(tx))
    past = select(Booking.id).join(Showtime).where(col(Booking.id) > after, col(Showtime.ends_at) < _contacts_from(tx))
    return [
        booking_id or 0 for booking_id in tx.session.exec(past.where(known).order_by(col(Booking.id)).limit(AT_ONCE))
    ]


def forget(tx: Transaction, booking_ids: Sequence[int]) -> int:
    """Forget the contacts of these bookings, and the names that no account book needs; return how many they are."""
    authorization.require_house(tx)
    _forget(tx, booking_ids)
    return len(booking_ids)


def forget_emails(tx: Transaction) -> None:
    """Delete the emails that were sent, or given up, as long ago as contacts are forgotten."""
    authorization.require_house(tx)
    old = col(Email.written_at) < _contacts_from(tx)
    tx.session.execute(delete(Email).where(old, col(Email.state).not_in(NOT_SENT)))


@reading
def export(tx: Transaction, email: str | None = None) -> Data:
    """Return all that is kept about a mail address, fit for JSON; instants in ISO 8601.

    Tiketa itself asks about any address, a visitor about that of their account. Raises `NotAllowed`, `InvalidEmail`.
    """
    known = _address(tx, email)
    account = tx.session.exec(select(CustomerRow).where(col(CustomerRow.email) == known)).first()
    emails = select(Email).where(_sent_to(known)).order_by(col(Email.id))
    return {
        "email": known,
        "account": account and account.model_dump(mode="json", exclude={"id"}),
        "bookings": [_booking(tx, booking) for booking in tx.session.exec(select(Booking).where(_booked_by(known)))],
        "emails": [row.model_dump(mode="json", exclude={"id", "secret"}) for row in tx.session.exec(emails)],
    }


def delete_customer(tx: Transaction, email: str | None = None) -> int:
    """Delete the account of a mail address and all that is kept about it, and return how many bookings it had.

    Tickets stay good, and open in the browsers that booked them. A name stays where money was paid, for as long as
    accounts are kept. Who may ask, and what is raised, is as with `export`.
    """
    known = _address(tx, email)
    bookings = tx.session.exec(select(Booking).where(_booked_by(known))).all()
    _sign_out_everywhere(tx, known)
    tx.session.execute(delete(CustomerRow).where(col(CustomerRow.email) == known))
    tx.session.execute(delete(OneTimeLink).where(func.lower(OneTimeLink.subject) == known))
    tx.session.execute(delete(Email).where(_sent_to(known)))
    _forget(tx, [booking.id or 0 for booking in bookings])
    for booking in bookings:
        tx.announce(BookingChanged(booking.code))
    return len(bookings)


def _sign_out_everywhere(tx: Transaction, known: str) -> None:
    """End the account's sessions, and with them their open pages; the page that asks says itself what was done."""
    account = select(CustomerRow.id).where(col(CustomerRow.email) == known)
    of_account = col(CustomerVisitor.customer_id).in_(account)
    here = tx.actor.id if isinstance(tx.actor, Visitor) else None
    for visitor in tx.session.exec(select(CustomerVisitor.visitor).where(of_account)).all():
        if visitor != here:
            sessions.end_session(tx, visitor)
    tx.session.execute(delete(CustomerVisitor).where(of_account))


def _forget(tx: Transaction, booking_ids: Sequence[int]) -> None:
    these = col(Booking.id).in_(booking_ids)
    now_unnamed = update(Booking).where(these, _name_may_go(tx)).values(customer_name=FORGOTTEN_NAME)
    tx.session.execute(now_unnamed, execution_options={"synchronize_session": False})
    unreachable = update(Booking).where(these).values(contact=None, contact_key=None)
    tx.session.execute(unreachable, execution_options={"synchronize_session": False})


def _contacts_from(tx: Transaction) -> datetime:
    return tx.now - tx.settings.contacts_last


def _name_may_go(tx: Transaction) -> ColumnElement[bool]:
    """Return the condition that a name is kept still and need not be: nothing was paid, or accounts are closed."""
    paid = select(BookingEvent.id).where(
        BookingEvent.booking_id == Booking.id, BookingEvent.what == BookingEventType.PAID
    )
    closed = col(Booking.booked_at) < tx.now - tx.settings.accounts_last
    return (col(Booking.customer_name) != FORGOTTEN_NAME) & or_(closed, ~paid.exists())


def _address(tx: Transaction, email: str | None) -> str:
    """Return the address that is asked about, as it is compared."""
    if isinstance(tx.actor, Visitor):
        own = select(CustomerRow.email).join(CustomerVisitor).where(CustomerVisitor.visitor == tx.actor.id)
        found = tx.session.exec(own).first()
        if found is None or email not in (None, found):
            raise NotAllowed
        return found
    authorization.require_house(tx)
    return contacts.key(contacts.mail_address(email or ""))


def _booked_by(known: str) -> ColumnElement[bool]:
    return col(Booking.contact_key) == known


def _sent_to(known: str) -> ColumnElement[bool]:
    """Return the condition for emails to an address, however its capitals were written."""
    bookings = select(Booking.id).where(_booked_by(known))
    return or_(col(Email.booking_id).in_(bookings), func.lower(Email.recipient) == known)


def _booking(tx: Transaction, booking: Booking) -> Data:
    shown = {"code", "customer_name", "contact", "booked_at", "language", "total", "owed", "status"}
    events = select(BookingEvent).where(BookingEvent.booking_id == booking.id).order_by(col(BookingEvent.id))
    happened = [event.model_dump(mode="json", include={"at", "what", "by"}) for event in tx.session.exec(events)]
    showtime = tx.session.get_one(Showtime, booking.showtime_id)
    return booking.model_dump(mode="json", include=shown) | {
        "showtime": showtime.starts_at.isoformat(),
        "events": happened,
    }
