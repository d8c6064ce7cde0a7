"""Payments and refunds by a cashier."""

from tiketa.bookings import lookup, tickets, timeline
from tiketa.bookings.read_models import BookingView
from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.identity import authorization
from tiketa.kernel.actor import Role
from tiketa.kernel.errors.payments import NothingOwed, NothingToPay
from tiketa.pricing import quote
from tiketa.seating import claims
from tiketa.storage.transaction import Transaction, reading


@reading
def find(tx: Transaction, code: str) -> BookingView:
    """Return the booking that a customer at the desk names; raises `UnknownBooking`, `NotAllowed` or `LinkExpired`."""
    authorization.require_role(tx, Role.CASHIER, Role.MANAGER)
    return lookup.booking(tx, code)


def take_payment(tx: Transaction, code: str, total: int) -> None:
    """Take the payment of a reserved booking, `total` rupiah, for a cashier, a manager or a payment provider.

    Raises `NothingToPay`, `UnknownBooking`, `PriceChanged` where its price is another by now, `NotAllowed`, and
    `LinkExpired` where the cashier's shift is over.
    """
    authorization.require_payee(tx)
    found = lookup.find(tx, code)
    if found.status != BookingStatus.RESERVED:
        raise NothingToPay
    quote.refuse_other_price(found.total, total)
    found.status, found.pay_by = BookingStatus.PAID, None
    claims.count_for(tx, found.id or 0, None)
    seats = tickets.seats_of(tickets.valid_tickets(tx, found))
    timeline.record(tx, found, BookingEventType.PAID, seats, total=found.total)


def refund(tx: Transaction, code: str, owed: int) -> None:
    """Record a refund of the `owed` rupiah; raises `NothingOwed` and what `take_payment` raises."""
    authorization.require_payee(tx)
    found = lookup.find(tx, code)
    if not found.owed:
        raise NothingOwed
    quote.refuse_other_price(found.owed, owed)
    found.owed = 0
    timeline.record(tx, found, BookingEventType.REFUNDED, [], total=owed)
