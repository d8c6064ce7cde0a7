"""The email in hand when the process stops: finished, or put back where the server has not got its text."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from pages.edge.downloads import compose
from tests.support.mail_server import PATIENCE, Mailbox, mail_server
from tests.support.sample_house import ANA, FakeClock, Guest, add_showtime, open_studio, settings_for
from tiketa.mail import outbox
from tiketa.office import BoxOffice
from tiketa.operations import jobs
from tiketa.operations.jobs import Jobs
from tiketa.operations.mail_delivery import MailDelivery


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    yield box
    box.go_on.set()


@pytest.fixture
def house(sqlite_url: str, clock: FakeClock, mailbox: Mailbox) -> Iterator[BoxOffice]:
    """Return a house with three emails to send, that gives a stop no time."""
    with mail_server(mailbox) as server:
        mail = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none", "mail_from": "t@e.com"}
        office = BoxOffice(settings_for(sqlite_url, public_url="https://cinema.example", **mail), clock=clock)
        office.perform_now(open_studio, 1)
        ana = Guest(office, office.perform_now(add_showtime), ANA)
        for seat in ("C4", "C5", "C6"):
            ana.hold(seat)
            ana.confirm(seat, contact="ana@example.com")
        yield office
        office.close()


async def stopped_at(house: BoxOffice, mailbox: Mailbox, entered: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the jobs when the server has come to this command, and let it not answer."""
    monkeypatch.setattr(jobs, "POST_EVERY", timedelta(days=1))
    running = Jobs(house, MailDelivery(house, compose))
    mailbox.silent_at = entered
    running.start()
    await asyncio.to_thread(mailbox.entered.wait, PATIENCE)
    await running.stop()


@pytest.mark.parametrize(("command", "counts"), [("RCPT", {"waiting": 3}), ("DATA", {"uncertain": 1, "waiting": 2})])
async def test_cut_email_says_how_far(
    house: BoxOffice, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, command: str, counts: dict[str, int]
) -> None:
    monkeypatch.setattr(jobs, "STOP_WAITS_FOR", 0)
    await stopped_at(house, mailbox, command, monkeypatch)
    assert await house.perform(outbox.counts) == counts
    mailbox.go_on.set()
    mailbox.silent_at = ""
    assert f"sent {counts['waiting']}" in await MailDelivery(house, compose).deliver()  # at once


async def test_email_in_hand_is_finished(house: BoxOffice, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.get_running_loop().call_later(0.1, mailbox.go_on.set)
    await stopped_at(house, mailbox, "DATA", monkeypatch)
    assert await house.perform(outbox.counts) == {"sent": 1, "waiting": 2}
