"""How many seats may be booked and not paid: by one visitor, for one contact, by one account."""

import sqlalchemy
from sqlalchemy import ColumnElement, bindparam, case, func
from sqlmodel import col, or_

from tiketa.bookings.statuses import BookingStatus
from tiketa.identity import customers
from tiketa.kernel.errors.bookings import ConfirmToReserve, TooManyUnpaid
from tiketa.seating import shares
from tiketa.seating.occupancy import Hall
from tiketa.storage.models.bookings import Booking
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.statements import Statement
from tiketa.storage.transaction import Transaction

_HERE = func.coalesce(func.sum(case((col(SeatClaim.showtime_id) == bindparam("at_showtime"), 1), else_=0)), 0)


def _count(which: ColumnElement[bool], *more: ColumnElement[int]) -> Statement:
    """Return the statement that counts unpaid seats at showtimes to come, and what `more` counts of them."""
    return Statement(
        sqlalchemy.select(func.count(), *more)
        .select_from(SeatClaim)
        .join(Booking)
        .join(Showtime, col(Showtime.id) == col(Booking.showtime_id))
        .where(
            which,
            col(Showtime.ends_at) > bindparam("now"),
            or_(col(Booking.status) == BookingStatus.RESERVED, col(Booking.status) == BookingStatus.FREE),
        )
    )


_OF_VISITOR = _count(col(Booking.visitor) == bindparam("whose"))
_OF_CONTACT = _count(col(Booking.contact_key) == bindparam("whose"), _HERE)
_OF_ACCOUNT = _count(col(Booking.customer_id) == bindparam("whose"), _HERE)


def who_answers(tx: Transaction, found: Hall, visitor: str, contact_key: str | None, more: int) -> int | None:
    """Return the account that answers for so many more unpaid seats; None where they are few, and nobody has to.

    A mail address that is confirmed costs more than a cookie, and is one person's. Raises `ConfirmToReserve` where the
    visitor has to confirm one, and `TooManyUnpaid` where that would not help.
    """
    limit = _limit_passed(tx, found, visitor, contact_key, more)
    if limit is None:
        return None
    account = customers.account_id(tx, visitor)
    if account is None:
        raise (ConfirmToReserve if tx.settings.sends_mail else TooManyUnpaid)(limit=limit)
    most = tx.settings.seats_unpaid_per_customer
    has_room = _has_room(tx, _OF_ACCOUNT, account, found, more, percent=tx.settings.hall_percent_confirmed)
    if not has_room or _of_visitor(tx, visitor) + more > most:
        raise TooManyUnpaid(limit=most)
    return account


def _limit_passed(tx: Transaction, found: Hall, visitor: str, contact_key: str | None, more: int) -> int | None:
    """Return the limit on a visitor or a contact that more seats would pass, or None."""
    settings = tx.settings
    if _of_visitor(tx, visitor) + more > settings.seats_unpaid_per_visitor:
        return settings.seats_unpaid_per_visitor
    if contact_key is None:
        return None
    has_room = _has_room(tx, _OF_CONTACT, contact_key, found, more, percent=settings.hall_percent_per_network)
    return None if has_room else settings.seats_unpaid_per_customer


def _of_visitor(tx: Transaction, visitor: str) -> int:
    return int(tx.run(_OF_VISITOR, whose=visitor, now=tx.now)[0][0])


def _has_room(tx: Transaction, count: Statement, whose: object, found: Hall, more: int, *, percent: int) -> bool:
    [[everywhere, here]] = tx.run(count, whose=whose, at_showtime=found.showtime_id, now=tx.now)
    share = shares.Share(tx.settings.seats_unpaid_per_customer, shares.of_hall(tx, found, percent))
    return share.has_room_for(everywhere + more, here + more)
