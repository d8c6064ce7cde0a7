"""In which other browsers a visitor's bookings open, and ending that.

It is shown to, and ended by, whose booking it is: the browser that booked and its account, and the account of the mail
address that was given.
"""

from sqlalchemy import ColumnElement, union
from sqlmodel import col, select

from tiketa.bookings import access
from tiketa.bookings.read_models import Grant
from tiketa.identity import authorization, sessions
from tiketa.kernel.errors.identity import UnknownSession
from tiketa.kernel.events import BookingChanged
from tiketa.storage.models.bookings import Booking, BookingVisitor
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.transaction import Transaction, reading

MOST = 100  # that are listed; a booking is rarely opened in more than three


@reading
def of_others(tx: Transaction) -> tuple[Grant, ...]:
    """Return where else the visitor's own bookings open whose showtimes are not over, by code."""
    visitor = authorization.require_visitor(tx).id
    rows = tx.session.exec(
        select(Booking.code, Booking.booked_at, BookingVisitor)
        .join(Booking, col(Booking.id) == col(BookingVisitor.booking_id))
        .join(Showtime, col(Showtime.id) == col(Booking.showtime_id))
        .where(_own(visitor), _others(visitor), col(Showtime.ends_at) > tx.now)
        .order_by(Booking.code, BookingVisitor.visitor)
        .limit(MOST)
    )
    return tuple(
        Grant(code, sessions.reference(row.visitor), row.browser or "", row.granted_at or booked_at)
        for code, booked_at, row in rows
    )


def end(tx: Transaction, code: str, which: str) -> None:
    """Have the visitor's booking open no more in another browser; raises `UnknownSession` where it does not."""
    visitor = authorization.require_visitor(tx).id
    rows = tx.session.exec(
        select(BookingVisitor)
        .join(Booking, col(Booking.id) == col(BookingVisitor.booking_id))
        .where(_own(visitor), _others(visitor), Booking.code == code)
    ).all()
    ended = [row for row in rows if sessions.reference(row.visitor) == which]
    if not ended:
        raise UnknownSession
    for row in ended:
        tx.session.delete(row)
    tx.announce(BookingChanged(code))


def _own(visitor: str) -> ColumnElement[bool]:
    booked = select(Booking.id).where(col(Booking.visitor).in_(access.browsers_of(visitor)))
    mailed = select(Booking.id).where(col(Booking.contact_key).in_(access.addresses_of(visitor)))
    return col(Booking.id).in_(union(booked, mailed))  # a UNION, as in `access`


def _others(visitor: str) -> ColumnElement[bool]:
    return col(BookingVisitor.visitor).not_in(access.browsers_of(visitor))
