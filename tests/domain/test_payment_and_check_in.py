"""Check-in and payment: a token is valid once, when paid, if signed by us, and not void."""

import re
from datetime import timedelta
from functools import partial

import pytest

from tests.support.sample_house import CASHIER, USHER, FakeClock, Guest, add_showtime, findings, release_unpaid
from tiketa.bookings import changes, check_in
from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.kernel import signing
from tiketa.kernel.actor import ActorKind, Visitor
from tiketa.kernel.errors.bookings import TooLateToChange, UnknownBooking
from tiketa.kernel.errors.payments import NothingOwed, NothingToPay, PriceChanged
from tiketa.kernel.errors.programme import ShowtimeOver
from tiketa.kernel.errors.refusals import Refusal
from tiketa.kernel.errors.tickets import AlreadyCheckedIn, InvalidTicket, TicketUnpaid, TicketVoid
from tiketa.kernel.signing import Signer
from tiketa.payments import cashier

QR_ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def check_in_guest(guest: Guest, token: str) -> str:
    return guest.office.acting_as(USHER).perform_now(check_in.check_in, token).seat


@pytest.fixture
def paid(ana: Guest) -> str:
    code = ana.buy("C4", "C5")
    ana.pay(code)
    return code


def test_each_token_admits_once(ana: Guest, paid: str) -> None:
    tokens = ana.tokens(paid)
    assert [check_in_guest(ana, token) for token in tokens] == ["C4", "C5"]
    for token in tokens:
        with pytest.raises(AlreadyCheckedIn):
            check_in_guest(ana, token)
    assert [step.what for step in ana.booking(paid).events] == [
        BookingEventType.BOOKED,
        BookingEventType.PAID,
        BookingEventType.CHECKED_IN,
        BookingEventType.CHECKED_IN,
    ]


def test_a_token_makes_a_small_qr_code(ana: Guest, paid: str) -> None:
    for token in ana.tokens(paid):
        assert re.fullmatch(r"T1-\d+-[A-Z2-7]{26}", token)
        assert set(token) <= QR_ALPHANUMERIC


def test_changed_token_is_refused(ana: Guest, paid: str) -> None:
    token = ana.tokens(paid)[0]
    for place in range(len(token)):
        for bit in range(7):
            forged = token[:place] + chr(ord(token[place]) ^ 1 << bit) + token[place + 1 :]
            if signing.token_in(forged) == token:  # in lower case, or with O for 0, it is the same
                continue
            with pytest.raises(InvalidTicket):
                check_in_guest(ana, forged)
    assert check_in_guest(ana, token) == "C4"


@pytest.mark.parametrize(
    "token", ["", "T1", "T1--", "T1-1-", "T1-0-A", "T1-99999999999999-A", "💥" * 50, "T1-1-\0", "x" * 10_000]
)
def test_nonsense_is_refused(ana: Guest, paid: str, token: str) -> None:
    with pytest.raises(InvalidTicket):
        check_in_guest(ana, token)


def test_token_with_lone_surrogate_fails(ana: Guest, paid: str) -> None:
    with pytest.raises(InvalidTicket):
        check_in_guest(ana, ana.tokens(paid)[0][:-1] + "\udcff")


def test_tokens_of_other_secrets_are_refused(ana: Guest, paid: str) -> None:
    ours, theirs = Signer(ana.office.settings.signing_secret), Signer(lambda: "another house's secret")
    token = ana.tokens(paid)[0]
    ticket_id = int(token.split("-")[1])
    assert ours.token(ticket_id, paid, "C4") == token
    with pytest.raises(InvalidTicket):
        check_in_guest(ana, theirs.token(ticket_id, paid, "C4"))


def test_void_tickets_are_refused(ana: Guest, clock: FakeClock, paid: str) -> None:
    gone = ana.tokens(paid)
    ana.cancel(paid, "C4")
    ana.hold("D5")
    ana.move(paid, "D5", instead_of=["C5"])
    unpaid = ana.buy("E1")
    gone += ana.tokens(unpaid)
    clock.advance(timedelta(hours=2, minutes=40))
    release_unpaid(ana.office)
    for token in gone:
        with pytest.raises(TicketVoid):
            check_in_guest(ana, token)
    assert check_in_guest(ana, *ana.tokens(paid)) == "D5"


def test_unpaid_and_late_tickets_are_refused(ana: Guest, clock: FakeClock) -> None:
    code = ana.buy("C4")
    [token] = ana.tokens(code)
    with pytest.raises(TicketUnpaid):
        check_in_guest(ana, token)
    ana.pay(code)
    clock.advance(timedelta(hours=5))
    with pytest.raises(ShowtimeOver):
        check_in_guest(ana, token)


