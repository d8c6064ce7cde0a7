"""Confirming and finding bookings: rules 5 to 7 of the design's section 4, on both databases."""

from datetime import timedelta
from typing import cast

import pytest
from sqlmodel import select

from tests.support.sample_house import ANA, FakeClock, Guest, add_showtime, findings, run_sql, stored_claims
from tiketa.bookings import lookup
from tiketa.bookings.read_models import BookingView
from tiketa.halls.seat_map import SeatState
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.bookings import AlreadyBooked, InvalidRequestKey, UnknownBooking
from tiketa.kernel.errors.identity import InvalidName, InvalidVisitor
from tiketa.kernel.errors.programme import ShowtimeOver, UnknownShowtime
from tiketa.kernel.errors.refusals import Refusal
from tiketa.kernel.errors.seats import HoldExpired, NoSeatNamed, NoSuchSeat, SeatTaken, TooManySeats
from tiketa.kernel.events import BookingChanged, Event, SeatsChanged
from tiketa.office import BoxOffice
from tiketa.storage.models.bookings import Booking
from tiketa.storage.models.tickets import Ticket
from tiketa.storage.transaction import Transaction


def my_booking(guest: Guest, code: str) -> BookingView:
    return guest.office.acting_as(Visitor(guest.visitor)).perform_now(lookup.booking, code)


def bookings_stored(tx: Transaction) -> int:
    return len(tx.session.exec(select(Booking.id)).all())


