"""A PostgreSQL that goes away: acts wait for it a moment, nothing is done twice, and a start says what is wrong."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import select

from tests.support.sample_house import FakeClock, open_studio, settings_for
from tiketa.kernel.errors.for_operator import OutcomeUnknown
from tiketa.kernel.errors.refusals import Unavailable
from tiketa.office import BoxOffice
from tiketa.storage import outage
from tiketa.storage.models.halls import Studio
from tiketa.storage.statements import driver
from tiketa.storage.transaction import Transaction, reading

OWN_PID = text("SELECT pg_backend_pid()")


@pytest.fixture
def office(postgresql_url: str, clock: FakeClock) -> Iterator[BoxOffice]:
    opened = BoxOffice(settings_for(postgresql_url), clock=clock)
    yield opened
    opened.close()


def end_connection(tx: Transaction, url: str) -> None:
    """End the act's own connection, as a server does that stops."""
    own = driver(tx.connection).info.backend_pid
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [own])


def studios(office: BoxOffice) -> int:
    return office.perform_now(lambda tx: len(tx.session.exec(select(Studio.number)).all()))


def test_interrupted_act_runs_once_more(office: BoxOffice, postgresql_url: str) -> None:
    tries: list[int] = []

    def stumble(tx: Transaction) -> None:
        open_studio(tx, len(tries) + 1)
        tries.append(1)
        if len(tries) == 1:
            end_connection(tx, postgresql_url)
            tx.session.scalar(OWN_PID)

    office.perform_now(stumble)
    assert (len(tries), studios(office)) == (2, 1)


def test_interrupted_reading_runs_once_more(office: BoxOffice, postgresql_url: str) -> None:
    tries: list[int] = []

    @reading
    def stumble(tx: Transaction) -> object:
        tries.append(1)
        if len(tries) == 1:
            end_connection(tx, postgresql_url)
        return tx.session.scalar(OWN_PID)

    assert office.perform_now(stumble)
    assert len(tries) == 2


def test_interrupted_commit_is_not_repeated(office: BoxOffice, postgresql_url: str) -> None:
    tries: list[int] = []

    def stumble(tx: Transaction) -> None:
        tries.append(1)
        tx.connection.execute(OWN_PID)
        end_connection(tx, postgresql_url)

    with pytest.raises(OutcomeUnknown):
        office.perform_now(stumble)
    assert len(tries) == 1


def test_hopeless_act_is_given_up(office: BoxOffice, postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "AWAITED", 0.3)
    tries: list[int] = []

    def stumble(tx: Transaction) -> None:
        studios(office)  # the server is there for others
        tries.append(1)
        if len(tries) < 30:
            end_connection(tx, postgresql_url)
        tx.session.scalar(OWN_PID)

    with pytest.raises(Unavailable):
        office.perform_now(stumble)