def test_used_tickets_cannot_change(ana: Guest, paid: str) -> None:
    check_in_guest(ana, ana.tokens(paid)[0])
    ana.hold("D5", "D6")
    for change in (partial(ana.cancel, paid), partial(ana.cancel, paid, "C4"), partial(ana.move, paid, "D5", "D6")):
        with pytest.raises(AlreadyCheckedIn):
            change()
    ana.cancel(paid, "C5")
    assert ana.booking(paid).seats == ("C4",)


def test_payment_is_taken_once(ana: Guest) -> None:
    code = ana.buy("C4")
    before = ana.booking(code)
    assert (before.status, before.total) == (BookingStatus.RESERVED, 35_000)
    ana.pay(code.lower())
    after = ana.booking(code)
    assert (after.status, after.pay_by, after.events[-1].by) == (BookingStatus.PAID, None, ActorKind.STAFF)
    for refused in (code, "AAAAA-AAAAA"):
        with pytest.raises((NothingToPay, UnknownBooking)):
            ana.pay(refused)


def test_cashier_takes_the_shown_price(ana: Guest) -> None:
    code = ana.buy("C4", "C5")
    ana.cancel(code, "C5")  # while the cashier still sees 70.000
    with pytest.raises(PriceChanged) as refused:
        ana.office.acting_as(CASHIER).perform_now(cashier.take_payment, code, 70_000)
    assert refused.value.details == {"total": 35_000}
    assert ana.booking(code).status is BookingStatus.RESERVED
    ana.office.acting_as(CASHIER).perform_now(cashier.take_payment, code, 35_000)


def test_cancelled_payment_is_owed_once(ana: Guest, paid: str) -> None:
    ana.cancel(paid, "C4")
    assert (ana.booking(paid).total, ana.booking(paid).owed) == (35_000, 35_000)
    ana.cancel(paid)
    over = ana.booking(paid)
    assert (over.status, over.total, over.owed) == (BookingStatus.CANCELLED, 0, 70_000)
    with pytest.raises(PriceChanged):
        ana.get_back(paid, 35_000)
    ana.get_back(paid, 70_000)
    with pytest.raises(NothingOwed):
        ana.get_back(paid, 70_000)
    done = ana.booking(paid)
    assert (done.owed, done.events[-1].what, done.events[-1].by) == (0, BookingEventType.REFUNDED, ActorKind.STAFF)
    assert findings(ana.office) == ()


def test_unpaid_booking_owes_no_refund(ana: Guest) -> None:
    code = ana.buy("C4")
    ana.cancel(code)
    assert ana.booking(code).owed == 0
    with pytest.raises(NothingOwed):
        ana.get_back(code, 35_000)


def test_unpaid_booking_is_released_in_time(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    code = ana.buy("C4")
    starts_at = ana.booking(code).starts_at
    assert ana.booking(code).pay_by == starts_at - timedelta(minutes=20)
    clock.now = starts_at - timedelta(minutes=20, microseconds=1)
    assert release_unpaid(ana.office) == 0
    clock.now = starts_at - timedelta(minutes=20)
    assert [release_unpaid(ana.office) for _ in range(2)] == [1, 0]
    over = ana.booking(code)
    assert (over.status, over.seats, over.total) == (BookingStatus.RELEASED, (), 0)
    assert (over.events[-1].what, over.events[-1].by, over.events[-1].seats) == (
        BookingEventType.RELEASED,
        ActorKind.HOUSE,
        ("C4",),
    )
    budi.buy("C4")
    assert findings(ana.office) == ()


def test_late_booking_has_twenty_minutes(ana: Guest, clock: FakeClock) -> None:
    late = ana.at(ana.office.perform_now(add_showtime, starts_at=clock.now + timedelta(minutes=25)))
    running = ana.at(ana.office.perform_now(add_showtime, starts_at=clock.now - timedelta(minutes=5)))
    for guest in (late, running):
        assert guest.booking(guest.buy("C4")).pay_by == clock.now + timedelta(minutes=20)


def test_a_paid_booking_is_never_released(ana: Guest, clock: FakeClock, paid: str) -> None:
    clock.advance(timedelta(days=1))
    assert release_unpaid(ana.office) == 0
    assert ana.booking(paid).seats == ("C4", "C5")


def test_changes_end_an_hour_before_the_show(ana: Guest, clock: FakeClock) -> None:
    codes = [ana.buy("C4"), ana.buy("C5")]
    clock.now = ana.booking(codes[0]).change_until
    ana.cancel(codes[0])
    clock.advance(timedelta(microseconds=1))
    assert not ana.booking(codes[1]).changeable
    with pytest.raises(TooLateToChange) as refused:
        ana.cancel(codes[1])
    assert refused.value.details == {"minutes": 60}
    with pytest.raises(Refusal):
        ana.office.acting_as(Visitor("ana")).perform_now(changes.move, codes[1], ana.showtime_id, ["D1"])
