"""Refusals about prices and payments."""

from tiketa.kernel.errors.refusals import Conflict


class PriceChanged(Conflict):
    """The seats cost `total` rupiah by now, and not what the visitor was shown."""

    code = "price_changed"


class PaidPriceDiffers(Conflict):
    """A booking that is paid moves only to seats of the same price; these cost `total` rupiah."""

    code = "paid_price_differs"


class NothingToPay(Conflict):
    """The booking is not one that waits for a payment."""

    code = "nothing_to_pay"


class NothingOwed(Conflict):
    """There is nothing to give back."""

    code = "nothing_owed"
