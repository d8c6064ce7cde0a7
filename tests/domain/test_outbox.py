"""The outbox: emails are queued by acts, taken by one sender, retried, outdated, failed."""

from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import select

from tests.support.race import race
from tests.support.sample_house import ANA, FakeClock, Guest, OpenOffice, add_showtime, release_unpaid
from tiketa.bookings.emails import send_again
from tiketa.identity import customers
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.bookings import EmailJustSent, UnknownBooking
from tiketa.kernel.errors.identity import InvalidContact, InvalidEmail, MailUnavailable
from tiketa.kernel.errors.seats import SeatTaken
from tiketa.kernel.events import BookingChanged, Event
from tiketa.mail import outbox
from tiketa.office import BoxOffice
from tiketa.operations.mail_delivery import next_email
from tiketa.storage.models.outbox import Email, EmailState
from tiketa.storage.transaction import Transaction

MAIL = {"smtp_host": "mail.test", "mail_from": "tiketa@example.com", "public_url": "https://cinema.example"}


@pytest.fixture
def office(open_office: OpenOffice) -> BoxOffice:
    return open_office(**MAIL)


@pytest.fixture
def code(ana: Guest) -> str:
    ana.hold("C4", "C5")
    return ana.confirm("C4", "C5", contact="ana@example.com")


def emails(office: BoxOffice) -> list[tuple[str, int | None]]:
    """Return each email's state and which change of a booking it is about."""

    def read(tx: Transaction) -> list[tuple[str, int | None]]:
        return [(email.state, email.sequence) for email in tx.session.exec(select(Email).order_by("id"))]

    return office.perform_now(read)


def test_each_change_queues_an_email(ana: Guest, code: str) -> None:
    ana.cancel(code, "C5")
    ana.hold("D1")
    ana.move(code, "D1")
    ana.pay(code)
    ana.cancel(code)
    assert [sequence for _, sequence in emails(ana.office)] == [0, 1, 2, 4]


@pytest.mark.parametrize("contact", ["", "0812 3456 7890"])
def test_no_email_without_an_address(ana: Guest, contact: str) -> None:
    ana.hold("C4")
    ana.cancel(ana.confirm("C4", contact=contact))
    assert emails(ana.office) == []


def test_without_mail_no_email_is_queued(open_office: OpenOffice, ana: Guest) -> None:
    ana.office.close()
    silent = open_office()
    guest = Guest(silent, ana.showtime_id, "ana")
    guest.hold("C4")
    guest.confirm("C4", contact="ana@example.com")
    assert emails(silent) == []


@pytest.mark.parametrize(
    "contact", ["ana@example.com\r\nBcc: all@example.com", "ana@", "@", "ana@exa mple.com", "a@b", "é@example.com"]
)
def test_contact_with_at_is_an_address(ana: Guest, contact: str) -> None:
    ana.hold("C4")
    with pytest.raises((InvalidEmail, InvalidContact)):
        ana.confirm("C4", contact=contact)
    assert ana.map.mine == ("C4",)
    assert emails(ana.office) == []


def test_refused_act_queues_no_email(ana: Guest, budi: Guest) -> None:
    budi.buy("C4")
    with pytest.raises(SeatTaken):
        ana.confirm("C4", contact="ana@example.com")
    assert emails(ana.office) == []


def test_each_email_has_one_sender(ana: Guest, code: str) -> None:
    outcomes = race([lambda: ana.office.perform_now(next_email) for _ in range(12)])
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    assert sum(outcome.answer is not None for outcome in outcomes) == 1
    assert emails(ana.office) == [(EmailState.SENDING, 0)]


def test_only_newest_email_is_sent(ana: Guest, code: str) -> None:
    ana.cancel(code, "C5")
    email = ana.office.perform_now(next_email)
    assert email
    assert email.booking
    assert email.booking.seats == ("C4",)
    assert emails(ana.office) == [(EmailState.OUTDATED, 0), (EmailState.SENDING, 1)]


