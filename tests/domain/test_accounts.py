"""Accounts: proven by mail, they join devices; requests for links are limited."""

from functools import partial

import pytest

from tests.support.booking_access import (
    MAIL,
    account_secret,
    by_link,
    kept,
    link_key,
    sign_in,
    sign_out,
    take_to_device,
)
from tests.support.sample_house import ANA, CITRA, FakeClock, Guest, OpenOffice
from tiketa.bookings import lookup
from tiketa.identity import customers
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.bookings import UnknownBooking
from tiketa.kernel.errors.identity import InvalidEmail, LinkExpired, MailUnavailable, TooManyMails
from tiketa.kernel.errors.refusals import Refusal
from tiketa.office import SIGN_INS_AT_ONCE, BoxOffice


@pytest.fixture
def office(open_office: OpenOffice) -> BoxOffice:
    return open_office(**MAIL)


@pytest.fixture
def booked(ana: Guest) -> str:
    ana.hold("C4", "C5")
    return ana.confirm("C4", "C5", contact="Ana@example.com")


def test_account_joins_devices(ana: Guest, budi: Guest, booked: str) -> None:
    office = ana.office
    sign_in(budi, account_secret(office))
    budi.hold("E1")
    other = budi.confirm("E1", name="Ana Lestari")
    office.acting_as(Visitor(budi.visitor)).perform_now(customers.remember_language, "id")
    known = sign_in(ana, account_secret(office))
    assert (known.email, known.name, known.language) == ("ana@example.com", "Ana Lestari", "id")
    for guest in (ana, budi):
        found = office.acting_as(Visitor(guest.visitor)).perform_now(lookup.bookings)
        assert {view.code for view in found} == {booked, other}
    assert office.acting_as(Visitor(CITRA)).perform_now(customers.customer) is None


def test_sign_out_keeps_own_bookings(ana: Guest, budi: Guest, booked: str) -> None:
    by_link(budi, link_key(ana, booked))
    sign_in(budi, account_secret(ana.office))
    sign_out(budi)
    assert ana.office.acting_as(Visitor(budi.visitor)).perform_now(customers.customer) is None
    assert budi.booking(booked).code == booked


def test_sign_out_removes_account_bookings(ana: Guest, budi: Guest, booked: str) -> None:
    sign_in(budi, account_secret(ana.office))
    assert budi.booking(booked).code == booked
    sign_out(budi)
    with pytest.raises(UnknownBooking):
        budi.booking(booked)
    assert ana.office.acting_as(Visitor(budi.visitor)).perform_now(lookup.bookings) == ()


def test_account_gets_later_bookings(ana: Guest, budi: Guest) -> None:
    sign_in(budi, account_secret(ana.office))
    ana.hold("D4")
    code = ana.confirm("D4", contact="ANA@example.com")
    assert budi.booking(code).code == code
    budi.cancel(code)


def test_account_link_works_once(ana: Guest, budi: Guest, citra: Guest, booked: str) -> None:
    secret = account_secret(ana.office)
    at_citras = kept(ana.office, CITRA, secret)
    with pytest.raises(LinkExpired):
        take_to_device(budi, secret)
    sign_in(budi, secret)
    with pytest.raises(LinkExpired):
        ana.office.acting_as(Visitor(CITRA)).perform_now(customers.sign_in, at_citras)
    with pytest.raises(LinkExpired):
        kept(ana.office, CITRA, secret)


def test_sign_in_mails_are_limited(ana: Guest, clock: FakeClock) -> None:
    ask = partial(asked, ana.office)
    assert [ask(f"{n}@example.com", "10.0.0.1") for n in range(22)] == [None] * 20 + [TooManyMails] * 2
    assert ask("ana@example.com", "10.0.0.1") is TooManyMails  # costs her nothing: the network is at its end
    assert [ask("ANA@example.com", f"10.0.1.{n}") for n in range(40)] == [None] * 3 + [TooManyMails] * 37
    assert ask("budi@example.com", "10.0.1.0") is None
    clock.advance(ana.office.settings.link_lasts)
    assert [ask("ana@example.com", f"10.0.2.{n}") for n in range(3)] == [None, TooManyMails, TooManyMails]


def test_sign_in_mails_are_limited_together(open_office: OpenOffice, office: BoxOffice) -> None:
    office.close()
    house = open_office(**MAIL, sign_in_mails_per_hour_in_all=1)
    for number in range(SIGN_INS_AT_ONCE):
        assert asked(house, f"{number}@example.com", f"10.1.{number // 10}.1") is None
    assert asked(house, "ana@example.com", "10.2.0.1") is TooManyMails


def asked(office: BoxOffice, email: str, address: str) -> type[Refusal] | None:
    """Ask for a sign-in link, and return the kind of refusal."""
    try:
        office.acting_as(Visitor(ANA, address)).perform_now(customers.ask_for_link, email, language="id")
    except Refusal as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "a@b", "ana@example.com\nBcc: all@example.com", "a b@c.de", "x" * 200 + "@c.de"]
)
def test_invalid_mail_addresses_are_refused(ana: Guest, email: str) -> None:
    with pytest.raises(InvalidEmail):
        ana.office.acting_as(Visitor(ANA, "10.0.0.1")).perform_now(customers.ask_for_link, email, language="id")


def test_without_mail_no_accounts_exist(open_office: OpenOffice, office: BoxOffice) -> None:
    office.close()
    silent = open_office()
    with pytest.raises(MailUnavailable):
        silent.acting_as(Visitor(ANA, "10.0.0.1")).perform_now(customers.ask_for_link, "ana@example.com", language="id")
