"""The cashier takes payments and gives money back."""

from sqlmodel import col

from tiketa.bookings import codes, lookup, tickets, timeline
from tiketa.bookings.read_models import BookingView
from tiketa.bookings.statuses import ActorKind, BookingEventType, BookingStatus
from tiketa.kernel.errors.identity import LinkExpired
from tiketa.kernel.errors.payments import NothingOwed, NothingToPay
from tiketa.pricing import quote
from tiketa.storage.models.bookings import Booking
from tiketa.storage.transaction import Transaction, reading


def pay(tx: Transaction, code: str, total: int, *, by: ActorKind = ActorKind.COUNTER) -> None:
    """Take the payment of a reserved booking, `total` rupiah; this is where an online payment enters.

    Raises `NothingToPay`, `UnknownBooking`, or `PriceChanged` where it costs something else by now.
    """
    found = lookup.locked(tx, col(Booking.code) == codes.normalize(code))
    if found.status != BookingStatus.RESERVED:
        raise NothingToPay
    quote.refuse_other_price(found.total, total)
    found.status, found.pay_by = BookingStatus.PAID, None
    seats = tickets.seats_of(tickets.valid_tickets(tx, found))
    timeline.record(tx, found, BookingEventType.PAID, by, seats, total=found.total)


def refund(tx: Transaction, code: str, owed: int, *, by: ActorKind = ActorKind.COUNTER) -> None:
    """Keep that the `owed` rupiah were given back; raises `NothingOwed`, `UnknownBooking` or `PriceChanged`."""
    found = lookup.locked(tx, col(Booking.code) == codes.normalize(code))
    if not found.owed:
        raise NothingOwed
    quote.refuse_other_price(found.owed, owed)
    found.owed = 0
    timeline.record(tx, found, BookingEventType.REFUNDED, by, [], total=owed)


CASHIER = "counter"  # what the key is for, and whom it opens for


@reading
def check_key(tx: Transaction, key: str) -> None:
    """Raise `LinkExpired` for a key that is none of ours, or not of today any more."""
    if tx.signer.subject_of(CASHIER, key, tx.now) is None:
        raise LinkExpired


@reading
def find(tx: Transaction, code: str, *, key: str) -> BookingView:
    """Return the booking that a customer at the counter names; raises `UnknownBooking` or `LinkExpired`."""
    check_key(tx, key)
    return lookup.by_code(tx, code)


def take_payment(tx: Transaction, code: str, total: int, *, key: str) -> None:
    """Keep that the customer has paid this much; raises `LinkExpired` and what `booking.pay` raises."""
    check_key(tx, key)
    pay(tx, code, total)


def pay_back(tx: Transaction, code: str, owed: int, *, key: str) -> None:
    """Keep that the customer got this much back; raises `LinkExpired` and what `booking.refund` raises."""
    check_key(tx, key)
    refund(tx, code, owed)
