"""A browser's id changes with every sign-in and sign-out; sessions are listed, and ended."""

from datetime import timedelta

import pytest

from tests.support.booking_access import (
    CONTACT,
    MAIL,
    account_secret,
    by_contact,
    device_secret,
    kept,
    link_key,
    sign_in,
    sign_out,
    take_to_device,
    working_by,
)
from tests.support.sample_house import ANA, BUDI, CITRA, FakeClock, Guest, OpenOffice, findings
from tiketa.bookings import access, emails, grants, lookup
from tiketa.identity import customers, sessions, staff
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.bookings import UnknownBooking
from tiketa.kernel.errors.identity import LinkExpired, UnknownSession
from tiketa.kernel.events import BookingChanged, Event, SeatsChanged, SessionEnded
from tiketa.kernel.signing import Signer
from tiketa.office import BoxOffice
from tiketa.payments import cashier

SHIFT = {"lasts": timedelta(minutes=15), "shift_lasts": timedelta(hours=12)}


@pytest.fixture
def office(open_office: OpenOffice) -> BoxOffice:
    return open_office(**MAIL)


@pytest.fixture
def thief(ana: Guest) -> Guest:
    """Return who knows the cookie that Ana's browser has before she signs in."""
    return Guest(ana.office, ana.showtime_id, ana.visitor)


def key(guest: Guest, clock: FakeClock) -> str:
    return staff.cashier_key(Signer(guest.office.settings.signing_secret), clock.now, **SHIFT)


def bookings_of(guest: Guest) -> set[str]:
    return {view.code for view in guest.performer.perform_now(lookup.bookings)}


def test_earlier_cookie_opens_nothing(ana: Guest, thief: Guest) -> None:
    code = ana.buy("C4")
    sign_in(ana, account_secret(ana.office))
    ana.hold("C5")
    later = ana.confirm("C5", contact=CONTACT)
    assert thief.performer.perform_now(customers.customer) is None
    for each in (code, later):
        with pytest.raises(UnknownBooking):
            thief.cancel(each)
    assert bookings_of(thief) == set()
    assert bookings_of(ana) == {code, later}


def test_signed_in_cookie_ends_with_sign_out(ana: Guest) -> None:
    code = ana.buy("C4")
    sign_in(ana, account_secret(ana.office))
    thief = Guest(ana.office, ana.showtime_id, ana.visitor)
    secret = device_secret(thief)
    sign_out(ana)
    with pytest.raises(UnknownBooking):
        thief.cancel(code)
    with pytest.raises(LinkExpired):
        take_to_device(Guest(ana.office, ana.showtime_id, CITRA), secret)
    assert bookings_of(ana) == {code}


def test_seats_come_along(ana: Guest, news: list[Event]) -> None:
    ana.hold("C4", "C5")
    news.clear()
    sign_in(ana, account_secret(ana.office))
    assert news == [SeatsChanged(ana.showtime_id), SessionEnded(sessions.reference(ANA))]
    ana.confirm("C4", "C5")
    assert findings(ana.office) == ()


def test_lost_answers_are_given_again(ana: Guest) -> None:
    code = ana.buy("C4")
    link = kept(ana.office, ANA, account_secret(ana.office))
    first, second = (ana.office.acting_as(Visitor(ANA)).perform_now(customers.sign_in, link) for _ in range(2))
    assert first == second
    out = [ana.office.acting_as(Visitor(first[0])).perform_now(sessions.sign_out, "a page") for _ in range(2)]
    assert out[0] == out[1]
    assert out[0] not in {ANA, first[0]}
    ana.visitor = out[0]
    assert bookings_of(ana) == {code}


def test_kept_link_is_bound_to_its_session(ana: Guest, budi: Guest) -> None:
    link = kept(ana.office, ANA, account_secret(ana.office))
    with pytest.raises(LinkExpired):
        budi.performer.perform_now(customers.sign_in, link)


