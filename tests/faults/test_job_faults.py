"""What jobs make of a database that fails, and of a clock that leaps."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.job_records import watch
from tests.support.sample_house import FakeClock, Guest, run_sql
from tiketa.office import BoxOffice
from tiketa.operations import jobs
from tiketa.operations.clock_jumps import WITHHELD_FOR
from tiketa.operations.jobs import WITHHELD, JobRecord, Jobs


def test_newer_failure_is_not_well() -> None:
    record = JobRecord(timedelta(seconds=2), succeeded_after=100.0, failed_after=99.0)
    assert record.is_well(101.0)
    assert not replace(record, failed_after=101.0).is_well(101.0)


async def test_missing_table_stops_the_pulse(house: BoxOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PULSE_EVERY", timedelta(milliseconds=50))
    running = Jobs(house)
    pulses = watch(running, "pulse")
    assert (await pulses.next()).did == "committed"
    await house.perform(run_sql, "ALTER TABLE tickets RENAME TO gone")
    while (record := await pulses.next()).is_well(running.elapsed()):
        pass
    assert record.failed_at
    await running.stop()


async def test_leaping_clock_releases_nothing(
    house: BoxOffice, ana: Guest, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "UNPAID_EVERY", timedelta(milliseconds=50))
    monkeypatch.setattr(jobs, "CLOCK_WATCHED_EVERY", timedelta(days=1).total_seconds())
    await asyncio.to_thread(ana.buy, "C4")
    elapsed = [0.0]
    prepared = Jobs(house, elapsed=lambda: elapsed[0])
    runs = watch(prepared, "unpaid")
    await runs.next()
    clock.advance(timedelta(days=3))
    assert (await runs.next()).did == WITHHELD
    clock.advance(-timedelta(days=3))
    assert (await runs.next()).did == "released 0 of 0"
    clock.advance(timedelta(days=3))
    assert (await runs.next()).did == WITHHELD
    elapsed[0] += WITHHELD_FOR
    while (record := await runs.next()).did == WITHHELD:
        pass
    assert record.did == "released 1 of 1"
    await prepared.stop()
