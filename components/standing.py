"""How a booking stands with money, in words; the same on a screen, on paper, in a calendar and in a letter."""

from components.text import Words
from tiketa.views import BookingStatus, BookingView


def standing(booking: BookingView, t: Words) -> str:
    """Return what is paid or to be paid, or how the booking ended."""
    if booking.status is BookingStatus.RESERVED and booking.pay_by:
        return t("standing.reserved", total=t.money(booking.total), time=t.moment(booking.pay_by))
    if booking.owed:
        return t(f"standing.{booking.status}_owed", total=t.money(booking.total), owed=t.money(booking.owed))
    return t(f"standing.{booking.status}", total=t.money(booking.total))
