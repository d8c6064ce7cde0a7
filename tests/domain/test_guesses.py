"""Guesses at a booking's code and contact: wrong ones are limited by network, and nobody is locked out of their own."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from tests.support.booking_access import CONTACT, by_contact
from tests.support.sample_house import FakeClock, Guest
from tiketa.kernel.errors.bookings import WrongCodeOrContact
from tiketa.kernel.errors.refusals import Refusal, TooFast


@pytest.fixture
def booked(ana: Guest) -> str:
    ana.hold("C4", "C5")
    return ana.confirm("C4", "C5", contact=CONTACT)


def test_wrong_guesses_are_limited(ana: Guest, budi: Guest, booked: str, clock: FakeClock) -> None:
    answers = [
        refused_as(partial(by_contact, budi, code, "no@example.com")) for code in (booked, "AAAAA-AAAAA", "", "💥")
    ]
    assert {(type(answer), str(answer)) for answer in answers} == {(WrongCodeOrContact, str(WrongCodeOrContact()))}
    assert type(refused_as(partial(by_contact, budi, booked, "no@example.com"))) is WrongCodeOrContact
    assert type(refused_as(partial(by_contact, budi, booked))) is TooFast  # although it is right
    clock.advance(timedelta(seconds=10))
    assert by_contact(budi, booked) == booked


def test_stranger_locks_no_owner_out(ana: Guest, budi: Guest, booked: str) -> None:
    addresses = [f"2001:db8::{place}" for place in range(8)]
    kinds = [type(refused_as(partial(by_contact, budi, booked, "no@example.com", address))) for address in addresses]
    assert kinds == [WrongCodeOrContact] * 5 + [TooFast] * 3  # one /64 is one guesser
    owner = Guest(ana.office, ana.showtime_id, "another phone of ana's")
    assert by_contact(owner, booked, address="2001:db8:0:1::1") == booked


def test_right_answers_cost_nothing(ana: Guest, booked: str) -> None:
    family = [Guest(ana.office, ana.showtime_id, f"member {number}") for number in range(20)]
    assert {by_contact(one, booked) for one in family} == {booked}
    kinds = [type(refused_as(partial(by_contact, family[0], booked, "no@example.com"))) for _ in range(6)]
    assert kinds == [WrongCodeOrContact] * 5 + [TooFast]


def refused_as(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value
