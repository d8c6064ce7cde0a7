"""Mail delivery: a real server receives, refuses, is slow, or is missing; booking always goes on."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import psutil
import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from pages.edge.downloads import compose
from tests.support.booking_access import sign_in
from tests.support.mail_server import PATIENCE, Mailbox, mail_server
from tests.support.sample_house import ANA, FakeClock, Guest, add_showtime, open_studio, settings_for
from tiketa.bookings import access
from tiketa.identity import customers
from tiketa.kernel.actor import Visitor
from tiketa.mail import outbox
from tiketa.office import BoxOffice
from tiketa.operations.mail_delivery import EmailToSend, MailDelivery
from tiketa.settings import Settings
from tiketa.storage.models.outbox import EmailState
from tools.running_cinema import free_port


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[Controller]:
    with mail_server(mailbox) as running:
        yield running


OpenHouse = Callable[..., Guest]


@pytest.fixture
def ana_at(sqlite_url: str, clock: FakeClock) -> Iterator[OpenHouse]:
    """Open a box office that sends its mail to this port, with Ana as its guest."""
    opened: list[BoxOffice] = []

    def open_house(port: int, **changes: object) -> Guest:
        mail = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "mail_from": "t@example.com"}
        settings = settings_for(sqlite_url, public_url="https://cinema.example", **(mail | changes))
        opened.append(BoxOffice(settings, clock=clock))
        opened[-1].perform_now(open_studio, 1)
        return Guest(opened[-1], opened[-1].perform_now(add_showtime), "ana")

    yield open_house
    for office in opened:
        office.close()


def book(guest: Guest, *seats: str, contact: str = "ana@example.com") -> str:
    guest.hold(*seats)
    return guest.confirm(*seats, contact=contact)


def post(guest: Guest, compose_with: Callable[[EmailToSend, Settings], EmailMessage] = compose) -> MailDelivery:
    return MailDelivery(guest.office, compose_with)


def email_states(guest: Guest) -> dict[str, int]:
    return guest.office.perform_now(outbox.counts)


async def test_booking_email_has_a_working_link(server: Controller, mailbox: Mailbox, ana_at: OpenHouse) -> None:
    ana = ana_at(server.port)
    code = book(ana, "C4", "C5")
    assert await post(ana).deliver() == "sent 1"
    [(recipients, content)] = mailbox.received
    message = message_from_bytes(content, policy=default)
    assert recipients == ["ana@example.com"]
    assert (message["To"], message["From"]) == ("ana@example.com", "The Time Gallery <t@example.com>")
    assert {part.get_content_type() for part in message.walk()} >= {
        "text/plain", "text/html", "image/png", "application/pdf", "text/calendar",
    }  # fmt: skip
    text = message.get_body(("plain",))
    assert text
    link = next(word for word in text.get_content().split() if word.startswith("https://cinema.example/ticket/"))
    key = link.partition("?key=")[2]
    assert await ana.office.acting_as(Visitor("budi")).perform(access.open_with_link, "", key) == code
    assert await post(ana).deliver() == "sent 1"
    assert len(mailbox.received) == 1


async def test_mailed_account_link_signs_in(server: Controller, mailbox: Mailbox, ana_at: OpenHouse) -> None:
    ana = ana_at(server.port)
    asking = ana.office.acting_as(Visitor(ANA, "10.0.0.1"))
    await asking.perform(customers.ask_for_link, "ana@example.com", language="en")
    await post(ana).deliver()
    [(_, content)] = mailbox.received
    message = message_from_bytes(content, policy=default)
    assert message["Content-Language"] == "en"
    text = message.get_body(("plain",))
    assert text
    link = next(word for word in text.get_content().split() if "/account/" in word)
    assert sign_in(ana, link.rpartition("/")[2]).email == "ana@example.com"


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"rcpt_answer": "550 no such user"}, EmailState.FAILED),
        ({"rcpt_answer": "450 greylisted"}, EmailState.WAITING),
        ({"data_answer": "554 spam"}, EmailState.FAILED),
        ({"data_answer": "451 later"}, EmailState.WAITING),
    ],
)
async def test_permanent_refusal_is_given_up(
    server: Controller, mailbox: Mailbox, ana_at: OpenHouse, answers: dict[str, str], outcome: EmailState
) -> None:
    ana = ana_at(server.port)
    code = book(ana, "C4")
    for name, answer in answers.items():
        setattr(mailbox, name, answer)
    await post(ana).deliver()
    assert email_states(ana) == {outcome: 1}
    assert ana.booking(code).email_state == outcome
    [note] = ana.office.perform_now(outbox.unsent)
    assert note.error
    assert answers.popitem()[1][:3] in note.error


async def test_missing_server_blocks_no_booking(
    ana_at: OpenHouse, server: Controller, mailbox: Mailbox, clock: FakeClock
) -> None:
    ana = ana_at(free_port())
    codes = [book(ana, "C4"), book(ana, "C5")]
    assert await post(ana).deliver() == "waiting 2"
    assert [ana.booking(code).email_state for code in codes] == [EmailState.WAITING] * 2


async def test_email_waits_for_the_server(
    ana_at: OpenHouse, server: Controller, mailbox: Mailbox, clock: FakeClock
) -> None:
    ana = ana_at(server.port)
    book(ana, "C4")
    mailbox.rcpt_answer = "450 later"
    await post(ana).deliver()
    mailbox.rcpt_answer = "250 OK"
    assert await post(ana).deliver() == "waiting 1"
    clock.advance(outbox.FIRST_PAUSE)
    assert await post(ana).deliver() == "sent 1"
    assert len(mailbox.received) == 1


async def test_slow_mail_server_blocks_nothing(server: Controller, mailbox: Mailbox, ana_at: OpenHouse) -> None:
    ana = ana_at(server.port, smtp_answer_seconds=1)
    mailbox.release = threading.Event()
    book(ana, "C4")
    delivery = asyncio.create_task(post(ana).deliver())  # noqa: TID251  the test awaits it
    await asyncio.to_thread(mailbox.entered.wait, PATIENCE)
    assert not delivery.done()
    codes = [await asyncio.to_thread(book, ana, f"D{number}") for number in range(1, 4)]
    assert not delivery.done()
    assert [ana.booking(code).seats for code in codes] == [("D1",), ("D2",), ("D3",)]
    assert await delivery == "uncertain 1, waiting 3"
    mailbox.release.set()


async def test_composing_blocks_no_event_loop(server: Controller, ana_at: OpenHouse) -> None:
    ana = ana_at(server.port)
    book(ana, "C4")
    begun, go_on = threading.Event(), threading.Event()

    def slowly(email: EmailToSend, settings: Settings) -> EmailMessage:
        begun.set()
        assert go_on.wait(PATIENCE)
        return compose(email, settings)

    delivery = asyncio.create_task(post(ana, slowly).deliver())  # noqa: TID251
    await asyncio.to_thread(begun.wait, PATIENCE)
    for _ in range(100):
        await asyncio.sleep(0)  # the loop turns while the email is being written
    assert not delivery.done()
    go_on.set()
    assert await delivery == "sent 1"


async def test_unwritable_email_stops_no_other(server: Controller, mailbox: Mailbox, ana_at: OpenHouse) -> None:
    ana = ana_at(server.port)
    book(ana, "C4")
    book(ana, "C5")

    def broken_once(email: EmailToSend, settings: Settings) -> EmailMessage:
        if email.id == 1:
            raise ValueError("no ink")
        return compose(email, settings)

    assert await post(ana, broken_once).deliver() == "failed 1, sent 1"
    [note] = ana.office.perform_now(outbox.unsent)
    assert note.error == "ValueError: no ink"


@pytest.mark.parametrize(("password", "outcome"), [("right", "sent 1"), ("wrong", "waiting 1")])
async def test_mail_signs_in_over_tls(ana_at: OpenHouse, guarded: Controller, password: str, outcome: str) -> None:
    ana = ana_at(guarded.port, smtp_security="starttls", smtp_user="tiketa", smtp_password=password, smtp_seconds=2)
    book(ana, "C4")
    assert await post(ana).deliver() == outcome


async def test_silent_farewell_keeps_no_connection(ana_at: OpenHouse, guarded: Controller, mailbox: Mailbox) -> None:
    ana = ana_at(guarded.port, smtp_security="starttls", smtp_user="tiketa", smtp_password="right")  # noqa: S106
    book(ana, "C4")
    mailbox.farewell = threading.Event()
    assert await post(ana).deliver() == "sent 1"
    left = [each for each in psutil.Process().net_connections("tcp") if each.raddr and each.raddr.port == guarded.port]
    mailbox.farewell.set()
    assert not left


async def test_untrusted_server_gets_no_email(
    ana_at: OpenHouse, guarded: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    ana = ana_at(guarded.port, smtp_security="starttls", smtp_user="tiketa", smtp_password="right")  # noqa: S106
    book(ana, "C4")
    assert await post(ana).deliver() == "waiting 1"


@pytest.fixture
def guarded(mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Controller]:
    """A server with a certificate, and a password."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with mail_server(
        mailbox, tls_context=context, require_starttls=True, auth_required=True, authenticator=_knows_tiketa
    ) as running:
        yield running


def _knows_tiketa(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword
) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"tiketa", b"right"))
