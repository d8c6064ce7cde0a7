"""Sessions: which id a browser's cookie has, and in which browsers an account is signed in.

A browser gets a new id whenever it signs in or out, so that who knew the one before has nothing
(docs/decisions/0040). What is the browser's own comes along: its holds, its bookings, and what was opened in it.
"""

import hashlib

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col, select

from tiketa.identity import authorization
from tiketa.identity.read_models import SignedIn
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.identity import UnknownSession
from tiketa.kernel.events import SeatsChanged, SessionEnded
from tiketa.storage.models.bookings import Booking, BookingVisitor
from tiketa.storage.models.customers import CustomerVisitor, StaffSession
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.transaction import Transaction, reading

REFERENCE = 16  # characters: a page names a session by a digest, never by the id in its cookie


def renewed(tx: Transaction, visitor: Visitor, proof: str) -> str:
    """Give the visitor's browser another id, and return it; the one before ends, with its open pages.

    `proof` is what else the request had, such as a link: the same request again gets the same id, because the first
    answer may have been lost, and nobody can find it who knows the old id only.
    """
    new = tx.signer.session_id(visitor.id, proof)
    _move_bookings(tx, visitor.id, new)
    _move_seats(tx, visitor.id, new)
    end_session(tx, visitor.id)
    return new


def sign_out(tx: Transaction, proof: str) -> str:
    """Sign this browser out, and return the id that it has from now on; `proof` is of the page that asks.

    It loses access to the account's bookings, and keeps those booked or opened in it.
    """
    return renewed(tx, authorization.require_visitor(tx), proof)


@reading
def signed_in(tx: Transaction) -> tuple[SignedIn, ...]:
    """Return where the visitor's account is signed in, this browser first, then the latest."""
    visitor = authorization.require_visitor(tx).id
    rows = tx.session.exec(select(CustomerVisitor).where(_of_account(visitor))).all()
    found = [
        SignedIn(reference(row.visitor), row.browser or "", row.granted_at, is_here=row.visitor == visitor)
        for row in rows
    ]
    return tuple(sorted(found, key=lambda each: (each.is_here, str(each.since)), reverse=True))


def end(tx: Transaction, which: str) -> None:
    """Sign the account out in another browser; raises `UnknownSession` where it is not signed in there."""
    visitor = authorization.require_visitor(tx).id
    others = tx.session.exec(select(CustomerVisitor.visitor).where(_of_account(visitor))).all()
    ended = [other for other in others if reference(other) == which]
    if not ended:
        raise UnknownSession
    end_session(tx, ended[0])


def end_others(tx: Transaction) -> None:
    """Sign the account out in all other browsers."""
    visitor = authorization.require_visitor(tx).id
    for other in tx.session.exec(select(CustomerVisitor.visitor).where(_of_account(visitor))).all():
        if other != visitor:
            end_session(tx, other)


def end_session(tx: Transaction, visitor: str) -> None:
    """Sign a browser out, whoever is signed in there, a customer or a cashier."""
    tx.session.execute(delete(CustomerVisitor).where(col(CustomerVisitor.visitor) == visitor))
    tx.session.execute(update(StaffSession).where(col(StaffSession.visitor) == visitor).values(visitor=""))
    tx.announce(SessionEnded(reference(visitor)))


def reference(visitor: str) -> str:
    """Return the name by which a page may show another browser."""
    return hashlib.sha256(visitor.encode()).hexdigest()[:REFERENCE]


def _of_account(visitor: str) -> ColumnElement[bool]:
    mine = select(CustomerVisitor.customer_id).where(CustomerVisitor.visitor == visitor)
    return col(CustomerVisitor.customer_id).in_(mine)


def _move_bookings(tx: Transaction, old: str, new: str) -> None:
    """Move what the old id made or opened; what the new one may open already stays."""
    there = select(BookingVisitor.booking_id).where(BookingVisitor.visitor == new)
    opened = col(BookingVisitor.visitor) == old
    moved = update(BookingVisitor).where(opened, col(BookingVisitor.booking_id).not_in(there)).values(visitor=new)
    tx.session.execute(moved, execution_options={"synchronize_session": False})
    tx.session.execute(delete(BookingVisitor).where(opened))
    tx.session.execute(update(Booking).where(col(Booking.visitor) == old).values(visitor=new))


def _move_seats(tx: Transaction, old: str, new: str) -> None:
    theirs = col(SeatClaim.visitor) == old
    showtimes = tx.session.exec(select(SeatClaim.showtime_id).where(theirs).distinct()).all()
    tx.session.execute(update(SeatClaim).where(theirs).values(visitor=new))
    for showtime_id in showtimes:
        tx.announce(SeatsChanged(showtime_id))
