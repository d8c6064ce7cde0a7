"""Acts that share a commit: isolated from each other's failures, and answered after the commit only."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Event as Flag

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from tests.support.sample_house import ANA, BUDI, Guest, findings
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.seats import SeatTaken
from tiketa.kernel.events import Event, SeatsChanged
from tiketa.office import BoxOffice
from tiketa.seating import holds, seat_maps
from tiketa.storage.sqlite import MOST_ACTS_A_COMMIT
from tiketa.storage.transaction import Transaction

PATIENCE = 30  # seconds
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Work = Callable[[Connection], object]


class SlowAct:
    """An act that blocks those behind it until `finish` is called."""

    def __init__(self, office: BoxOffice) -> None:
        begun, self._go_on = Flag(), Flag()

        def wait(_connection: Connection) -> None:
            begun.set()
            self._go_on.wait(PATIENCE)

        office.database.submit(wait, reads=False)
        begun.wait(PATIENCE)

    def finish(self) -> None:
        self._go_on.set()


def together(office: BoxOffice, *works: Work) -> list[Future[object]]:
    """Have these acts wait together, so that on SQLite they share a commit; return once all are answered."""
    slow = SlowAct(office)
    answers = [office.database.submit(work, reads=False) for work in works]
    slow.finish()
    for answer in answers:
        answer.exception(PATIENCE)
    return answers


def sql(statement: str) -> Work:
    return lambda connection: connection.execute(text(statement))


def rename(number: int, name: str) -> Work:
    return sql(f"UPDATE studios SET name = '{name}' WHERE number = {number}")  # noqa: S608


def names(tx: Transaction) -> list[str]:
    return list(tx.session.scalars(text("SELECT name FROM studios ORDER BY number")))


def fail(_connection: Connection) -> None:
    raise SeatTaken


def rename_and_fail(connection: Connection) -> None:
    rename(2, "half done")(connection)
    raise SeatTaken


def causes_of(answer: Future[object]) -> str:
    """Return the texts of an error and its causes."""
    error, words = answer.exception(), ""
    while error:
        error, words = error.__context__, f"{words}{error}\n"
    return words


def test_failed_act_undoes_only_itself(house: BoxOffice) -> None:
    wrong = sql("INSERT INTO studios SELECT * FROM studios")
    answers = together(house, rename(1, "one"), rename_and_fail, wrong, fail, rename(2, "two"))
    errors = [type(answer.exception()).__name__ for answer in answers]
    assert errors == ["NoneType", "SeatTaken", "IntegrityError", "SeatTaken", "NoneType"]
    assert house.perform_now(names) == ["one", "two"]


@only_sqlite
def test_failed_commit_fails_all_its_acts(house: BoxOffice) -> None:
    promise = sql("PRAGMA defer_foreign_keys = ON")  # a reference to no row fails at the commit only
    broken = sql("UPDATE movies SET studio_number = 99 WHERE studio_number = 1")
    answers = together(house, rename(1, "one"), promise, broken, rename(2, "two"))
    assert [type(answer.exception()) for answer in answers] == 4 * [IntegrityError]
    assert house.perform_now(names) == ["Studio 1", "Studio 2"]
    assert not together(house, rename(1, "one"))[0].exception()
    assert house.perform_now(names) == ["one", "Studio 2"]


@only_sqlite
def test_full_disk_keeps_answered_acts(house: BoxOffice) -> None:
    used = house.perform_now(lambda tx: tx.session.scalar(text("PRAGMA page_count")))
    together(house, sql(f"PRAGMA max_page_count = {used}"))
    too_much = sql(f"UPDATE studios SET name = '{'x' * 100_000}' WHERE number = 2")  # noqa: S608
    answers = together(house, rename(1, "one"), too_much, rename(2, "two"))
    assert "disk is full" in causes_of(answers[1])
    kept = house.perform_now(names)
    assert kept[0] == ("Studio 1" if answers[0].exception() else "one")
    assert kept[1] == ("Studio 2" if answers[2].exception() else "two")
    together(house, sql(f"PRAGMA max_page_count = {used + 1000}"))
    assert not together(house, too_much)[0].exception()
    assert findings(house) == ()


def test_crowd_beyond_one_commit_is_served(house: BoxOffice) -> None:
    answers = together(house, *(rename(1, f"name {number}") for number in range(3 * MOST_ACTS_A_COMMIT)))
    assert not [answer for answer in answers if answer.exception()]
    if house.settings.database_url.startswith("sqlite"):  # in the order in which they came
        assert house.perform_now(names)[0] == f"name {3 * MOST_ACTS_A_COMMIT - 1}"


def test_closing_finishes_what_was_begun(house: BoxOffice) -> None:
    slow = SlowAct(house)
    answer = house.database.submit(rename(1, "last"), reads=False)
    slow.finish()
    house.close()
    assert answer.done()
    assert answer.exception() is None


async def test_events_follow_the_commit(ana: Guest, house: BoxOffice, news: list[Event]) -> None:
    await house.acting_as(Visitor(ANA)).perform(holds.hold, ana.showtime_id, ["C4"])
    assert news == [SeatsChanged(ana.showtime_id)]
    with pytest.raises(SeatTaken):
        await house.acting_as(Visitor(BUDI)).perform(holds.hold, ana.showtime_id, ["C4"])
    assert news == [SeatsChanged(ana.showtime_id)]
    assert (await house.acting_as(Visitor(ANA)).perform(seat_maps.seat_map, ana.showtime_id)).mine == ("C4",)


async def test_cancelled_caller_still_commits(ana: Guest, house: BoxOffice, news: list[Event]) -> None:
    published = asyncio.Event()
    house.bus.subscribe(lambda _: published.set())
    slow = SlowAct(house)
    caller = asyncio.ensure_future(house.acting_as(Visitor(ANA)).perform(holds.hold, ana.showtime_id, ["C4"]))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    slow.finish()
    await asyncio.wait_for(published.wait(), PATIENCE)
    assert news == [SeatsChanged(ana.showtime_id)]
    assert (await house.acting_as(Visitor(ANA)).perform(seat_maps.seat_map, ana.showtime_id)).mine == ("C4",)


def test_office_survives_a_closed_loop(ana: Guest, house: BoxOffice) -> None:
    async def leave_at_once() -> None:
        held = [house.acting_as(Visitor(ANA)).perform(holds.hold, ana.showtime_id, [seat]) for seat in ("C4", "C5")]
        waiting = [asyncio.ensure_future(act) for act in held]
        await asyncio.sleep(0)
        assert not any(act.done() for act in waiting)

    slow = SlowAct(house)
    asyncio.run(leave_at_once())  # cancels all tasks that still run
    slow.finish()
    answer = together(house, rename(1, "still here"))[0]
    assert answer.exception() is None
    assert house.perform_now(names)[0] == "still here"


def stumble(_event: Event) -> None:
    raise ZeroDivisionError


async def test_failed_listener_stops_no_other(ana: Guest, house: BoxOffice, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Event] = []
    house.bus.subscribe(stumble)
    house.bus.subscribe(heard.append)
    await house.acting_as(Visitor(ANA)).perform(holds.hold, ana.showtime_id, ["C4"])
    assert heard == [SeatsChanged(ana.showtime_id)]
    assert "a listener failed" in caplog.text


def test_failing_act_fails_no_other(house: BoxOffice, news: list[Event]) -> None:
    def announce_and_break(tx: Transaction) -> None:
        tx.announce(SeatsChanged(1))
        tx.session.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(DatabaseError, match="nowhere"):
        house.perform_now(announce_and_break)
    assert news == []
    assert house.perform_now(names) == ["Studio 1", "Studio 2"]


def test_same_event_is_published_once(house: BoxOffice, news: list[Event]) -> None:
    def tell_twice(tx: Transaction) -> None:
        for showtime_id in (1, 2, 1):
            tx.announce(SeatsChanged(showtime_id))

    house.perform_now(tell_twice)
    assert news == [SeatsChanged(1), SeatsChanged(2)]
