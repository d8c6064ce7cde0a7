"""The schedule: section 6 of the design, on both databases."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import select

from tests.support.sample_house import START, FakeClock, Guest, OpenOffice, add_showtime, findings, open_studio, run_sql
from tiketa.halls.seat_map import SeatState
from tiketa.kernel.events import Event, ProgrammeChanged
from tiketa.office import BoxOffice
from tiketa.operations import planning
from tiketa.programme import schedule
from tiketa.programme.schedule import Plan
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.transaction import Transaction

JAKARTA = timedelta(hours=7)
EARLY = datetime.combine(START.date(), time(), START.tzinfo) - JAKARTA  # midnight in Jakarta, when 2 March begins
EVEN_DAY = [time(hour) for hour in (7, 10, 13, 16, 19, 22)]
ODD_DAY = [time(hour) for hour in (7, 11, 15, 19, 23)]

Programme = dict[date, list[time]]


def live(tx: Transaction) -> list[Showtime]:
    """Return the showtimes that are not archived, apart from the database."""
    found = tx.session.exec(select(Showtime).where(Showtime.is_archived == False).order_by("starts_at"))  # noqa: E712
    return [Showtime(**showtime.model_dump()) for showtime in found]


def programme(office: BoxOffice, studio: int) -> Programme:
    """Return a studio's live showtimes on Jakarta's clock, by date."""
    days: defaultdict[date, list[time]] = defaultdict(list)
    for showtime in office.perform_now(live):
        here = (showtime.starts_at + JAKARTA).replace(tzinfo=None)
        if showtime.studio_number == studio:
            days[here.date()].append(here.time())
    return dict(days)


def day(number: int) -> date:
    """Return a day by its number, 0 being the first of the tests."""
    return date(2026, 3, 2) + timedelta(days=number)


@pytest.fixture
def empty(house: BoxOffice, clock: FakeClock) -> BoxOffice:
    """Return an office with studios 1 and 2 and no showtimes, when the day has just begun."""
    clock.now = EARLY
    return house


def test_studios_follow_their_pattern(empty: BoxOffice) -> None:
    empty.perform_now(schedule.roll)
    assert programme(empty, 1) == {day(number): ODD_DAY for number in range(3)}
    assert programme(empty, 2) == {day(number): EVEN_DAY for number in range(3)}
    assert findings(empty) == ()


def test_opening_day_begins_at_six(empty: BoxOffice) -> None:
    empty.perform_now(schedule.roll, opening=True)
    assert programme(empty, 1) == {day(0): [time(hour) for hour in (6, 10, 14, 18, 22)]}
    assert programme(empty, 2) == {day(0): [time(hour) for hour in (6, 9, 12, 15, 18, 21)]}


def test_days_after_opening_are_added(empty: BoxOffice) -> None:
    empty.perform_now(schedule.roll, opening=True)
    plan = empty.perform_now(schedule.roll)
    assert len(plan.create) == 2 * (5 + 6)
    assert programme(empty, 1)[day(0)][0] == time(6)
    assert programme(empty, 1)[day(1)] == ODD_DAY


def test_hours_slots_and_interval_are_data(empty: BoxOffice) -> None:
    hours = "first_show = '09:30:00.000000', interval_minutes = 200, slots = 2"
    change = f"UPDATE studios SET {hours} WHERE number = 1"  # noqa: S608
    empty.perform_now(run_sql, change)
    empty.perform_now(schedule.roll, days=1)
    assert programme(empty, 1) == {day(0): [time(9, 30), time(12, 50)]}


def test_rolling_twice_changes_nothing(empty: BoxOffice, news: list[Event]) -> None:
    empty.perform_now(schedule.roll)
    assert news == [ProgrammeChanged()]
    assert empty.perform_now(schedule.roll) == Plan((), (), ())
    assert news == [ProgrammeChanged()]


def test_months_of_rolling_stay_complete(empty: BoxOffice, clock: FakeClock) -> None:
    created = archived = 0
    for _ in range(70):
        plan = empty.perform_now(schedule.roll)
        created, archived = created + len(plan.create), archived + len(plan.archive)
        assert plan.clashes == ()
        clock.advance(timedelta(days=1))
    empty.perform_now(schedule.roll)
    assert created == 11 * 72
    assert archived == 11 * 69 - 1  # the last one of a day ends after midnight, and is archived a day later
    assert programme(empty, 1) == {day(69): [time(23)]} | {day(70 + n): ODD_DAY for n in range(3)}
    assert findings(empty) == ()


def test_programme_resumes_after_a_week(empty: BoxOffice, clock: FakeClock) -> None:
    empty.perform_now(schedule.roll)
    clock.advance(timedelta(days=7, hours=12))
    plan = empty.perform_now(schedule.roll)
    assert len(plan.archive) == 33
    assert programme(empty, 1) == {day(7): [time(15), time(19), time(23)], day(8): ODD_DAY, day(9): ODD_DAY}


def test_past_slots_are_not_created(empty: BoxOffice, clock: FakeClock) -> None:
    clock.advance(timedelta(hours=15))
    empty.perform_now(schedule.roll)
    assert programme(empty, 1)[day(0)] == [time(19), time(23)]
    assert programme(empty, 2)[day(0)] == [time(16), time(19), time(22)]


def test_day_with_a_showtime_stays(empty: BoxOffice) -> None:
    empty.perform_now(add_showtime, 1, starts_at=EARLY + timedelta(hours=12))
    empty.perform_now(schedule.roll)
    assert programme(empty, 1)[day(0)] == [time(12)]
    assert programme(empty, 1)[day(1)] == ODD_DAY


def test_days_to_plan_are_a_setting(open_office: OpenOffice, clock: FakeClock) -> None:
    clock.now = EARLY
    office = open_office(schedule_days=5)
    office.perform_now(open_studio, 1)
    office.perform_now(schedule.roll, days=2)
    assert len(programme(office, 1)) == 2
    office.perform_now(schedule.roll)
    assert len(programme(office, 1)) == 5


def test_only_past_days_are_archived(empty: BoxOffice, clock: FakeClock) -> None:
    last, late = (empty.perform_now(add_showtime, n, starts_at=EARLY + timedelta(hours=23)) for n in (1, 2))
    first = empty.perform_now(add_showtime, 1, starts_at=EARLY + timedelta(hours=7))
    clock.now = EARLY + timedelta(hours=23, minutes=59)
    assert empty.perform_now(schedule.roll).archive == ()  # the first is over, but began today
    clock.advance(timedelta(minutes=1))
    assert empty.perform_now(schedule.roll).archive == (first,)  # the others still run
    clock.now = EARLY + timedelta(hours=24, minutes=58)
    assert set(empty.perform_now(schedule.roll).archive) == {last, late}


def test_booked_showtime_is_only_archived(empty: BoxOffice, clock: FakeClock) -> None:
    booked = empty.perform_now(add_showtime, 1, starts_at=EARLY + timedelta(hours=12))
    ana = Guest(empty, booked, "ana")
    ana.buy("A1")
    before = [showtime for showtime in empty.perform_now(live) if showtime.id == booked]
    empty.perform_now(run_sql, "UPDATE studios SET first_show = '08:00:00.000000', slots = 1")
    empty.perform_now(schedule.roll)
    assert [showtime for showtime in empty.perform_now(live) if showtime.id == booked] == before
    clock.advance(timedelta(days=2))
    assert booked in empty.perform_now(schedule.roll).archive
    assert ana.sees("A1") is SeatState.SOLD


def test_overlapping_showtimes_are_both_named(empty: BoxOffice) -> None:
    empty.perform_now(open_guest_showtime, EARLY + timedelta(hours=9, minutes=30))
    plan = empty.perform_now(schedule.roll, days=1)
    [clash] = plan.clashes
    assert clash.wanted.starts_at == EARLY + timedelta(hours=11)
    assert clash.taken.starts_at == EARLY + timedelta(hours=9, minutes=30)
    assert str(plan) == "archived 0, created 4, refused 1 (studio 1: 02 Mar 04:00Z against 02 Mar 02:30Z)"
    assert programme(empty, 1)[day(0)] == [time(7), time(9, 30), time(15), time(19), time(23)]
    assert findings(empty) == ()


def open_guest_showtime(tx: Transaction, starts_at: datetime) -> None:
    """Have a guest film run in studio 1."""
    tx.session.add(
        Showtime(movie_id=2, studio_number=1, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=118))
    )


@pytest.mark.parametrize(("cleaning", "shows"), [(0, 5), (119, 5), (123, 3)])
def test_overlap_check_counts_cleaning_time(
    open_office: OpenOffice, clock: FakeClock, cleaning: int, shows: int
) -> None:
    clock.now = EARLY
    office = open_office(cleaning_minutes=cleaning)
    office.perform_now(open_studio, 1)  # 118 minutes, every four hours
    plan = office.perform_now(schedule.roll, days=1)
    assert (len(plan.create), len(plan.clashes)) == (shows, 5 - shows)
    assert findings(office) == ()


def test_unknown_runtime_means_two_hours(office: BoxOffice, clock: FakeClock) -> None:
    clock.now = EARLY
    office.perform_now(open_studio, 1, runtime_minutes=None)
    office.perform_now(schedule.roll)
    assert {showtime.ends_at - showtime.starts_at for showtime in office.perform_now(live)} == {timedelta(hours=2)}


def test_long_film_gets_every_second_slot(office: BoxOffice, clock: FakeClock) -> None:
    clock.now = EARLY
    office.perform_now(open_studio, 2, runtime_minutes=200)
    plan = office.perform_now(schedule.roll)
    assert programme(office, 2) == {day(n): [time(7), time(13), time(19)] for n in range(3)}
    assert len(plan.clashes) == 9
    assert office.perform_now(schedule.roll) == Plan((), (), ())


def test_plan_equals_what_roll_does(empty: BoxOffice, clock: FakeClock) -> None:
    for _ in range(3):
        planned = empty.perform_now(schedule.planned)
        assert empty.perform_now(schedule.planned) == planned
        assert empty.perform_now(schedule.roll) == planned
        clock.advance(timedelta(days=2, hours=5))


def test_guest_film_gets_no_showtimes(empty: BoxOffice) -> None:
    empty.perform_now(run_sql, "UPDATE movies SET studio_number = NULL WHERE studio_number = 1")
    empty.perform_now(schedule.roll)
    assert programme(empty, 1) == {}


async def test_each_day_is_an_act(empty: BoxOffice) -> None:
    done: list[Event] = []
    empty.bus.subscribe(done.append)
    plan = await planning.roll(empty, days=3)
    assert len(plan.create) == 3 * (5 + 6)
    assert programme(empty, 1) == {day(number): ODD_DAY for number in range(3)}
    assert done == [ProgrammeChanged()] * 3
    assert await planning.roll(empty, days=3) == Plan((), (), ())


def test_neighbouring_days_can_clash(empty: BoxOffice) -> None:
    last_night = EARLY + timedelta(days=2) - timedelta(minutes=30)
    empty.perform_now(run_sql, "UPDATE studios SET first_show = '00:00:00.000000' WHERE number = 1")
    empty.perform_now(add_showtime, 1, starts_at=last_night)
    plan = empty.perform_now(schedule.roll, days=1, skip=2)
    assert [clash.taken.starts_at for clash in plan.clashes] == [last_night]
