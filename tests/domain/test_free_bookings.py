"""Bookings that are free, or become free or payable by a change; on both databases."""

from datetime import timedelta

import pytest

from tests.support.sample_house import (
    ANA,
    USHER,
    FakeClock,
    Guest,
    OpenOffice,
    add_showtime,
    findings,
    open_studio,
    release_unpaid,
)
from tiketa.bookings import check_in
from tiketa.bookings.statuses import BookingStatus
from tiketa.kernel.errors.tickets import AlreadyCheckedIn
from tiketa.pricing import price_store
from tiketa.pricing.price_table import PriceTable

HALL = {"screen": "bottom", "rows": [["A", "wcc#"], ["B", "####"]]}
COST = {"regular": 40_000, "sofa": 40_000, "wheelchair": 10_000, "companion": 0}
FREE, PAID = "A2", "A1"  # a companion's seat, and the wheelchair place beside it


@pytest.fixture
def ana(open_office: OpenOffice) -> Guest:
    """Ana in a cinema where companions pay nothing, and bookings can be changed until the show begins."""
    office = open_office(change_before_minutes=0)
    office.perform_now(
        price_store.save, PriceTable.from_data({"rule": [{"seat": k, "price": p} for k, p in COST.items()]})
    )
    office.perform_now(open_studio, 1, layout=HALL)
    return Guest(office, office.perform_now(add_showtime), ANA)


def test_nothing_left_to_pay_makes_free(ana: Guest, clock: FakeClock) -> None:
    code = ana.buy(PAID, FREE)
    ana.cancel(code, PAID)
    left = ana.booking(code)
    assert (left.status, left.total, left.pay_by) == (BookingStatus.FREE, 0, None)
    clock.advance(timedelta(hours=3))
    assert release_unpaid(ana.office) == 0
    assert findings(ana.office) == ()


def test_free_booking_moved_must_be_paid(ana: Guest) -> None:
    code = ana.buy(FREE)
    ana.hold("B1")
    ana.move(code, "B1")
    moved = ana.booking(code)
    assert (moved.status, moved.total) == (BookingStatus.RESERVED, 40_000)
    assert moved.pay_by == moved.starts_at - timedelta(minutes=20)


def test_used_free_tickets_stay_valid(ana: Guest) -> None:
    code = ana.buy(FREE, "A3")
    ana.office.acting_as(USHER).perform_now(check_in.check_in, ana.tokens(code)[0])
    ana.hold("B1")
    with pytest.raises(AlreadyCheckedIn) as refused:
        ana.move(code, "B1", instead_of=["A3"])
    assert refused.value.details == {"seats": FREE}
    assert (ana.booking(code).status, ana.booking(code).seats) == (BookingStatus.FREE, (FREE, "A3"))
    assert findings(ana.office) == ()


def test_moving_never_extends_payment_time(ana: Guest, clock: FakeClock) -> None:
    code = ana.buy("B1")
    starts_at = ana.booking(code).starts_at
    clock.now = starts_at - timedelta(minutes=30)
    ana.hold("B2")
    ana.move(code, "B2")
    assert ana.booking(code).pay_by == starts_at - timedelta(minutes=20)
    clock.now = starts_at - timedelta(minutes=21)
    ana.hold("B3")
    ana.move(code, "B3")
    assert ana.booking(code).pay_by == starts_at - timedelta(minutes=20)
