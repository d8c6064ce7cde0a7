"""What is known about customers goes: by the job after the show, and by request."""

import json
from datetime import timedelta

import pytest

from tests.support.booking_access import MAIL, account_secret, sign_in
from tests.support.sample_house import ANA, BUDI, FakeClock, Guest, OpenOffice, findings
from tiketa.bookings import privacy
from tiketa.bookings.privacy import FORGOTTEN_NAME
from tiketa.identity import customers
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.identity import NotAllowed
from tiketa.office import BoxOffice
from tiketa.operations.jobs import Jobs

WEEKS = timedelta(days=31)
ADDRESS = "Ana@example.com"


@pytest.fixture
def office(open_office: OpenOffice) -> BoxOffice:
    return open_office(**MAIL)


@pytest.fixture
def booked(ana: Guest) -> str:
    ana.hold("C4")
    return ana.confirm("C4", contact=ADDRESS)


async def forget(office: BoxOffice) -> str:
    return await Jobs(office)._forget_customers()  # noqa: SLF001  what the job does, without its timer


async def test_contact_goes_weeks_later(ana: Guest, booked: str, clock: FakeClock) -> None:
    clock.advance(timedelta(days=29))
    assert await forget(ana.office) == "forgot the customers of 0"
    assert ana.booking(booked).contact == ADDRESS
    clock.advance(timedelta(days=2))
    assert await forget(ana.office) == "forgot the customers of 1"
    assert await forget(ana.office) == "forgot the customers of 0"
    assert (ana.booking(booked).contact, ana.booking(booked).customer_name) == (None, FORGOTTEN_NAME)
    assert findings(ana.office) == ()


async def test_paid_name_stays_ten_years(ana: Guest, booked: str, clock: FakeClock) -> None:
    ana.pay(booked)
    clock.advance(WEEKS)
    await forget(ana.office)
    assert (ana.booking(booked).contact, ana.booking(booked).customer_name) == (None, "Ana")
    clock.advance(timedelta(days=366 * 11))
    assert await forget(ana.office) == "forgot the customers of 1"
    assert ana.booking(booked).customer_name == FORGOTTEN_NAME


async def test_sent_emails_go_weeks_later(ana: Guest, booked: str, clock: FakeClock) -> None:
    clock.advance(WEEKS)
    exported = ana.office.perform_now(privacy.export, ADDRESS)
    assert str(exported).count("waiting") == 1  # this one is not sent yet
    ana.office.perform_now(lambda tx: tx.connection.exec_driver_sql("UPDATE outbox SET state = 'sent'"))
    await forget(ana.office)
    left = ana.office.perform_now(lambda tx: tx.connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar())
    assert left == 0


def test_customer_exports_and_deletes_own(ana: Guest, budi: Guest, booked: str) -> None:
    budi.hold("E1")
    other = budi.confirm("E1", contact="budi@example.com")
    sign_in(ana, account_secret(ana.office))
    me = ana.office.acting_as(Visitor(ana.visitor))
    exported = me.perform_now(privacy.export)
    assert booked in json.dumps(exported)
    assert other not in json.dumps(exported)
    assert me.perform_now(privacy.delete_customer) == 1
    assert me.perform_now(customers.customer) is None
    left = ana.office.perform_now(privacy.export, ADDRESS)
    assert (left["account"], left["bookings"], left["emails"]) == (None, [], [])
    assert ana.booking(booked).seats == ("C4",)  # the ticket is good in the browser that booked it
    assert budi.booking(other).contact == "budi@example.com"


def test_nobody_asks_about_others(ana: Guest, booked: str) -> None:
    for visitor in (ANA, BUDI):
        with pytest.raises(NotAllowed):
            ana.office.acting_as(Visitor(visitor)).perform_now(privacy.export)
    sign_in(ana, account_secret(ana.office))
    for act in (privacy.export, privacy.delete_customer):
        with pytest.raises(NotAllowed):
            ana.office.acting_as(Visitor(ana.visitor)).perform_now(act, "budi@example.com")
