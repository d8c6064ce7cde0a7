"""One seat of a booking, for whoever has its token: it shows that seat and nothing else of the booking."""

import pytest

from tests.support.sample_house import Guest
from tiketa.bookings import shared_seats
from tiketa.bookings.read_models import SharedSeat
from tiketa.kernel.errors.tickets import InvalidTicket, TicketVoid
from tiketa.kernel.signing import Signer


def opened(guest: Guest, token: str) -> SharedSeat:
    _, seat = guest.performer.perform_now(shared_seats.shared_seat, token)
    return seat


def test_stranger_sees_one_seat_only(ana: Guest, budi: Guest) -> None:
    ana.hold("C4", "C5")
    code = ana.confirm("C4", "C5", name="Ana Lestari", contact="ana@example.com")
    seat = opened(budi, ana.tokens(code)[0])
    assert (seat.ticket.seat, seat.is_paid) == ("C4", False)
    for secret in (code, "Lestari", "ana@example.com", "C5"):
        assert secret not in repr(seat)
    ana.pay(code)
    assert opened(budi, ana.tokens(code)[0]).is_paid


def test_given_up_seats_open_no_more(ana: Guest, budi: Guest) -> None:
    code = ana.buy("C4", "C5", "C6")
    cancelled, moved, kept = ana.tokens(code)
    ana.cancel(code, "C4")
    ana.hold("D5")
    ana.move(code, "D5", instead_of=["C5"])
    for token in (cancelled, moved):
        with pytest.raises(TicketVoid):
            opened(budi, token)
    assert opened(budi, kept).ticket.seat == "C6"


@pytest.mark.parametrize("token", ["", "T1-1-", "T1-0-A", "T1-99999999999999-A", "💥" * 50, "T1-1-\0", "\udcff"])
def test_tokens_of_nobody_open_nothing(ana: Guest, token: str) -> None:
    code = ana.buy("C4")
    ticket_id = int(ana.tokens(code)[0].split("-")[1])
    for forged in (token, Signer(lambda: "another house's secret").token(ticket_id, code, "C4")):
        with pytest.raises(InvalidTicket):
            opened(ana, forged)
