"""How many seats one visitor may hold or leave unpaid, and how fast: without limits one visitor could block a hall."""

from datetime import timedelta

import pytest

from tests.support.sample_house import ANA, FakeClock, Guest, OpenOffice, add_showtime, findings, open_studio
from tiketa.kernel.errors.bookings import TooManyUnpaid
from tiketa.kernel.errors.refusals import TooFast
from tiketa.kernel.errors.seats import TooManySeats
from tiketa.kernel.rate_limits import RateLimit

EIGHT = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8")


def test_eight_seats_are_the_most(ana: Guest) -> None:
    with pytest.raises(TooManySeats) as refused:
        ana.hold(*EIGHT, "A9")
    assert refused.value.details == {"limit": 8}
    ana.hold(*EIGHT)
    with pytest.raises(TooManySeats):
        ana.hold("A9")
    assert ana.map.mine == EIGHT


def test_sold_seats_are_not_counted_held(ana: Guest) -> None:
    ana.buy(*EIGHT)
    ana.hold("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8")
    assert len(ana.map.mine) == 8


def test_held_seats_are_limited(open_office: OpenOffice, clock: FakeClock) -> None:
    office = open_office(seats_held_per_visitor=10)
    office.perform_now(open_studio, 1)
    office.perform_now(open_studio, 2)
    here = Guest(office, office.perform_now(add_showtime, 1), ANA)
    there = here.at(office.perform_now(add_showtime, 2))
    here.hold(*EIGHT)
    with pytest.raises(TooManySeats) as refused:
        there.hold("A1", "A2", "A3")
    assert refused.value.details == {"limit": 10}
    there.hold("A1", "A2")
    clock.advance(timedelta(minutes=8))
    there.hold(*EIGHT)


def test_holding_too_fast_is_refused(open_office: OpenOffice, clock: FakeClock) -> None:
    office = open_office(holds_per_minute=60)
    office.perform_now(open_studio, 1)
    ana = Guest(office, office.perform_now(add_showtime), ANA)
    for _ in range(5):
        ana.hold(*EIGHT)  # 40 seats in one go are allowed
    with pytest.raises(TooFast):
        ana.hold("A1")
    Guest(office, ana.showtime_id, "budi").hold("B1")
    clock.advance(timedelta(seconds=1))
    ana.hold("A1")


@pytest.mark.parametrize("paying", ["counter", "free"])
def test_unpaid_seats_are_limited(open_office: OpenOffice, paying: str) -> None:
    office = open_office(seats_unpaid_per_visitor=10, paying=paying)
    office.perform_now(open_studio, 1)
    office.perform_now(open_studio, 2)
    here = Guest(office, office.perform_now(add_showtime, 1), ANA)
    there = here.at(office.perform_now(add_showtime, 2))
    code = here.buy(*EIGHT)
    there.hold("A1", "A2", "A3")
    with pytest.raises(TooManyUnpaid) as refused:
        there.confirm("A1", "A2", "A3")
    assert refused.value.details == {"limit": 10}
    assert there.map.mine == ("A1", "A2", "A3")
    there.confirm("A1", "A2")
    here.cancel(code, "A8")
    there.confirm("A3")
    Guest(office, there.showtime_id, "budi").buy("B1")
    assert findings(office) == ()


def test_settled_bookings_free_the_limit(open_office: OpenOffice, clock: FakeClock) -> None:
    office = open_office(seats_unpaid_per_visitor=8)
    office.perform_now(open_studio, 1)
    ana = Guest(office, office.perform_now(add_showtime), ANA)
    paid = ana.buy(*EIGHT)
    ana.pay(paid)
    free_of_debt = ana.buy("B1", "B2")
    ana.hold("C1", "C2")
    ana.move(free_of_debt, "C1", "C2")
    later = ana.at(office.perform_now(add_showtime, starts_at=clock.now + timedelta(days=1)))
    clock.advance(timedelta(hours=5))  # the first showtime is over, and nobody has paid for C1 and C2
    later.buy(*EIGHT)


def test_rate_limit_keeps_few_keys(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RateLimit, "MOST_KEYS", 2)
    limit = RateLimit(per_minute=1, burst=1)
    for key in ("a", "b", "c"):
        limit.spend(key, clock())
    limit.spend("a", clock())  # the longest unused was forgotten, and a forgotten bucket is full
    with pytest.raises(TooFast):
        limit.spend("c", clock())
