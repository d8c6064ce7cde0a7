"""Refusals about seats and holds."""

from collections.abc import Collection, Mapping

from tiketa.kernel.errors.refusals import Conflict, Invalid


class NoSuchSeat(Invalid):
    """A seat that the hall does not have; `seats` maps each refused seat to `unknown`, `held` or `sold`."""

    code = "no_such_seat"


class NoSeatNamed(Invalid):
    """An act on seats was asked for without naming one."""

    code = "no_seat_named"


class InvalidPartySize(Invalid):
    """A party is of 1 to `limit` people."""

    code = "invalid_party_size"


class SeatTaken(Conflict):
    """Another visitor has them; `seats` maps each to `held` or `sold`, `nearest` are free ones close by."""

    code = "seat_taken"

    def as_seen_by(self, known: Collection[str]) -> "SeatTaken":
        """Return the refusal to one who knew that these seats were sold: `just_sold` are the others."""
        seats = self.details["seats"]
        why = {
            seat: "just_sold" if reason == "sold" and seat not in known else reason
            for seat, reason in (seats.items() if isinstance(seats, Mapping) else ())
        }
        return SeatTaken(**{**self.details, "seats": why})


class TooManySeats(Conflict):
    """More than `limit` seats at once."""

    code = "too_many_seats"


class NetworkShareUsed(Conflict):
    """So many seats are held or unpaid from one network that nobody there may have more."""

    code = "network_share_used"


class ConfirmFromNetwork(Conflict):
    """So many seats are held or unpaid from one network that more need a confirmed mail address."""

    code = "confirm_from_network"


class NoBlockTogether(Conflict):
    """No `size` free seats stand side by side.

    `apart` has the `row` and the `sizes` (such as "2 + 2") of two blocks with as many seats, if there are any.
    """

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
