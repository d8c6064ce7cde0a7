"""Every way in which the box office says no.

* Refusal                     what a visitor may be told; carries a code and details, never sentences
  + Unknown                   there is no such thing
    - UnknownMovie  UnknownShowtime  UnknownBooking  WrongCodeOrContact
  + Invalid                   the question itself makes no sense
    - NoSuchSeat  NoSeatNamed  InvalidVisitor  InvalidName  InvalidContact  InvalidEmail  InvalidRequestKey
    - InvalidPartySize  WrongSeatCount  InvalidTicket
  + Conflict                  the house is in a state that does not allow it
    - SeatTaken  TooManySeats  TooManyUnpaid  NoBlockTogether  HoldExpired  ExtendTooEarly  HoldAtItsEnd
    - PriceChanged  PaidPriceDiffers  NothingToPay  NothingOwed  OtherFilm  TicketUnpaid  AlreadyCheckedIn
    - MailUnavailable
  + Gone                      it was possible once
    - ShowtimeOver  BookingOver  TooLateToChange  TicketVoid  LinkExpired
  + TooFast                   more than one visitor may do in this time
* HouseError                  what only the engineer is told, in one line
  + InvalidSetting  DatabaseInUse  DatabaseTooNew  InvalidLayout  InvalidPrices
"""

from collections.abc import Mapping
from typing import ClassVar

Detail = str | int | tuple[str, ...] | Mapping[str, str]


class Refusal(Exception):
    """A no with a reason: `code` names the sentence, `details` fill its gaps."""

    code: ClassVar[str] = "refused"

    def __init__(self, **details: Detail) -> None:
        """Keep what the sentence needs; values are shown to visitors, so never another customer's data."""
        super().__init__(self.code, details)
        self.details = details


class Unknown(Refusal):
    """There is no such thing."""


class UnknownMovie(Unknown):
    """No movie has this id."""

    code = "unknown_movie"


class UnknownShowtime(Unknown):
    """No showtime has this id."""

    code = "unknown_showtime"


class UnknownBooking(Unknown):
    """No booking of this visitor has this code."""

    code = "unknown_booking"


class WrongCodeOrContact(Unknown):
    """No booking has this code and this contact; which of the two is wrong is not told."""

    code = "wrong_code_or_contact"


class Invalid(Refusal):
    """The question itself makes no sense."""


class NoSuchSeat(Invalid):
    """A seat that the hall does not have; `seats` maps each refused seat to `unknown`, `held` or `sold`."""

    code = "no_such_seat"


class NoSeatNamed(Invalid):
    """An act on seats was asked for without naming one."""

    code = "no_seat_named"


class InvalidVisitor(Invalid):
    """The visitor's cookie is missing or is none of ours."""

    code = "invalid_visitor"


class InvalidName(Invalid):
    """A customer's name has 1 to `limit` visible characters and no control characters."""

    code = "invalid_name"


class InvalidContact(Invalid):
    """A contact has at most `limit` characters and no control characters."""

    code = "invalid_contact"


class InvalidEmail(Invalid):
    """What looks like a mail address, or has to be one, is none."""

    code = "invalid_email"


class InvalidRequestKey(Invalid):
    """A confirm without a usable request key, or with somebody else's."""

    code = "invalid_request_key"


class InvalidPartySize(Invalid):
    """A party is of 1 to `limit` people."""

    code = "invalid_party_size"


class WrongSeatCount(Invalid):
    """A move is to as many seats as are given up: `count`."""

    code = "wrong_seat_count"


class InvalidTicket(Invalid):
    """This is no ticket of this house."""

    code = "invalid_ticket"


class Conflict(Refusal):
    """The house is in a state that does not allow it."""


class SeatTaken(Conflict):
    """Somebody was faster; `seats` maps each to `held` or `sold`, `nearest` are free ones close by."""

    code = "seat_taken"


class TooManySeats(Conflict):
    """More than `limit` seats at once."""

    code = "too_many_seats"


class TooManyUnpaid(Conflict):
    """More than `limit` seats of one visitor that are booked and not paid."""

    code = "too_many_unpaid"


class NoBlockTogether(Conflict):
    """No `size` free seats stand side by side."""

    code = "no_block_together"


class HoldExpired(Conflict):
    """There is no hold of this visitor to work on."""

    code = "hold_expired"


class ExtendTooEarly(Conflict):
    """Extending opens in the last `seconds` of the clock."""

    code = "extend_too_early"


class HoldAtItsEnd(Conflict):
    """The clock has been extended as far as it goes."""

    code = "hold_at_its_end"


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


class OtherFilm(Conflict):
    """A booking moves only to another showtime of the same film."""

    code = "other_film"


class TicketUnpaid(Conflict):
    """The booking of this ticket is still to be paid."""

    code = "ticket_unpaid"


class AlreadyCheckedIn(Conflict):
    """A ticket counts once, and `seats` have been shown at the door."""

    code = "already_checked_in"


class MailUnavailable(Conflict):
    """The house sends no mail."""

    code = "mail_unavailable"


class Gone(Refusal):
    """It was possible once."""


class ShowtimeOver(Gone):
    """The showtime is over or archived."""

    code = "showtime_over"


class BookingOver(Gone):
    """The booking was cancelled, or released because nobody paid."""

    code = "booking_over"


class TooLateToChange(Gone):
    """A booking can be changed until `minutes` before the show."""

    code = "too_late_to_change"


class TicketVoid(Gone):
    """The ticket was given up: its seat was cancelled, moved or released."""

    code = "ticket_void"


class LinkExpired(Gone):
    """A link that has expired, was used before where it works once, or is none of ours."""

    code = "link_expired"


class TooFast(Refusal):
    """More than one visitor may do in this time."""

    code = "too_fast"


class HouseError(Exception):
    """What only the engineer is told, in one line."""


class InvalidSetting(HouseError):
    """A setting has a value that Tiketa cannot work with."""


class DatabaseInUse(HouseError):
    """Another process writes to this SQLite file."""


class DatabaseTooNew(HouseError):
    """The database was made by a newer Tiketa."""


class InvalidLayout(HouseError):
    """A studio's layout is not one."""


class InvalidPrices(HouseError):
    """A price table is not one: it has a gap, an overlap, or a price that is none."""
