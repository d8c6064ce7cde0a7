"""The counter: money is taken and given back by who has the key that the engineer gave out for the day."""

from tiketa import booking
from tiketa.database import Transaction, reading
from tiketa.errors import LinkExpired
from tiketa.views import BookingView

COUNTER = "counter"  # what the key is for, and whom it opens for


@reading
def check_key(tx: Transaction, key: str) -> None:
    """Raise `LinkExpired` for a key that is none of ours, or not of today any more."""
    if tx.signer.subject_of(COUNTER, key, tx.now) is None:
        raise LinkExpired


@reading
def find(tx: Transaction, code: str, *, key: str) -> BookingView:
    """Return the booking that a customer at the counter names; raises `UnknownBooking` or `LinkExpired`."""
    check_key(tx, key)
    return booking.by_code(tx, code)


def take_payment(tx: Transaction, code: str, total: int, *, key: str) -> None:
    """Keep that the customer has paid this much; raises `LinkExpired` and what `booking.pay` raises."""
    check_key(tx, key)
    booking.pay(tx, code, total)


def give_back(tx: Transaction, code: str, owed: int, *, key: str) -> None:
    """Keep that the customer got this much back; raises `LinkExpired` and what `booking.refund` raises."""
    check_key(tx, key)
    booking.refund(tx, code, owed)
