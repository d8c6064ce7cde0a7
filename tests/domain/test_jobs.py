"""Jobs run at once and repeatedly, keep records, and a failing one stops no other."""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.support.job_records import PATIENCE, watch
from tests.support.sample_house import FakeClock, Guest
from tiketa.bookings import ending
from tiketa.bookings.statuses import BookingStatus
from tiketa.kernel.actor import Visitor
from tiketa.kernel.events import Event, ProgrammeChanged, SeatsChanged
from tiketa.office import BoxOffice
from tiketa.operations import jobs
from tiketa.operations.jobs import JobRecord, Jobs
from tiketa.programme import movies, schedule
from tiketa.seating import holds
from tiketa.storage.transaction import Transaction


@pytest.fixture
async def running(house: BoxOffice, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Jobs]:
    """Return jobs that run often, once they are started; as the clock is advanced, so much time has elapsed."""
    monkeypatch.setattr(jobs, "PROGRAMME_EVERY", timedelta(milliseconds=50))
    monkeypatch.setattr(jobs, "SWEEP_EVERY", timedelta(milliseconds=50))
    prepared = Jobs(house, elapsed=lambda: time.monotonic() + house.clock().timestamp())
    yield prepared
    await prepared.stop()


async def test_one_bad_release_stops_nothing(
    running: Jobs, ana: Guest, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, other = await asyncio.to_thread(ana.buy, "C4"), await asyncio.to_thread(ana.buy, "C5")
    release = ending.release

    def stumble(tx: Transaction, code: str) -> bool:
        if code == broken:
            raise RuntimeError("this row is bad")
        return release(tx, code)

    monkeypatch.setattr(ending, "release", stumble)
    clock.advance(timedelta(hours=3))
    record = await watch(running, "unpaid").next()
    assert record.did == "released 1 of 2"
    assert f"booking {broken} cannot be released" in caplog.text
    assert (await asyncio.to_thread(ana.booking, other)).status is BookingStatus.RELEASED


async def test_first_run_makes_the_programme(
    running: Jobs, house: BoxOffice, clock: FakeClock, news: list[Event]
) -> None:
    records = watch(running, "programme")
    first, second = await records.next(), await records.next()
    assert first.did is not None
    assert first.did.startswith("archived 0, created ")
    assert second.did == "archived 0, created 0"
    assert first.succeeded_at == clock.now
    assert news == [ProgrammeChanged()] * house.settings.schedule_days
    assert all(now.coming for now in (await house.perform(movies.studios_now)).values())


async def test_programme_rolls_on_daily(running: Jobs, house: BoxOffice, clock: FakeClock) -> None:
    records = watch(running, "programme")
    await records.next()
    clock.advance(timedelta(days=1))
    while (record := await records.next()).did == "archived 0, created 0":
        pass
    assert record.did
    assert record.did.endswith("created 11")


async def test_sweep_announces_expired_holds(running: Jobs, ana: Guest, clock: FakeClock, news: list[Event]) -> None:
    await ana.office.acting_as(Visitor("ana")).perform(holds.hold, ana.showtime_id, ["C4"])
    records = watch(running, "sweep")
    await records.next()
    news.clear()
    clock.advance(timedelta(minutes=8))
    await records.next()
    await records.next()  # this one began after the clock was moved
    assert SeatsChanged(ana.showtime_id) in news


async def test_failing_job_is_recorded_and_rerun(
    running: Jobs, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, clock: FakeClock
) -> None:
    runs = iter([True, True])

    def sweep(tx: Transaction) -> int:
        if next(runs, False):
            raise ZeroDivisionError
        return 7

    monkeypatch.setattr(holds, "sweep", sweep)
    records = watch(running, "sweep")
    first, second, third = [await records.next() for _ in range(3)]
    assert (first.error, first.failed_at, first.succeeded_at) == ("ZeroDivisionError", clock.now, None)
    assert second.error == "ZeroDivisionError"
    assert (third.did, third.succeeded_at, third.failed_at) == ("removed 7", clock.now, clock.now)
    assert "job sweep failed" in caplog.text


class HeldSweep:
    """A sweep that begins and ends when the test says so; runs in a worker thread, as acts do."""

    def __init__(self) -> None:
        self.__name__ = "sweep"  # as an act of its kind has
        self.runs = 0
        self.begun, self.go_on = asyncio.Event(), threading.Event()
        self._loop = asyncio.get_running_loop()

    def __call__(self, _tx: Transaction) -> int:
        self.runs += 1
        self._loop.call_soon_threadsafe(self.begun.set)
        assert self.go_on.wait(PATIENCE)
        return 7


@pytest.fixture
async def rare(house: BoxOffice, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Jobs]:
    """Return jobs that run once when they are started and not again, however slow the machine is."""
    for name in ("PROGRAMME_EVERY", "SWEEP_EVERY", "UNPAID_EVERY"):
        monkeypatch.setattr(jobs, name, timedelta(days=1))
    monkeypatch.setattr(jobs, "CLOCK_WATCHED_EVERY", timedelta(days=1).total_seconds())
    monkeypatch.setattr(jobs, "STOP_WAITS_FOR", PATIENCE)
    prepared = Jobs(house)
    yield prepared
    await prepared.stop()


@pytest.fixture
async def held_sweep(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[HeldSweep]:
    held = HeldSweep()
    monkeypatch.setattr(holds, "sweep", held)
    yield held
    held.go_on.set()


async def some_turns() -> None:
    """Let the loop do what is due: no step of the scheduler's takes more than a few of its turns."""
    for _ in range(10):
        await asyncio.sleep(0)


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


async def test_stop_waits_for_what_runs(rare: Jobs, held_sweep: HeldSweep, caplog: pytest.LogCaptureFixture) -> None:
    rare.start()
    await asyncio.wait_for(held_sweep.begun.wait(), PATIENCE)
    stopping = asyncio.ensure_future(rare.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    held_sweep.go_on.set()
    await asyncio.wait_for(stopping, PATIENCE)
    assert rare.records["sweep"].did == "removed 7"
    assert complaints(caplog) == []


@pytest.mark.parametrize("turns", range(6))
async def test_stopping_as_jobs_begin_logs_nothing(rare: Jobs, turns: int, caplog: pytest.LogCaptureFixture) -> None:
    """The scheduler wakes in the first turn of the loop, and jobs begin in the second; later ones are in between."""
    rare.start()
    for _ in range(turns):
        await asyncio.sleep(0)
    await rare.stop()
    await some_turns()
    assert complaints(caplog) == []


async def test_stopped_jobs_begin_nothing_new(
    rare: Jobs, held_sweep: HeldSweep, caplog: pytest.LogCaptureFixture
) -> None:
    held_sweep.go_on.set()
    rare.start()
    await rare.stop()  # before the scheduler's first turn, when every job is due
    await some_turns()
    assert (held_sweep.runs, complaints(caplog)) == (0, [])
    assert not any(record.succeeded_at or record.failed_at for record in rare.records.values())


async def test_run_that_outlasts_stop_is_named(
    rare: Jobs, held_sweep: HeldSweep, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "STOP_WAITS_FOR", 0)
    rare.start()
    await asyncio.wait_for(held_sweep.begun.wait(), PATIENCE)
    await rare.stop()
    [line] = complaints(caplog)
    assert line.endswith("jobs did not end in 0 seconds")


async def test_late_end_counts_for_no_other(rare: Jobs, held_sweep: HeldSweep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "STOP_WAITS_FOR", 0)
    rare.start()
    await asyncio.wait_for(held_sweep.begun.wait(), PATIENCE)
    await rare.stop()
    monkeypatch.setattr(jobs, "STOP_WAITS_FOR", PATIENCE)
    rare.start()
    await asyncio.sleep(0)  # the new jobs begin as the old ones, which are cancelled now, end
    stopping = asyncio.ensure_future(rare.stop())
    await some_turns()
    assert not stopping.done()  # the new sweep waits for the old one's thread, or is held as it is
    held_sweep.go_on.set()
    await asyncio.wait_for(stopping, PATIENCE)
    assert rare.records["sweep"].did == "removed 7"


async def test_jobs_run_when_the_clock_is_set(house: BoxOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CLOCK_WATCHED_EVERY", 0.01)
    monkeypatch.setattr(jobs, "SWEEP_EVERY", timedelta(hours=2))
    back = [0.0]
    prepared = Jobs(house, elapsed=lambda: time.monotonic() + back[0])
    records = watch(prepared, "sweep")
    await records.next()
    back[0] = 7200.0  # as if the machine's clock were set back by two hours
    await records.next()
    await prepared.stop()


def stumble(_tx: Transaction, *, days: int, skip: int) -> None:
    raise ZeroDivisionError


async def test_failing_job_stops_no_other(running: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "roll", stumble)
    sweeps = watch(running, "sweep")
    for _ in range(3):
        assert (await sweeps.next()).did == "removed 0"
    assert sweeps["programme"].error == "ZeroDivisionError"


async def test_jobs_restart_any_number_of_times(running: Jobs) -> None:
    assert not running.is_running
    records = watch(running, "sweep")
    running.start()
    assert running.is_running
    await records.next()
    await running.stop()
    await running.stop()
    assert not running.is_running
    running.start()
    assert (await records.next()).did == "removed 0"


def test_job_is_well_for_some_periods() -> None:
    swift = JobRecord(timedelta(seconds=2), succeeded_after=100.0)
    slow = JobRecord(timedelta(minutes=1), succeeded_after=100.0)
    assert (swift.is_well(160.0), swift.is_well(161.0)) == (True, False)
    assert (slow.is_well(280.0), slow.is_well(281.0)) == (True, False)


def test_job_without_success_is_unwell() -> None:
    assert not JobRecord(timedelta(minutes=1)).is_well(0.0)
