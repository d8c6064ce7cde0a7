"""Refusals about prices and payments."""

from tiketa.kernel.errors.refusals import Conflict


class PriceChanged(Conflict):
    """The seats now cost `total` rupiah, not the amount that the visitor was shown."""

    code = "price_changed"


class PaidPriceDiffers(Conflict):
    """A booking that is paid moves only to seats of the same price; these cost `total` rupiah."""

    code = "paid_price_differs"


class NothingToPay(Conflict):
    """The booking is not one that waits for a payment."""

    code = "nothing_to_pay"


class NothingOwed(Conflict):
    """There is nothing to refund."""

    code = "nothing_owed"
