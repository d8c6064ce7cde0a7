"""The showtimes of a film by day: what is offered first, what is running, and what midnight changes."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from components.movies.movie_detail import movie_times
from components.words import Words
from tiketa.programme.read_models import ShowtimeView

ID = Words("id", ZoneInfo("Asia/Jakarta"))
EVENING = datetime(2026, 3, 2, 14, 42, tzinfo=UTC)  # 21.42 in Jakarta, on a Monday
LASTS = timedelta(minutes=169)
RUNNING, LATE, TOMORROW = (
    ShowtimeView(number, starts_at, starts_at + LASTS, 28, 210, 45_000)
    for number, starts_at in (
        (1, EVENING - timedelta(minutes=101)),
        (2, EVENING + timedelta(minutes=78)),  # 23.00
        (3, EVENING + timedelta(hours=10)),
    )
)
ALL = (RUNNING, LATE, TOMORROW)


def times(shows: tuple[ShowtimeView, ...] = ALL, now: datetime = EVENING, day: date | None = None) -> str:
    return movie_times(shows, ID, now=now, day=day)


def shown(markup: str) -> list[str]:
    return re.findall(r'data-showtime="(\d+)"', markup)


def test_running_film_is_offered_last() -> None:
    markup = times()
    assert shown(markup) == ["2", "1"]
    assert "menit 102 dari 169" in markup
    [first, last] = markup.split("<li>")[1:]
    assert "data-next" in first
    assert "data-next" not in last


def test_day_of_next_is_shown() -> None:
    assert shown(times((RUNNING, TOMORROW))) == ["3"]
    assert shown(times(day=TOMORROW.starts_at.date())) == ["3"]
    assert shown(times(day=date(2026, 3, 9))) == ["2", "1"]  # a day that has none


def test_midnight_changes_the_days() -> None:
    assert times().count("Besok") == 1
    after = times((LATE, TOMORROW), now=EVENING + timedelta(hours=2, minutes=30))  # 00.12 on Tuesday
    assert "Hari ini</b> 3 Mar" in after
    assert "Besok" not in after
    assert "Senin</b> 2 Mar" in after  # the showtime of 23.00 is running
    assert shown(after) == ["3"]


def test_full_showtime_has_no_price() -> None:
    assert "mulai Rp" in times()
    markup = times((replace(TOMORROW, taken=210),))
    assert "Penuh" in markup
    assert "mulai Rp" not in markup