def test_email_is_tried_until_the_show(ana: Guest, clock: FakeClock) -> None:
    pauses, starts_at = [], clock.now + timedelta(days=1)
    ana = Guest(ana.office, ana.office.perform_now(partial(add_showtime, starts_at=starts_at)), ANA)
    ana.hold("C4")
    code = ana.confirm("C4", contact="ana@example.com")
    while email := ana.office.perform_now(next_email):
        ana.office.perform_now(outbox.try_again, email.id, "nobody is there")
        [note] = ana.office.perform_now(outbox.unsent)
        pauses.append((note.next_try_at - clock.now) // timedelta(minutes=1))
        clock.now = max(clock.now, note.next_try_at)
    assert pauses[:7] == [1, 2, 4, 8, 16, 32, 60]
    assert starts_at - timedelta(hours=1) < clock.now <= starts_at
    assert emails(ana.office) == [(EmailState.FAILED, 0)]
    assert ana.booking(code).email_state == EmailState.FAILED


def test_an_email_waits_for_its_pause(ana: Guest, code: str, clock: FakeClock) -> None:
    email = ana.office.perform_now(next_email)
    assert email
    ana.office.perform_now(outbox.try_again, email.id, "busy")
    assert not ana.office.perform_now(outbox.is_due)
    clock.advance(timedelta(minutes=1))
    assert ana.office.perform_now(outbox.is_due)


def test_email_of_crashed_sender_is_uncertain(ana: Guest, code: str, clock: FakeClock) -> None:
    ana.office.perform_now(next_email)
    clock.advance(timedelta(minutes=30))
    assert ana.office.perform_now(next_email) is None
    assert emails(ana.office) == [(EmailState.UNCERTAIN, 0)]


def test_sent_secrets_are_deleted(ana: Guest, clock: FakeClock) -> None:
    def ask() -> None:
        ana.office.acting_as(Visitor(ANA, "10.0.0.1")).perform_now(
            customers.ask_for_link, "ana@example.com", language="en"
        )

    ask()
    email = ana.office.perform_now(next_email)
    assert email
    assert email.key
    assert email.booking is None
    ana.office.perform_now(outbox.finish, email.id, EmailState.SENT)
    ask()
    clock.advance(timedelta(minutes=15))
    assert ana.office.perform_now(next_email) is None
    kept = ana.office.perform_now(lambda tx: [one.secret for one in tx.session.exec(select(Email))])
    assert kept == [None, None]
    assert emails(ana.office) == [(EmailState.SENT, None), (EmailState.OUTDATED, None)]


def test_released_booking_sends_an_email(ana: Guest, code: str, clock: FakeClock) -> None:
    clock.now = ana.booking(code).pay_by or clock.now
    release_unpaid(ana.office)
    email = ana.office.perform_now(next_email)
    assert email
    assert email.booking
    assert email.booking.status == "released"


def test_late_booking_is_tried_too(ana: Guest, clock: FakeClock) -> None:
    clock.now = ana.booking(ana.buy("D1")).starts_at
    ana.hold("C4")
    code = ana.confirm("C4", contact="ana@example.com")
    email = ana.office.perform_now(next_email)
    assert email
    ana.office.perform_now(outbox.try_again, email.id, "busy")
    assert ana.booking(code).email_state == EmailState.WAITING


def sent(office: BoxOffice) -> int:
    """Send what is due, and return which email it was."""
    email = office.perform_now(next_email)
    assert email
    office.perform_now(outbox.finish, email.id, EmailState.SENT)
    return email.id


def again(guest: Guest, code: str) -> None:
    guest.office.acting_as(Visitor(guest.visitor)).perform_now(send_again, code)


def test_email_is_sent_again(ana: Guest, budi: Guest, code: str, clock: FakeClock, news: list[Event]) -> None:
    first = sent(ana.office)
    with pytest.raises(EmailJustSent) as refused:
        again(ana, code)
    assert refused.value.details == {"minutes": 10}
    clock.advance(timedelta(minutes=10))
    news.clear()
    again(ana, code)
    again(ana, code)  # on its way already: nothing more
    assert news == [BookingChanged(code)]
    assert sent(ana.office) == first
    assert ana.office.perform_now(next_email) is None
    with pytest.raises(UnknownBooking):
        again(budi, code)


def test_mailbox_is_not_filled(ana: Guest, code: str, clock: FakeClock) -> None:
    sent(ana.office)
    count = 0
    for _ in range(24 * 6):
        clock.advance(timedelta(minutes=10))
        with suppress(EmailJustSent):
            again(ana, code)
            count += 1
            sent(ana.office)
    assert count == 8  # after 10, 20, 40 ... minutes


def test_booking_without_email_sends_none(ana: Guest) -> None:
    with pytest.raises(MailUnavailable):
        again(ana, ana.buy("C4"))
