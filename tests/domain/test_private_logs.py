"""Logs have nothing personal or secret, and a line for each security event."""

import logging
import stat
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.booking_access import MAIL, account_secret, sign_in
from tests.support.sample_house import ANA, USHER, Guest, OpenOffice, settings_for
from tiketa.identity import customers
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.identity import NotAllowed
from tiketa.kernel.errors.refusals import Refusal
from tiketa.kernel.private_logs import LEFT_OUT, PrivateFormatter, without_secrets
from tiketa.office import BoxOffice
from tiketa.payments import cashier
from tiketa.storage.transaction import Transaction

EMAIL, SECRET = "ana.lestari+cinema@mail.example.co.id", "dGhlIHNhbXBsZSBub25jZQ"


@pytest.fixture
def office(open_office: OpenOffice) -> BoxOffice:
    return open_office(**MAIL)


@pytest.mark.parametrize(
    "line",
    [
        f"550 no such user: <{EMAIL}>",
        f"GET /account/{SECRET} HTTP/1.1",
        f"GET /seat/T1-7-{SECRET} HTTP/1.1",
        f"https://cinema.example/ticket/ABCDE-FGHJK?key={SECRET}.x-y",
        f"DETAIL:  Failing row contains (1, {EMAIL}, {SECRET}, 0812345678).",
        f"postgresql://tiketa:{SECRET}@db/tiketa",
    ],
)
def test_private_things_are_left_out(line: str) -> None:
    logged = without_secrets(line)
    assert LEFT_OUT in logged
    assert EMAIL not in logged
    assert SECRET not in logged


@pytest.mark.parametrize("line", ["serving at http://localhost:5000", "email 7 is waiting: 450 try again", "a @ b, @c"])
def test_other_lines_stay(line: str) -> None:
    assert without_secrets(line) == line


def test_long_lines_take_no_time() -> None:
    began = time.process_time()
    without_secrets("x" * 1_000_000 + "@" * 1000)
    assert time.process_time() - began < 10  # a quadratic search would take hours


def test_failed_statements_hide_parameters(office: BoxOffice) -> None:
    def fail(tx: Transaction) -> None:
        tx.session.execute(text("INSERT INTO nothing VALUES (:email, :secret)"), {"email": EMAIL, "secret": SECRET})

    with pytest.raises(Exception, match="nothing") as failed:
        office.perform_now(fail)
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "failed", None, (failed.type, failed.value, failed.tb))
    logged = PrivateFormatter().format(record)
    assert "Traceback" in logged
    assert EMAIL not in logged
    assert SECRET not in logged


def test_logged_instants_are_utc() -> None:
    record = logging.LogRecord("x", logging.INFO, "x", 1, "said", None, None)
    record.created, record.msecs = 1_000_000_000.5, 500
    assert PrivateFormatter().format(record) == "2001-09-09T01:46:40.500Z INFO x: said"


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage().partition(", by ")[0] for record in caplog.records if record.name == "tiketa.security"]


def test_security_events_are_logged(ana: Guest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    sign_in(ana, account_secret(ana.office))
    with pytest.raises(Refusal):
        ana.performer.perform_now(customers.sign_in, "forged")
    with pytest.raises(NotAllowed):
        ana.office.acting_as(USHER).perform_now(cashier.refund, "AAAAA-AAAAA", 0)
    ana.hold("C4")
    ana.office.close()  # an act is logged when it was answered
    assert events(caplog) == [
        "customers.ask_for_link: ok",
        "customers.sign_in: ok",
        "customers.sign_in: link_expired",
        "cashier.refund: not_allowed",
    ]
    assert not [word for word in (ANA, ana.visitor, "10.0.0.9", "ana@") if word in caplog.text.lower()]


def test_security_events_fill_no_disk(ana: Guest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(400):
        with pytest.raises(Refusal):
            ana.office.acting_as(Visitor("x")).perform_now(customers.sign_in, "forged")
    assert len(events(caplog)) == 300


def test_database_is_its_owners_only(tmp_path: Path, sqlite_url: str) -> None:
    (tmp_path / "tiketa.db").chmod(0o644)
    office = BoxOffice(settings_for(sqlite_url))
    office.perform_now(lambda tx: tx.session.execute(text("UPDATE prices SET weekday = weekday")))
    modes = {
        file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("tiketa.db*") if file.suffix != ".made"
    }
    office.close()
    assert modes == dict.fromkeys(("tiketa.db", "tiketa.db-wal", "tiketa.db-shm"), 0o600)
