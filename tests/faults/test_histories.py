"""Whatever is killed meanwhile, what visitors were told can be put into one order (`tests.support.history`)."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.contending_crowd import Crowd, sold_seats
from tests.support.history import Answer, What, codes_of_two_bookings, illegal_seats
from tools.running_cinema import Cinema

VISITORS = 6
ANSWERS_A_LIFE = 20  # that a process gives before it is killed
FORGETFUL = """
from tiketa.seating import claims
from tiketa.storage.statements import insert
guarded = claims._take_over.__wrapped__

def anybodys(count):
    statement = guarded(count)
    build = statement._statement
    statement._statement = lambda dialect: without_guard(build(dialect))
    return statement

def without_guard(new):
    new._post_values_clause.update_whereclause = None
    return new

claims._take_over = anybodys
import main
main.main()
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def killable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cinema]:
    url = {"DATABASE_URL": request.getfixturevalue("postgresql_url")} if request.param == "postgresql" else {}
    cinema = Cinema(tmp_path, **url)
    cinema.open()
    yield cinema
    cinema.kill()


async def contended(cinema: Cinema, crowd: Crowd, *, kills: int) -> None:
    """Let a crowd contend for a showtime while its process is killed and started again."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(crowd.run(VISITORS))
        for _ in range(kills):
            await crowd.answers(ANSWERS_A_LIFE)
            await asyncio.to_thread(cinema.kill)
            await asyncio.to_thread(cinema.open)
        await crowd.answers(ANSWERS_A_LIFE)
        crowd.leave()


@pytest.mark.parametrize("kills", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_killed_process_keeps_histories_legal(killable: Cinema, kills: int) -> None:
    showtime = killable.new_showtime()
    crowd = Crowd([killable.address], showtime)
    asyncio.run(contended(killable, crowd, kills=kills))
    booked = [each for each in crowd.history if each.what is What.BOOK and each.answer is Answer.OK]
    assert booked
    assert illegal_seats(crowd.history, sold_seats(killable, showtime)) == []
    assert codes_of_two_bookings(crowd.history) == []
    assert killable.command("check") == "no findings"


def test_house_without_guard_is_found(tmp_path: Path) -> None:
    cinema = Cinema(tmp_path, program=("-c", FORGETFUL))
    cinema.open()
    try:
        showtime = cinema.new_showtime()
        crowd = Crowd([cinema.address], showtime, booking=0.0)  # who books is refused by another guard
        asyncio.run(contended(cinema, crowd, kills=0))
        assert illegal_seats(crowd.history, sold_seats(cinema, showtime))
    finally:
        cinema.kill()  # to stop it would fail: what it does without the guard, it logs as errors
