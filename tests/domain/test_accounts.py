"""Accounts: proven by mail, they join devices; requests for links are limited."""

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
from tests.support.sample_house import ANA, CITRA, Guest, OpenOffice
from tiketa.bookings import lookup
from tiketa.identity import customers
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.bookings import UnknownBooking
from tiketa.kernel.errors.identity import InvalidEmail, LinkExpired, MailUnavailable
from tiketa.kernel.errors.refusals import Refusal, TooFast
from tiketa.office import BoxOffice


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


def test_link_requests_are_limited(ana: Guest) -> None:
    def ask(email: str, place: str) -> type[Refusal] | None:
        try:
            ana.office.acting_as(Visitor(ANA, place)).perform_now(customers.ask_for_link, email, language="id")
        except Refusal as refusal:
            return type(refusal)
        return None

    assert [ask(f"{n}@example.com", "10.0.0.1") for n in range(6)] == [None] * 5 + [TooFast]
    assert [ask("ANA@example.com", f"10.0.1.{n}") for n in range(6)] == [None] * 5 + [TooFast]


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
