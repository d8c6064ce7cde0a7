"""Changes to bookings: cancelling and moving, all or nothing, each step in the timeline."""

from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import col, select

from tests.support.booking_access import by_link, link_key
from tests.support.sample_house import ANA, BUDI, FakeClock, Guest, add_showtime, findings, stored_claims
from tiketa.bookings import lookup
from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.halls.layout import SeatKind
from tiketa.halls.seat_map import SeatState
from tiketa.kernel.actor import ActorKind, Visitor
from tiketa.kernel.errors.bookings import BookingOver, OtherFilm, UnknownBooking, WrongSeatCount
from tiketa.kernel.errors.payments import PaidPriceDiffers, PriceChanged
from tiketa.kernel.errors.programme import ShowtimeOver, UnknownShowtime
from tiketa.kernel.errors.seats import HoldExpired, NoSuchSeat, SeatTaken
from tiketa.kernel.events import BookingChanged, Event, SeatsChanged
from tiketa.pricing import price_store
from tiketa.pricing.price_table import PriceTable
from tiketa.storage.models.bookings import BookingEvent
from tiketa.storage.models.tickets import Ticket
from tiketa.storage.transaction import Transaction


@pytest.fixture
def code(ana: Guest) -> str:
    return ana.buy("C4", "C5", "C6")


@pytest.fixture
def later(ana: Guest, clock: FakeClock) -> Guest:
    """Ana at another showtime of the same film."""
    return ana.at(ana.office.perform_now(add_showtime, starts_at=clock.now + timedelta(hours=30)))


def test_cancelled_seats_are_free_at_once(ana: Guest, budi: Guest, code: str, news: list[Event]) -> None:
    before = ana.booking(code)
    news.clear()
    ana.cancel(code, "C5")
    after = ana.booking(code)
    assert (after.seats, after.total, after.status) == (("C4", "C6"), 70_000, BookingStatus.RESERVED)
    assert after.sequence == before.sequence + 1
    assert budi.sees("C5") is SeatState.FREE
    assert set(news) == {SeatsChanged(ana.showtime_id), BookingChanged(code)}
    assert {one.token for one in after.tickets} < {one.token for one in before.tickets}
    assert findings(ana.office) == ()


def test_second_cancellation_is_refused(ana: Guest, budi: Guest, code: str) -> None:
    ana.cancel(code)
    over = ana.booking(code)
    assert (over.status, over.seats, over.total, over.pay_by) == (BookingStatus.CANCELLED, (), 0, None)
    for seats in ((), ("C4",)):
        with pytest.raises(BookingOver):
            ana.cancel(code, *seats)
    budi.buy("C4", "C5", "C6")
    assert findings(ana.office) == ()


def test_cancelling_the_last_seats_cancels_the_booking(ana: Guest, code: str) -> None:
    ana.cancel(code, "C4", "C5")
    ana.cancel(code, "C6")
    assert ana.booking(code).status is BookingStatus.CANCELLED


def test_foreign_seats_cannot_be_cancelled(ana: Guest, code: str) -> None:
    for strange in ("A1", "Z99", "C4'; --", "\0", "x" * 500):
        with pytest.raises(NoSuchSeat):
            ana.cancel(code, "C4", strange)
    assert ana.booking(code).seats == ("C4", "C5", "C6")


def test_some_seats_move_others_stay(ana: Guest, budi: Guest, code: str) -> None:
    before = ana.booking(code)
    ana.hold("D7")
    ana.move(code, "D7", instead_of=["C5"])
    after = ana.booking(code)
    assert after.seats == ("C4", "C6", "D7")
    assert (budi.sees("C5"), budi.sees("D7")) == (SeatState.FREE, SeatState.SOLD)
    assert {one.token for one in after.tickets} & {one.token for one in before.tickets} == {
        one.token for one in before.tickets if one.seat != "C5"
    }
    step = after.events[-1]
    assert by_whom(ana) == [ANA, ANA]
    assert (step.what, step.by, step.seats, step.into, step.starts_at) == (
        BookingEventType.MOVED, ActorKind.VISITOR, ("C5",), ("D7",), None,
    )  # fmt: skip
    assert findings(ana.office) == ()


def by_whom(guest: Guest) -> list[object]:
    """Return which browser caused each event."""

    def read(tx: Transaction) -> list[object]:
        events = tx.session.exec(select(BookingEvent).order_by(col(BookingEvent.id)))
        return [event.details["visitor"] for event in events]

    return guest.office.perform_now(read)


def test_timeline_records_the_browser(ana: Guest, budi: Guest, code: str) -> None:
    by_link(budi, link_key(ana, code))
    budi.cancel(code, "C5")
    ana.pay(code)
    budi.cancel(code)
    assert by_whom(ana) == [ANA, BUDI, None, BUDI]


def test_move_keeps_price_and_payment_time(ana: Guest, later: Guest, budi: Guest, code: str) -> None:
    later.hold("A1", "A2", "A3")
    later.move(code, "A1", "A2", "A3")
    after = ana.booking(code)
    assert (after.showtime_id, after.seats) == (later.showtime_id, ("A1", "A2", "A3"))
    assert after.total == 3 * 45_000  # Tuesday evening; it was Monday afternoon
    assert after.pay_by == after.starts_at - timedelta(minutes=20)
    assert after.events[-1].starts_at == ana.booking(code).events[0].at + timedelta(hours=3)
    assert stored_claims_of(ana) == []
    budi.buy("C4", "C5", "C6")
    assert findings(ana.office) == ()


