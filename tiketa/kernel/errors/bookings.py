"""Refusals about bookings and changes to them."""

from tiketa.kernel.errors.refusals import Conflict, Gone, Invalid, Unknown


class UnknownBooking(Unknown):
    """No booking of this visitor has this code."""

    code = "unknown_booking"


class WrongCodeOrContact(Unknown):
    """No booking has this code and this contact; which of the two is wrong is not said."""

    code = "wrong_code_or_contact"


class InvalidRequestKey(Invalid):
    """A confirm without a usable request key, or with somebody else's."""

    code = "invalid_request_key"


class WrongSeatCount(Invalid):
    """A move needs as many new seats as old ones: `count`."""

    code = "wrong_seat_count"


class TooManyUnpaid(Conflict):
    """More than `limit` seats of one visitor, contact or account that are booked and not paid."""

    code = "too_many_unpaid"


class EmailJustSent(Conflict):
    """The email about this booking was sent so lately that it can be sent again in `minutes` only."""

    code = "email_just_sent"


class ConfirmToReserve(Conflict):
    """More than `limit` seats that are booked and not paid need a confirmed mail address."""

    code = "confirm_to_reserve"


class OtherFilm(Conflict):
    """A booking moves only to another showtime of the same film."""

    code = "other_film"


class AlreadyBooked(Conflict):
    """These very seats are the visitor's own booking with this `code`: its answer was lost, or it came twice."""

    code = "already_booked"


class BookingOver(Gone):
    """The booking was cancelled, or released because nobody paid."""

    code = "booking_over"


class TooLateToChange(Gone):
    """A booking can be changed until `minutes` before the show."""

    code = "too_late_to_change"
