"""The schedule where summer time begins and ends: every such day of 2026 and 2027 in five zones."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from tests.support.sample_house import FakeClock, OpenOffice, findings, open_studio, run_sql
from tiketa.programme import schedule
from tiketa.storage.models.showtimes import Showtime

ZONES = ["Asia/Jakarta", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]
DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(730)]
DAYS_ROUND_A_TRANSITION = 6
HOURS = (time(0), time(1, 30), time(2), time(2, 15))  # where clocks are put forward or back, or near it

Showing = tuple[int, datetime, datetime]


def noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(12), zone)


def transitions(name: str) -> list[date]:
    """Return the days on which the zone's clocks are changed; one ordinary day for a zone without any."""
    zone = ZoneInfo(name)
    changed = [day for day in DAYS if noon(day, zone).utcoffset() != noon(day - timedelta(days=1), zone).utcoffset()]
    return changed or [date(2026, 3, 29)]


CASES = [pytest.param(name, day, id=f"{name}-{day}") for name in ZONES for day in transitions(name)]


def test_zones_change_four_times() -> None:
    assert [len(transitions(name)) for name in ZONES] == [1, 4, 4, 4, 1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("name", "transition"), CASES)
def test_programme_survives_clock_changes(
    open_office: OpenOffice, clock: FakeClock, name: str, transition: date
) -> None:
    zone = ZoneInfo(name)
    begin = transition - timedelta(days=4)
    clock.now = noon(begin - timedelta(days=1), zone).astimezone(UTC)
    office = open_office(venue_timezone=name)
    office.perform_now(open_studio, 1, runtime_minutes=225)  # with cleaning, just what the pattern leaves
    office.perform_now(open_studio, 2, runtime_minutes=165)
    office.perform_now(run_sql, "UPDATE studios SET first_show = '00:00:00.000000' WHERE number = 1")
    for _ in range(4 * DAYS_ROUND_A_TRANSITION):
        assert office.perform_now(schedule.roll).clashes == ()
        assert office.perform_now(schedule.roll) == schedule.Plan((), (), ())
        clock.advance(timedelta(hours=6))
    columns = (Showtime.studio_number, Showtime.starts_at, Showtime.ends_at)
    showings = office.perform_now(lambda tx: list(tx.session.exec(select(*columns).order_by("starts_at"))))
    for number, first, slots in ((1, time(0), 5), (2, time(7), 6)):
        here = [(n, starts_at, ends_at) for n, starts_at, ends_at in showings if n == number]
        assert_every_day_has_its_showtimes(here, first, slots, begin, zone)
        assert_no_overlap(here)
    assert findings(office) == ()


def assert_every_day_has_its_showtimes(
    showings: list[Showing], first: time, slots: int, begin: date, zone: ZoneInfo
) -> None:
    starts = [starts_at.astimezone(zone) for _, starts_at, _ in showings]
    for number in range(DAYS_ROUND_A_TRANSITION + 2):
        today = [here for here in starts if here.date() == begin + timedelta(days=number)]
        assert len(today) == slots
        assert today[0].time() == first


def assert_no_overlap(showings: list[Showing]) -> None:
    for (_, _, ends_at), (_, starts_at, _) in pairwise(showings):
        assert starts_at >= ends_at + timedelta(minutes=15)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("name", "transition"), CASES)
def test_skipped_or_doubled_hour_begins_once(
    open_office: OpenOffice, clock: FakeClock, name: str, transition: date
) -> None:
    zone = ZoneInfo(name)
    clock.now = noon(transition - timedelta(days=1), zone).astimezone(UTC)
    office = open_office(venue_timezone=name)
    for studio, hour in enumerate(HOURS, start=1):
        office.perform_now(open_studio, studio, slots=1)
        change = f"UPDATE studios SET first_show = '{hour:%H:%M:%S}.000000' WHERE number = {studio}"  # noqa: S608
        office.perform_now(run_sql, change)
    for _ in range(8):
        office.perform_now(schedule.roll, days=2)
        clock.advance(timedelta(hours=6))
    starts = office.perform_now(lambda tx: list(tx.session.exec(select(Showtime.starts_at))))
    days = sorted(starts_at.astimezone(zone).date() for starts_at in starts)
    assert days == sorted(len(HOURS) * [transition + timedelta(days=number) for number in range(3)])