def stored_claims_of(guest: Guest) -> list[object]:
    return list(guest.office.perform_now(stored_claims, guest.showtime_id))


def test_old_seats_stay_until_moved(ana: Guest, budi: Guest, clock: FakeClock, code: str) -> None:
    before = ana.booking(code)
    ana.hold("D1", "D2", "D3")
    clock.advance(timedelta(minutes=9))
    budi.hold("D2")
    with pytest.raises(SeatTaken):
        ana.move(code, "D1", "D2", "D3")
    assert ana.booking(code) == before
    with pytest.raises(HoldExpired):
        ana.move(code, "E1", "E2", "E3")
    assert ana.booking(code) == before
    assert findings(ana.office) == ()


def test_repeated_move_moves_once(ana: Guest, later: Guest, code: str) -> None:
    ana.hold("D1", "D2", "D3")
    for _ in range(2):
        ana.move(code, "D1", "D2", "D3", instead_of=["C4", "C5", "C6"])
    later.hold("D1", "D2", "D3")
    for _ in range(2):
        later.move(code, "D1", "D2", "D3")
    assert [step.what for step in ana.booking(code).events] == [
        BookingEventType.BOOKED,
        BookingEventType.MOVED,
        BookingEventType.MOVED,
    ]


def test_move_needs_as_many_seats(ana: Guest, later: Guest, code: str) -> None:
    ana.hold("D1", "D2")
    later.hold("D1", "D2")
    for guest, instead_of in ((ana, None), (later, ["C4", "C5"])):
        with pytest.raises(WrongSeatCount) as refused:
            guest.move(code, "D1", "D2", instead_of=instead_of)
        assert refused.value.details == {"count": 3}


def test_impossible_moves_are_refused(ana: Guest, budi: Guest, clock: FakeClock, code: str) -> None:
    other_film = ana.at(ana.office.perform_now(add_showtime, 2))
    past = ana.at(ana.office.perform_now(add_showtime, starts_at=clock.now - timedelta(hours=5)))
    unknown = ana.at(99_999)
    other_film.hold("D1", "D2", "D3")
    for guest, refusal in ((other_film, OtherFilm), (past, ShowtimeOver), (unknown, UnknownShowtime)):
        with pytest.raises(refusal):
            guest.move(code, "D1", "D2", "D3")
    tomorrow = budi.at(ana.office.perform_now(add_showtime, starts_at=clock.now + timedelta(days=1)))
    tomorrow.buy("D1", "D2", "D3")
    with pytest.raises(SeatTaken) as refused:
        ana.at(tomorrow.showtime_id).move(code, "D1", "D2", "D3")
    assert refused.value.details["seats"] == {"D1": "sold", "D2": "sold", "D3": "sold"}
    assert ana.booking(code).seats == ("C4", "C5", "C6")


def test_move_charges_the_shown_price(ana: Guest, later: Guest, code: str) -> None:
    later.hold("A1", "A2", "A3")
    with pytest.raises(PriceChanged) as refused:
        later.move(code, "A1", "A2", "A3", total=105_000)
    assert refused.value.details == {"total": 135_000}
    assert ana.booking(code).showtime_id == ana.showtime_id
    later.move(code, "A1", "A2", "A3", total=135_000)


def test_paid_booking_keeps_its_price(ana: Guest, later: Guest, code: str) -> None:
    ana.pay(code)
    later.hold("A1", "A2", "A3")
    with pytest.raises(PaidPriceDiffers):
        later.move(code, "A1", "A2", "A3")
    ana.hold("D1")
    ana.move(code, "D1", instead_of=["C4"])
    assert (ana.booking(code).status, ana.booking(code).total) == (BookingStatus.PAID, 105_000)
    flat = PriceTable.from_data({"rule": [{"seat": kind.name.lower(), "price": 35_000} for kind in SeatKind]})
    ana.office.perform_now(price_store.save, flat)
    later.move(code, "A1", "A2", "A3")
    assert findings(ana.office) == ()


def test_others_bookings_cannot_be_changed(ana: Guest, budi: Guest, code: str) -> None:
    budi.hold("D1", "D2", "D3")
    for act in (partial(budi.cancel, code), partial(budi.move, code, "D1", "D2", "D3"), partial(ana.cancel, "NO-CODE")):
        with pytest.raises(UnknownBooking):
            act()
    assert ana.booking(code).seats == ("C4", "C5", "C6")


def test_cancelled_tickets_stay_void(ana: Guest, code: str) -> None:
    ana.hold("D1")
    ana.move(code, "D1", instead_of=["C4"])
    ana.hold("C4")
    ana.move(code, "C4", instead_of=["D1"])
    rows = ana.office.perform_now(lambda tx: [(t.seat, t.voided_at is None) for t in tx.session.exec(select(Ticket))])
    assert sorted(rows) == [("C4", False), ("C4", True), ("C5", True), ("C6", True), ("D1", False)]
    assert ana.booking(code).seats == ("C4", "C5", "C6")


def test_cancelled_bookings_are_listed_with_the_past(ana: Guest, code: str) -> None:
    other = ana.buy("E1")
    ana.cancel(code)
    assert [view.code for view in ana.office.acting_as(Visitor(ANA)).perform_now(lookup.bookings)] == [other, code]
