"""Several processes on one PostgreSQL obey the same rules."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlmodel import select

from tests.races.racing_process import ROW, THREADS
from tests.support.postgresql import PostgreSQL
from tests.support.sample_house import FakeClock, add_showtime, findings, open_studio, settings_for, stored_claims
from tiketa.office import BoxOffice
from tiketa.storage.models.showtimes import Showtime

ROOT = Path(__file__).parents[2]
PROCESSES = 3


@pytest.fixture
def shared(postgresql_url: str, clock: FakeClock) -> Iterator[BoxOffice]:
    """Return this process' box office on a database that others race on, with studios 1 and 2."""
    office = BoxOffice(settings_for(postgresql_url), clock=clock)
    office.perform_now(open_studio, 1)
    office.perform_now(open_studio, 2)
    yield office
    office.close()


def race_processes(url: str, what: str) -> list[object]:
    """Let several processes race, and return the results of all their threads."""
    with ExitStack() as running:
        rivals = [running.enter_context(start(url, f"process-{number}", what)) for number in range(PROCESSES)]
        for rival in rivals:
            assert line_of(rival) == "ready\n"
        for rival in rivals:
            tell(rival, "go\n")
        answers = [json.loads(line_of(rival)) for rival in rivals]
    assert [rival.returncode for rival in rivals] == PROCESSES * [0]
    return [item for answer in answers for item in answer]


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.races.racing_process", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def line_of(rival: subprocess.Popen[str]) -> str:
    return rival.stdout.readline() if rival.stdout else ""


def tell(rival: subprocess.Popen[str], line: str) -> None:
    if rival.stdin:
        rival.stdin.write(line)
        rival.stdin.flush()


def test_processes_sell_each_seat_once(shared: BoxOffice, postgresql_url: str) -> None:
    showtime_id = shared.perform_now(add_showtime)
    sold = race_processes(postgresql_url, "buy")
    assert sorted(map(str, sold)) == sorted(ROW)
    stored = shared.perform_now(stored_claims, showtime_id)
    assert {seat for seat, *_, booking_id in stored if booking_id} == set(ROW)
    assert findings(shared) == ()


def test_concurrent_rolling_creates_once(shared: BoxOffice, postgresql_url: str) -> None:
    made = race_processes(postgresql_url, "roll")
    slots = select(Showtime.studio_number, Showtime.starts_at)
    stored = shared.perform_now(lambda tx: tx.session.exec(slots).all())
    assert sorted(map(str, made)) == sorted(["0"] * (PROCESSES * THREADS - 1) + [str(len(stored))])
    assert len(set(stored)) == len(stored)
    assert findings(shared) == ()


def test_processes_open_an_empty_database(postgresql: PostgreSQL, clock: FakeClock) -> None:
    name = postgresql.new_database(template="template0")
    added = race_processes(postgresql.url(name), "open")
    office = BoxOffice(settings_for(postgresql.url(name)), clock=clock)
    assert sorted(map(str, added)) == ["0", "0", "21"]
    assert findings(office) == ()
    office.close()
    postgresql.drop(name)