def test_lent_bookings_are_not_passed_on(ana: Guest, budi: Guest, citra: Guest) -> None:
    lent = ana.buy("C4")
    for guest in (ana, budi):
        sign_in(guest, account_secret(ana.office))
    budi.hold("E1")
    own = budi.confirm("E1")
    assert take_to_device(citra, device_secret(budi)) == 1
    assert bookings_of(citra) == {own}
    assert bookings_of(budi) == {own, lent}


def test_sessions_are_listed_and_ended(ana: Guest, budi: Guest, citra: Guest, news: list[Event]) -> None:
    for guest in (ana, budi):
        sign_in(guest, account_secret(ana.office))
    here, other = ana.performer.perform_now(sessions.signed_in)
    assert (here.is_here, other.is_here, other.browser) == (True, False, "Firefox, Android")
    assert other.reference == sessions.reference(budi.visitor)
    with pytest.raises(UnknownSession):
        citra.performer.perform_now(sessions.end, other.reference)
    news.clear()
    ana.performer.perform_now(sessions.end, other.reference)
    assert news == [SessionEnded(other.reference)]
    assert budi.performer.perform_now(customers.customer) is None
    assert ana.performer.perform_now(sessions.signed_in) == (here,)


def test_all_others_are_signed_out(ana: Guest, budi: Guest, citra: Guest) -> None:
    for guest in (ana, budi, citra):
        sign_in(guest, account_secret(ana.office))
    ana.performer.perform_now(sessions.end_others)
    signed_in = [guest.performer.perform_now(customers.customer) is not None for guest in (ana, budi, citra)]
    assert signed_in == [True, False, False]


def test_old_sign_ins_end(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    sign_in(ana, account_secret(ana.office))
    clock.advance(customers.LASTS + timedelta(seconds=1))
    sign_in(budi, account_secret(ana.office))
    assert ana.performer.perform_now(customers.customer) is None


def test_grants_are_listed_and_ended(ana: Guest, budi: Guest, citra: Guest, news: list[Event]) -> None:
    ana.hold("C4")
    code = ana.confirm("C4", contact=CONTACT)
    by_contact(budi, code)
    by_contact(citra, code)
    assert budi.performer.perform_now(grants.of_others) == ()
    found = ana.performer.perform_now(grants.of_others)
    assert {(grant.code, grant.reference) for grant in found} == {
        (code, sessions.reference(who)) for who in (BUDI, CITRA)
    }
    with pytest.raises(UnknownSession):
        budi.performer.perform_now(grants.end, code, sessions.reference(CITRA))
    news.clear()
    ana.performer.perform_now(grants.end, code, sessions.reference(BUDI))
    assert news == [BookingChanged(code)]
    with pytest.raises(UnknownBooking):
        budi.booking(code)
    assert citra.booking(code).code == code


def test_cashiers_key_works_once(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    once = key(ana, clock)
    kept_twice = ana.performer.perform_now(staff.keep, once, staff.CASHIER)
    first = ana.performer.perform_now(staff.sign_in, kept_twice)
    assert ana.performer.perform_now(staff.sign_in, kept_twice) == first  # the first answer was lost
    at_budis = budi.performer.perform_now(staff.keep, once, staff.CASHIER)
    with pytest.raises(LinkExpired):
        budi.performer.perform_now(staff.sign_in, at_budis)


def test_cashiers_rights_end_with_session(ana: Guest, budi: Guest, clock: FakeClock) -> None:
    code = ana.buy("C4")
    dewi = working_by(budi, key(ana, clock))
    assert ana.office.acting_as(dewi).perform_now(cashier.find, code).code == code
    sign_out(budi)
    for act in (cashier.find, lookup.booking, emails.send_again):
        with pytest.raises(LinkExpired):
            ana.office.acting_as(dewi).perform_now(act, code)
    with pytest.raises(LinkExpired):
        budi.performer.perform_now(staff.member)


def test_link_of_other_secret_fails(ana: Guest, open_office: OpenOffice) -> None:
    key = link_key(ana, ana.buy("C4"))
    ana.office.close()
    moved = open_office(secret_key="another house's secret, as long as ours", **MAIL)  # noqa: S106
    with pytest.raises(LinkExpired):
        moved.acting_as(Visitor(BUDI)).perform_now(access.open_with_link, "", key)
