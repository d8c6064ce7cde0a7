"""Several box offices on one PostgreSQL, as several processes are: what one announces, all hear; one runs the jobs."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from tests.support.sample_house import ANA, FakeClock, add_showtime, open_studio, settings_for
from tiketa.kernel.actor import Visitor
from tiketa.kernel.events import Event, NewsLost, ProgrammeChanged, SeatsChanged
from tiketa.office import BoxOffice
from tiketa.operations.jobs import LEFT, Jobs
from tiketa.pricing import price_store
from tiketa.pricing.price_table import PriceTable
from tiketa.seating import holds
from tiketa.storage import notify
from tiketa.storage.connections import BoundedConnection
from tiketa.storage.notify import Announcer

PATIENCE = 30  # seconds
NewOffice = Callable[[], BoxOffice]
END_LISTENERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()
    AND datname = current_database() AND (query LIKE '%advisory_lock%' OR query = 'SELECT true')"""


class Heard:
    """What a box office's bus publishes, one after another."""

    def __init__(self, office: BoxOffice) -> None:
        self._heard: asyncio.Queue[Event] = asyncio.Queue()
        office.bus.subscribe(self._heard.put_nowait)

    async def next(self) -> Event:
        return await asyncio.wait_for(self._heard.get(), PATIENCE)


@pytest.fixture
async def new_office(
    postgresql_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[NewOffice]:
    """Open box offices on one database; all are closed at the end."""
    monkeypatch.setattr(notify, "ROUND", 0.05)
    opened: list[BoxOffice] = []

    def open_one() -> BoxOffice:
        opened.append(BoxOffice(settings_for(postgresql_url), clock=clock))
        return opened[-1]

    yield open_one
    for office in opened:
        await asyncio.to_thread(office.close)


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not so():  # noqa: ASYNC110  what happens on the other threads sets no event of this loop
            await asyncio.sleep(0.01)


async def a_showtime(office: BoxOffice) -> int:
    await office.perform(open_studio, 1)
    return await office.perform(add_showtime)


async def hold(office: BoxOffice, showtime: int, seat: str) -> None:
    await office.acting_as(Visitor(ANA)).perform(holds.hold, showtime, [seat])


async def test_others_hear_what_was_announced(new_office: NewOffice) -> None:
    one, other = new_office(), new_office()
    showtime = await a_showtime(one)
    heard = Heard(other)
    other.listen()
    assert await heard.next() == NewsLost()
    await hold(one, showtime, "C4")
    assert await heard.next() == SeatsChanged(showtime)


async def test_own_news_is_heard_once(new_office: NewOffice) -> None:
    one, other = new_office(), new_office()
    showtime = await a_showtime(one)
    heard = Heard(one)
    one.listen()
    assert await heard.next() == NewsLost()
    await hold(one, showtime, "C4")
    other.processes.tell([ProgrammeChanged()])  # later than what this process told itself, if it heard that
    assert [await heard.next(), await heard.next()] == [SeatsChanged(showtime), ProgrammeChanged()]


async def test_lost_connection_rereads_everything(new_office: NewOffice, postgresql_url: str) -> None:
    one, other = new_office(), new_office()
    showtime = await a_showtime(one)
    heard = Heard(other)
    other.listen()
    assert await heard.next() == NewsLost()
    await asyncio.to_thread(run_sql, postgresql_url, END_LISTENERS)
    assert await heard.next() == NewsLost()
    await hold(one, showtime, "C4")
    assert await heard.next() == SeatsChanged(showtime)


def run_sql(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())


async def test_closing_tells_what_waits(new_office: NewOffice) -> None:
    one, other = new_office(), new_office()
    heard = Heard(other)
    other.listen()
    assert await heard.next() == NewsLost()
    one.processes.tell([SeatsChanged(7)])
    await asyncio.to_thread(one.close)
    assert await heard.next() == SeatsChanged(7)


async def test_age_of_the_last_word_is_known(new_office: NewOffice) -> None:
    office = new_office()
    assert office.processes.seconds_since_heard is None
    office.listen()
    assert office.processes.seconds_since_heard is not None
    assert 0 <= office.processes.seconds_since_heard < PATIENCE


async def test_another_leads_when_one_ends(new_office: NewOffice, postgresql_url: str) -> None:
    one, other = new_office(), new_office()
    one.listen()
    other.listen()
    assert (one.processes.leads, other.processes.leads) == (True, False)
    await asyncio.to_thread(one.close)
    await until(lambda: other.processes.leads)


async def test_hanging_process_leads_no_more(new_office: NewOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = new_office(), new_office()
    one.listen()
    other.listen()
    assert (one.processes.leads, other.processes.leads) == (True, False)
    monkeypatch.setattr(notify, "HANGS_AFTER", 0.2)
    await until(lambda: other.processes.leads)  # while no job of the first asks whether it leads


async def test_unconnected_process_runs_its_jobs(new_office: NewOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = new_office(), new_office()
    one.listen()
    monkeypatch.setattr(BoundedConnection, "connect", no_connection)
    other.listen()
    assert other.processes.leads


def no_connection(*_args: object, **_more: object) -> None:
    raise psycopg.OperationalError("too many connections")


async def test_jobs_run_where_one_leads(new_office: NewOffice) -> None:
    offices = [new_office(), new_office()]
    await asyncio.to_thread(offices[0].perform_now, open_studio, 1)
    for office in offices:
        office.listen()
    all_jobs = [Jobs(office) for office in offices]
    for jobs in all_jobs:
        jobs.start()
    await until(lambda: all(record.did for jobs in all_jobs for record in jobs.records.values()))
    for jobs in all_jobs:
        await jobs.stop()
    first, second = ({record.did for record in jobs.records.values()} for jobs in all_jobs)
    assert LEFT not in first
    assert second == {LEFT, "committed"}  # each proves for itself that it can write


async def test_new_prices_hold_everywhere_at_once(new_office: NewOffice, clock: FakeClock) -> None:
    one, other = new_office(), new_office()
    before = await other.perform(price_store.table)
    dearer = PriceTable(tuple(replace(rule, price=99_000) for rule in before.rules))
    await one.perform(price_store.save, dearer)
    after = await other.perform(price_store.table)
    assert {rule.price for rule in after.rules} == {99_000}


class Stubborn:
    """An engine's stand-in that fails a few times, or keeps who connects waiting."""

    def __init__(self, url: str, failures: int) -> None:
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT")
        self._failures = failures
        self.go_on = threading.Event()

    def connect(self) -> object:
        if self._failures:
            self._failures -= 1
            raise OperationalError("", {}, psycopg.OperationalError("no server"))
        self.go_on.wait(PATIENCE)
        return self._engine.connect()

    def dispose(self) -> None:
        self._engine.dispose()


async def test_news_waits_for_the_server(new_office: NewOffice, postgresql_url: str) -> None:
    office = new_office()
    heard = Heard(office)
    office.listen()
    assert await heard.next() == NewsLost()
    engine = Stubborn(postgresql_url, failures=2)
    announcer = Announcer(engine, "another")  # type: ignore[arg-type]
    announcer.send([SeatsChanged(7)])
    announcer.send([SeatsChanged(8)])  # and that nothing waits for the sending
    engine.go_on.set()
    assert {await heard.next(), await heard.next()} == {SeatsChanged(7), SeatsChanged(8)}
    await asyncio.to_thread(announcer.close)
    engine.dispose()
