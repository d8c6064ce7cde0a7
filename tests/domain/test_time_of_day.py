"""Times of day are HH:MM and nothing else."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiketa.kernel import time_of_day

ARABIC = "\u0661\u0667:\u0663\u0660"
WRONG = ["17.30", "5:00", "1730", "17:30:00", "24:00", "17:60", "-1:00", " 17:30", "17:30\n", ARABIC, "", "5pm"]
OF_TOML = [1730, 17.3, True, time(17, 30), date(2026, 3, 2), datetime(2026, 3, 2), ["17:30"], {}, None]  # noqa: DTZ001


@given(st.times().map(lambda any_time: any_time.replace(second=0, microsecond=0)))
def test_every_minute_is_read(minute: time) -> None:
    assert time_of_day.parse(f"{minute:%H:%M}") == minute


@pytest.mark.parametrize("written", [*WRONG, *OF_TOML])
def test_anything_else_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r'\A.* is no time of day such as "17:00"\Z'):
        time_of_day.parse(written)
