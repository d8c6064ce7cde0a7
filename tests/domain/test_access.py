"""Who may open and change a booking: a table of every act on one, by every way to get access."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import ColumnElement, text
from sqlmodel import select

from tests.support.booking_access import (
    CONTACT,
    MAIL,
    account_secret,
    by_contact,
    by_link,
    device_secret,
    link_key,
    sign_in,
    sign_out,
    take_to_device,
)
from tests.support.sample_house import CASHIER, CITRA, USHER, FakeClock, Guest, OpenOffice, findings
from tiketa.bookings import access, grants, lookup
from tiketa.identity import customers, sessions
from tiketa.kernel.actor import HOUSE, Actor, Visitor
from tiketa.kernel.errors.bookings import BookingOver, UnknownBooking, WrongCodeOrContact
from tiketa.kernel.errors.identity import InvalidVisitor, LinkExpired, NotAllowed
from tiketa.kernel.errors.refusals import Refusal, TooFast
from tiketa.office import BoxOffice
from tiketa.storage.models.bookings import Booking
from tiketa.storage.transaction import Transaction, reading


@pytest.fixture
def office(open_office: OpenOffice) -> BoxOffice:
    return open_office(**MAIL)


@pytest.fixture
def booked(ana: Guest) -> str:
    ana.hold("C4", "C5")
    return ana.confirm("C4", "C5", contact=CONTACT)


Approach = Callable[[Guest, Guest, str, FakeClock], Guest]


def as_who_booked(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    return ana


def as_a_stranger(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    return budi


def with_the_link(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    by_link(budi, f"{link_key(ana, code)}).")  # as a mail program may have cut it out of a sentence
    return budi


def with_code_and_contact(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    by_contact(budi, code.lower().replace("-", " "), " ANA@EXAMPLE.COM ")
    return budi


def with_a_wrong_contact(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    with pytest.raises(WrongCodeOrContact):
        by_contact(budi, code, "budi@example.com")
    return budi


def with_a_wrong_code(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    with pytest.raises(WrongCodeOrContact):
        by_contact(budi, "AAAAA-AAAAA")
    return budi


def with_an_expired_link(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    with pytest.raises(LinkExpired):
        by_link(budi, link_key(ana, code, timedelta(0)))
    return budi


def with_a_forged_link(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    key = link_key(ana, code)
    for forged in (f"x{key}", key[:-4] + "AAAA", key.upper(), "", "💥"):
        with pytest.raises(LinkExpired):
            by_link(budi, forged)
    return budi


def with_the_link_to_a_device(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    secret = device_secret(ana)
    assert take_to_device(budi, f"{secret}.") == 1
    return budi


def with_a_device_link_that_was_used(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    secret = device_secret(ana)
    take_to_device(Guest(ana.office, ana.showtime_id, CITRA), secret)
    with pytest.raises(LinkExpired):
        take_to_device(budi, secret)
    return budi


def with_a_device_link_that_expired(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    secret = device_secret(ana)
    clock.advance(timedelta(minutes=15))
    with pytest.raises(LinkExpired):
        take_to_device(budi, secret)
    return budi


def signed_in_with_the_address_given(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    sign_in(budi, account_secret(ana.office))
    return budi


def signed_in_to_another_account(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    secret = account_secret(ana.office, "budi@example.com")
    sign_in(budi, secret)
    return budi


def signed_in_as_the_device_that_booked(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    for guest in (ana, budi):
        sign_in(guest, account_secret(ana.office, "somebody@example.com"))
    return budi


def signed_out_again(ana: Guest, budi: Guest, code: str, clock: FakeClock) -> Guest:
    signed_in_as_the_device_that_booked(ana, budi, code, clock)
    sign_out(budi)
    return budi


@pytest.fixture
def come(ana: Guest, budi: Guest, booked: str, clock: FakeClock) -> Callable[[Approach], Guest]:
    """Let another visitor ask for the booking in this way, and return that visitor."""
    return lambda approach: approach(ana, budi, booked, clock)


WAYS_TO_ACCESS = (
    as_who_booked,
    with_the_link,
    with_code_and_contact,
    with_the_link_to_a_device,
    signed_in_with_the_address_given,
    signed_in_as_the_device_that_booked,
)
KEPT_OUT = (
    as_a_stranger,
    with_a_wrong_contact,
    with_a_wrong_code,
    with_an_expired_link,
    with_a_forged_link,
    with_a_device_link_that_was_used,
    with_a_device_link_that_expired,
    signed_in_to_another_account,
    signed_out_again,
)


def move(guest: Guest, code: str) -> None:
    guest.hold("D1", "D2")
    guest.move(code, "D1", "D2")


ACTS: dict[str, Callable[[Guest, str], object]] = {
    "open": lambda guest, code: guest.booking(code),
    "cancel a seat": lambda guest, code: guest.cancel(code, "C4"),
    "cancel all": lambda guest, code: guest.cancel(code),
    "move": move,
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("approach", WAYS_TO_ACCESS)
def test_granted_access_allows_every_act(
    come: Callable[[Approach], Guest], booked: str, approach: Approach, act: str
) -> None:
    guest = come(approach)
    ACTS[act](guest, booked)
    assert booked in {view.code for view in guest.office.acting_as(Visitor(guest.visitor)).perform_now(lookup.bookings)}
    assert findings(guest.office) == ()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("approach", KEPT_OUT)
def test_others_find_no_such_booking(
    ana: Guest, come: Callable[[Approach], Guest], booked: str, approach: Approach, act: str
) -> None:
    before = ana.booking(booked)
    guest = come(approach)
    with pytest.raises(UnknownBooking):
        ACTS[act](guest, booked)
    assert guest.office.acting_as(Visitor(guest.visitor)).perform_now(lookup.bookings) == ()
    assert ana.booking(booked).tickets == before.tickets


@pytest.mark.parametrize(
    ("given", "other_spelling"),
    [
        ("0812-3456-7890", "+62 812 3456 7890"),
        ("+62 (812) 3456 7890", "081234567890"),
        ("budi di kosan", "Budi di Kosan "),
        ("ana@example.com", "ANA@example.COM"),
        ("ana@例え.jp", "mailto:ana@例え.jp"),
        ("9123 4567", "+65 9123 4567"),
    ],
)
def test_contact_matches_other_spellings(ana: Guest, budi: Guest, given: str, other_spelling: str) -> None:
    ana.hold("C4")
    code = ana.confirm("C4", contact=given)
    assert by_contact(budi, code, other_spelling) == code


def test_no_contact_opens_nothing(ana: Guest, budi: Guest) -> None:
    code = ana.buy("C4")
    for nothing in ("", "   ", "None", "-"):
        with pytest.raises(WrongCodeOrContact):
            by_contact(budi, code, nothing)


def test_guesses_are_limited_alike(ana: Guest, budi: Guest, booked: str, clock: FakeClock) -> None:
    answers = [
        refused_as(partial(by_contact, budi, code, "no@example.com")) for code in (booked, "AAAAA-AAAAA", "", "💥")
    ]
    assert {(type(answer), str(answer)) for answer in answers} == {(WrongCodeOrContact, str(WrongCodeOrContact()))}
    assert type(refused_as(partial(by_contact, budi, booked, "no@example.com"))) is WrongCodeOrContact
    assert type(refused_as(partial(by_contact, budi, booked))) is TooFast  # although it is right
    clock.advance(timedelta(seconds=10))
    assert by_contact(budi, booked) == booked


def test_guesses_at_a_code_are_limited(ana: Guest, budi: Guest, booked: str) -> None:
    kinds = [
        type(refused_as(partial(by_contact, budi, booked, "no@example.com", f"10.0.0.{place}"))) for place in range(8)
    ]
    assert kinds == [WrongCodeOrContact] * 5 + [TooFast] * 3


def refused_as(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value


@pytest.mark.parametrize("cookie", ["", "x" * 100, "\n"])
def test_an_impossible_cookie_is_refused(cookie: str) -> None:
    with pytest.raises(InvalidVisitor):
        Visitor(cookie)


@pytest.mark.parametrize(
    "act",
    [
        access.link_to_device,
        customers.customer,
        sessions.end_others,
        sessions.signed_in,
        grants.of_others,
        lookup.bookings,
    ],
)
@pytest.mark.parametrize("actor", [HOUSE, CASHIER, USHER])
def test_only_visitors_act_as_visitors(ana: Guest, act: Callable[..., object], actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        ana.office.acting_as(actor).perform_now(act)


def test_link_opens_an_ended_booking(ana: Guest, budi: Guest, booked: str) -> None:
    ana.cancel(booked)
    by_link(budi, link_key(ana, booked))
    assert budi.booking(booked).status.is_over
    with pytest.raises(BookingOver):
        budi.cancel(booked)


@pytest.mark.parametrize("signed_in", [False, True])
def test_bookings_are_found_by_indexes(ana: Guest, booked: str, *, signed_in: bool) -> None:
    if signed_in:
        sign_in(ana, account_secret(ana.office))
    plan = ana.office.perform_now(plan_of, access.accessible_to_visitor(ana.visitor))
    assert "bookings" in plan
    assert not re.search(r"SCAN (bookings|booking_visitors)|Seq Scan|SubPlan", plan), plan


@reading
def plan_of(tx: Transaction, which: ColumnElement[bool]) -> str:
    """Return the database's query plan for these bookings; PostgreSQL as it would if there were many."""
    dialect = tx.session.get_bind().dialect
    asked = select(Booking.id).where(which).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    if dialect.name == "postgresql":
        tx.session.execute(text("SET LOCAL enable_seqscan = off"))
    explain = "EXPLAIN" if dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    return "\n".join(str(row[-1]) for row in tx.session.execute(text(f"{explain} {asked}")))
