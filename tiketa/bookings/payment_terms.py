"""Whether a booking is to be paid, and until when."""

from datetime import datetime
from typing import NamedTuple

from tiketa.bookings.statuses import BookingStatus
from tiketa.storage.transaction import Transaction


class PaymentTerms(NamedTuple):
    """Whether a booking is to be paid, and until when."""

    status: BookingStatus
    pay_by: datetime | None


def payment_terms(tx: Transaction, starts_at: datetime, total: int) -> PaymentTerms:
    """Return the status of a booking with something to pay or nothing, and until when it is kept.

    A late booking has the same minimum time to pay as any other (docs/decisions/0013).
    """
    if not total:
        return PaymentTerms(BookingStatus.FREE, None)
    lead = tx.settings.pay_lead
    return PaymentTerms(BookingStatus.RESERVED, max(starts_at - lead, tx.now + lead))
