"""The state of a booking's payment in words; the same on a screen, on paper, in a calendar and in an email."""

from components.words import Words
from tiketa.bookings.read_models import BookingView
from tiketa.bookings.statuses import BookingStatus


def payment_state(booking: BookingView, t: Words) -> str:
    """Return what is paid or to be paid, or how the booking ended."""
    if booking.status is BookingStatus.RESERVED and booking.pay_by:
        return t("payment_state.reserved", total=t.money(booking.total), time=t.moment(booking.pay_by))
    if booking.owed:
        return t(f"payment_state.{booking.status}_owed", total=t.money(booking.total), owed=t.money(booking.owed))
    return t(f"payment_state.{booking.status}", total=t.money(booking.total))