def test_confirming_sells_the_seats(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    ana.hold("C5", "C4")
    code = ana.confirm("C5", "C4", name="Ana", contact="ana@example.com")
    assert budi.sees("C4") is SeatState.SOLD
    assert not ana.map.mine
    kept = my_booking(ana, code)
    assert (kept.code, kept.customer_name, kept.contact) == (code, "Ana", "ana@example.com")
    assert (kept.seats, kept.title, kept.studio_number) == (("C4", "C5"), "Movie 1", 1)
    assert (kept.booked_at, kept.starts_at, kept.is_past) == (
        clock.now,
        clock.now + timedelta(hours=3),
        False,
    )
    assert findings(ana.office) == ()


def test_every_seat_has_a_ticket(ana: Guest) -> None:
    ana.buy("C4", "C5")
    tickets = ana.office.perform_now(lambda tx: tx.session.exec(select(Ticket.seat)).all())
    assert sorted(tickets) == ["C4", "C5"]


def test_some_held_seats_may_be_bought(ana: Guest) -> None:
    ana.hold("C4", "C5")
    ends_at = ana.map.expires_at
    ana.confirm("C4")
    assert (ana.map.mine, ana.map.expires_at) == (("C5",), ends_at)


def test_repeated_request_is_one_booking(ana: Guest, news: list[Event]) -> None:
    ana.hold("C4")
    news.clear()
    first = ana.confirm("C4", request_key="once")
    assert ana.confirm("C4", request_key="once") == first
    assert ana.confirm("C4", name="", request_key="once") == first
    assert ana.office.perform_now(bookings_stored) == 1
    assert news == [BookingChanged(first), SeatsChanged(ana.showtime_id)]


def test_repeated_request_answers_after_show(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    code = ana.confirm("C4", request_key="once")
    clock.advance(timedelta(days=1))
    assert ana.confirm("C4", request_key="once") == code


def test_refused_request_may_be_repeated(ana: Guest) -> None:
    ana.hold("C4")
    with pytest.raises(InvalidName):
        ana.confirm("C4", name="", request_key="once")
    assert my_booking(ana, ana.confirm("C4", request_key="once")).seats == ("C4",)


def test_anothers_request_key_is_refused(ana: Guest, budi: Guest) -> None:
    ana.hold("C4")
    budi.hold("C5")
    ana.confirm("C4", request_key="once")
    with pytest.raises(InvalidRequestKey):
        budi.confirm("C5", request_key="once")
    assert budi.map.mine == ("C5",)


def test_invalid_request_keys_are_refused(ana: Guest) -> None:
    ana.hold("C4")
    for key in ("x" * 65, "a\0b", "a\nb", "\ud800", cast("str", 7)):
        with pytest.raises(InvalidRequestKey):
            ana.confirm("C4", request_key=key)


def test_expired_hold_may_be_confirmed(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4", "C5")
    clock.advance(timedelta(minutes=20))
    assert my_booking(ana, ana.confirm("C4", "C5")).seats == ("C4", "C5")
    assert findings(ana.office) == ()


def test_expired_hold_is_lost_when_taken(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    ana.hold("C4", "C5")
    clock.advance(timedelta(minutes=20))
    budi.hold("C5")
    before = ana.office.perform_now(stored_claims, ana.showtime_id)
    with pytest.raises(SeatTaken) as refused:
        ana.confirm("C4", "C5")
    assert refused.value.details["seats"] == {"C5": "held"}
    assert ana.office.perform_now(stored_claims, ana.showtime_id) == before
    assert ana.office.perform_now(bookings_stored) == 0


def test_seat_never_held_is_not_sold(ana: Guest, budi: Guest) -> None:
    ana.hold("C4")
    with pytest.raises(HoldExpired) as refused:
        ana.confirm("C4", "D2", "D1")
    assert refused.value.details == {"seats": ("D1", "D2")}
    with pytest.raises(SeatTaken):
        budi.confirm("C4")
    assert ana.map.mine == ("C4",)


def test_sold_seat_is_sold_once(ana: Guest, budi: Guest) -> None:
    ana.buy("C4")
    with pytest.raises(SeatTaken) as refused:
        budi.confirm("C4")
    assert refused.value.details["seats"] == {"C4": "sold"}


def test_second_request_finds_the_booking(ana: Guest) -> None:
    ana.hold("C4", "C5")
    code = ana.confirm("C4", "C5")
    with pytest.raises(AlreadyBooked) as refused:  # by a page that was loaded anew and has another request key
        ana.confirm("C5", "C4")
    assert refused.value.details == {"code": code}
    with pytest.raises(SeatTaken):
        ana.confirm("C4")


def test_impossible_seat_lists_are_refused(ana: Guest) -> None:
    with pytest.raises(TooManySeats):
        ana.confirm(*(f"A{number}" for number in range(1, 10)))
    with pytest.raises(NoSeatNamed):
        ana.confirm()
    with pytest.raises(NoSuchSeat):
        ana.confirm("K1")


def test_seat_named_twice_is_one_ticket(ana: Guest) -> None:
    ana.hold("C4")
    assert my_booking(ana, ana.confirm("C4", "C4")).seats == ("C4",)


def test_closed_showtimes_sell_nothing(ana: Guest, clock: FakeClock) -> None:
    ana.hold("C4")
    ana.office.perform_now(run_sql, "UPDATE showtimes SET is_archived = (1 = 1)")
    with pytest.raises(ShowtimeOver):
        ana.confirm("C4")
    ana.office.perform_now(run_sql, "UPDATE showtimes SET is_archived = (1 = 0)")
    clock.advance(timedelta(hours=3, minutes=118))
    with pytest.raises(ShowtimeOver):
        ana.confirm("C4")
    with pytest.raises(UnknownShowtime):
        ana.at(999).confirm("C4")


def test_others_bookings_look_unknown(ana: Guest, budi: Guest) -> None:
    code = ana.buy("C4")
    refusals = []
    for wrong in (code, "AAAAA-AAAAA", "", "\0", "%", "' OR 1=1 --", "🎬" * 5000):
        with pytest.raises(UnknownBooking) as refused:
            my_booking(budi, wrong)
        refusals.append((refused.value.code, refused.value.details))
    assert refusals == 7 * [("unknown_booking", {})]
    with pytest.raises(InvalidVisitor):
        my_booking(Guest(ana.office, ana.showtime_id, ""), code)


def test_code_is_found_however_typed(ana: Guest) -> None:
    code = ana.buy("C4")
    for typed in (
        code.lower(),
        code.replace("-", ""),
        f"  {code} \n",
        " ".join(code),
        code.replace("-", "\N{EN DASH}"),
    ):
        assert my_booking(ana, typed).code == code


def test_codes_have_unmistakable_characters(ana: Guest) -> None:
    codes = {ana.buy(f"{row}{number}") for row in "ABCD" for number in range(1, 6)}
    assert len(codes) == 20
    assert not set("".join(codes)) & set("01IO")
    assert all(len(code) == 11 and code[5] == "-" for code in codes)


def test_bookings_are_listed_soonest_first(house: BoxOffice, ana: Guest, budi: Guest, clock: FakeClock) -> None:
    starts = [clock.now + timedelta(hours=hours) for hours in (30, 1, 9, 2)]
    showtimes = [house.perform_now(add_showtime, starts_at=starts_at) for starts_at in starts]
    for showtime_id in showtimes:
        ana.at(showtime_id).buy("A1")
        budi.at(showtime_id).buy("A2")
    clock.advance(timedelta(hours=5))
    listed = house.acting_as(Visitor(ANA)).perform_now(lookup.bookings)
    hours = [int((view.starts_at - clock.now) / timedelta(hours=1)) for view in listed]
    assert hours == [4, 25, -3, -4]
    assert [view.is_past for view in listed] == [False, False, True, True]


def test_refusals_never_name_seat_holder(ana: Guest, budi: Guest) -> None:
    ana.hold("C4")
    ana.confirm("C4", name="Ana Sekali", contact="ana@example.com")
    for act in (lambda: budi.hold("C4"), lambda: budi.confirm("C4"), lambda: my_booking(budi, "AAAAA-AAAAA")):
        with pytest.raises(Refusal) as refused:
            act()
        assert "ana" not in repr(refused.value).lower()
