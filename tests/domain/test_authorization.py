"""Which actor may perform which act; the act itself refuses, whoever calls it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.support.sample_house import ANA, CASHIER, SHIFT_ENDS, USHER, FakeClock, Guest
from tiketa.bookings import check_in, ending, lookup
from tiketa.kernel.actor import HOUSE, Actor, Provider, Role, StaffMember, Visitor
from tiketa.kernel.errors.bookings import UnknownBooking
from tiketa.kernel.errors.identity import LinkExpired, NotAllowed
from tiketa.office import BoxOffice
from tiketa.payments import cashier
from tiketa.pricing import price_store, price_table
from tiketa.programme import schedule, seeding
from tiketa.seating import holds

VISITOR, PROVIDER = Visitor(ANA), Provider("bank")
MANAGER = StaffMember("Fitri", Role.MANAGER, SHIFT_ENDS)
PROGRAMMER = StaffMember("Gilang", Role.PROGRAMMER, SHIFT_ENDS)
EVERYBODY = (VISITOR, PROVIDER, HOUSE, MANAGER, PROGRAMMER, CASHIER, USHER)
MONEY = (PROVIDER, MANAGER, CASHIER)
ADMITTING = (MANAGER, CASHIER, USHER)

Attempt = Callable[[BoxOffice, Actor, str], object]

ATTEMPTS: dict[str, tuple[tuple[Actor, ...], Attempt]] = {
    "take_payment": (MONEY, lambda office, who, code: office.acting_as(who).perform_now(cashier.take_payment, code, 0)),
    "refund": (MONEY, lambda office, who, code: office.acting_as(who).perform_now(cashier.refund, code, 0)),
    "find": ((MANAGER, CASHIER), lambda office, who, code: office.acting_as(who).perform_now(cashier.find, code)),
    "check_in": (ADMITTING, lambda office, who, _: office.acting_as(who).perform_now(check_in.check_in, "")),
    "release": ((HOUSE,), lambda office, who, code: office.acting_as(who).perform_now(ending.release, code)),
    "sweep": ((HOUSE,), lambda office, who, _: office.acting_as(who).perform_now(holds.sweep)),
    "roll": ((HOUSE,), lambda office, who, _: office.acting_as(who).perform_now(schedule.roll)),
    "seed": ((HOUSE,), lambda office, who, _: office.acting_as(who).perform_now(seeding.seed)),
    "prices": (
        (HOUSE,),
        lambda office, who, _: office.acting_as(who).perform_now(price_store.save, price_table.bundled_table()),
    ),
}


def is_allowed(attempt: Attempt, office: BoxOffice, who: Actor, code: str) -> bool:
    try:
        attempt(office, who, code)
    except NotAllowed:
        return False
    except Exception:  # noqa: BLE001  refused for another reason: this actor may ask
        return True
    return True


@pytest.mark.parametrize("act", ATTEMPTS)
def test_acts_refuse_other_actors(ana: Guest, act: str) -> None:
    allowed, attempt = ATTEMPTS[act]
    code = ana.buy("C4")
    assert [who for who in EVERYBODY if is_allowed(attempt, ana.office, who, code)] == [
        who for who in EVERYBODY if who in allowed
    ]


@pytest.mark.parametrize("who", [PROGRAMMER, USHER])
def test_other_staff_open_no_booking(ana: Guest, who: Actor) -> None:
    code = ana.buy("C4")
    with pytest.raises(UnknownBooking):
        ana.office.acting_as(who).perform_now(lookup.booking, code)


def test_cashiers_rights_end_with_shift(ana: Guest, clock: FakeClock) -> None:
    code = ana.buy("C4")
    dewi = StaffMember("Dewi", Role.CASHIER, clock.now + timedelta(minutes=1))
    clock.advance(timedelta(minutes=1))
    with pytest.raises(LinkExpired):
        ana.office.acting_as(dewi).perform_now(cashier.take_payment, code, 35_000)
