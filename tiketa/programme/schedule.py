"""The schedule: creates showtimes to come and archives those that are over."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy
from sqlalchemy import bindparam, update
from sqlmodel import col, select

from tiketa.identity import authorization
from tiketa.kernel.events import ProgrammeChanged
from tiketa.storage.models.halls import Studio
from tiketa.storage.models.movies import Movie
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.statements import Statement, insert
from tiketa.storage.transaction import Transaction, reading

_NEW_SHOWTIMES = insert(
    Showtime,
    ("movie_id", "studio_number", "starts_at", "ends_at", "is_archived"),
    lambda new: new.on_conflict_do_nothing(),
)
_LIVE = Statement(
    select(Showtime.movie_id, Showtime.studio_number, Showtime.starts_at, Showtime.ends_at).where(
        ~col(Showtime.is_archived),
        col(Showtime.starts_at) >= bindparam("since"),
        col(Showtime.starts_at) < bindparam("until"),
    )
)
_FINISHED = Statement(
    select(Showtime.id).where(
        ~col(Showtime.is_archived),
        col(Showtime.starts_at) < bindparam("before"),
        col(Showtime.ends_at) <= bindparam("now"),
    )
)
_HOMES = Statement(
    sqlalchemy.select(
        col(Movie.id),
        col(Movie.runtime_minutes),
        col(Studio.number),
        col(Studio.opening_day_first_show),
        col(Studio.first_show),
        col(Studio.interval_minutes),
        col(Studio.slots),
    )
    .join_from(Movie, Studio)
    .order_by(col(Studio.number))
)
UNKNOWN_RUNTIME = timedelta(minutes=120)  # DESIGN.md, section 6


class Home(NamedTuple):
    """A movie with a studio of its own, and the studio's pattern; hours are the venue's wall clock."""

    movie_id: int
    runtime_minutes: int | None
    studio_number: int
    opening_day_first_show: time
    first_show: time
    interval_minutes: int
    slots: int


class Slot(NamedTuple):
    """A movie's time in a studio; instants are aware UTC, `ends_at` is the end of the film, cleaning not counted."""

    movie_id: int
    studio_number: int
    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Slot", cleaning_lasts: timedelta) -> bool:
        """Say whether one studio cannot hold both, with cleaning after each."""
        begins_too_soon = self.starts_at < other.ends_at + cleaning_lasts
        return begins_too_soon and other.starts_at < self.ends_at + cleaning_lasts


@dataclass(frozen=True, slots=True)
class Clash:
    """A slot that was not planned, because the studio has another showtime then."""

    wanted: Slot
    taken: Slot

    def __str__(self) -> str:
        """Return a text for the log."""
        wanted, taken = self.wanted, self.taken
        return f"studio {wanted.studio_number}: {wanted.starts_at:%d %b %H:%MZ} against {taken.starts_at:%d %b %H:%MZ}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be archived (ids of showtimes), what is to be created, and what cannot be."""

    archive: tuple[int, ...]
    create: tuple[Slot, ...]
    clashes: tuple[Clash, ...]

    @classmethod
    def of(cls, plans: Collection["Plan"]) -> "Plan":
        """Return all of them in one."""
        return cls(
            tuple(number for plan in plans for number in plan.archive),
            tuple(slot for plan in plans for slot in plan.create),
            tuple(clash for plan in plans for clash in plan.clashes),
        )

    def __str__(self) -> str:
        """Return a text for the log."""
        clashes = f", refused {len(self.clashes)} ({'; '.join(map(str, self.clashes))})" if self.clashes else ""
        return f"archived {len(self.archive)}, created {len(self.create)}{clashes}"


def roll(tx: Transaction, *, days: int | None = None, skip: int = 0, opening: bool = False) -> Plan:
    """Archive what is over and create what is missing; twice, or in two processes at once, changes nothing more.

    `days` (default: the setting) are counted from today, or from `skip` days later; `opening` plans today alone, by the
    opening day's first hour, with the showtimes that have begun and are not over: a new cinema shows what is on screen.
    A year in one act keeps others waiting for seconds: `tiketa.operations.planning` does it day by day.
    """
    authorization.require_house(tx)
    tx.serialize_on("programme")
    plan = planned(tx, days=days, skip=skip, opening=opening)
    if plan.archive:
        tx.session.execute(update(Showtime).where(col(Showtime.id).in_(plan.archive)).values(is_archived=True))
    if plan.create:
        tx.run_for_each(_NEW_SHOWTIMES, map(_row, plan.create))
    if plan.archive or plan.create:
        tx.announce(ProgrammeChanged())
    return plan


@reading
def planned(tx: Transaction, *, days: int | None = None, skip: int = 0, opening: bool = False) -> Plan:
    """Return what `roll` would do now: a day on which a movie has a showtime is left as it is."""
    zone = tx.settings.zone
    today = tx.now.astimezone(zone).date()
    first = today + timedelta(days=skip)
    count = 1 if opening else days or tx.settings.schedule_days
    around = (first - timedelta(days=1), first + timedelta(days=count + 1))
    live = _live_slots(tx, *(_instant(day, time(), zone) for day in around))
    served = {(slot.movie_id, slot.starts_at.astimezone(zone).date()) for slot in live}
    wanted = [
        slot
        for home in _homes(tx)
        for day in (first + timedelta(days=offset) for offset in range(count))
        if (home.movie_id, day) not in served
        for slot in _batch(home, day, zone, opening=opening)
        if (slot.ends_at if opening else slot.starts_at) > tx.now
    ]
    create, clashes = _fitted(wanted, _Taken(live, tx.settings.cleaning_lasts))
    return Plan(_finished(tx, before=_instant(today, time(), zone)), create, clashes)


class _Taken:
    """The slots that studios have, by day: a slot is compared with those of three days, and none takes one."""

    def __init__(self, slots: Iterable[Slot], cleaning_lasts: timedelta) -> None:
        self._cleaning_lasts = cleaning_lasts
        self._by_day: defaultdict[tuple[int, int], list[Slot]] = defaultdict(list)
        for slot in slots:
            self.add(slot)

    def add(self, slot: Slot) -> None:
        self._by_day[slot.studio_number, slot.starts_at.toordinal()].append(slot)

    def in_the_way_of(self, slot: Slot) -> Slot | None:
        day = slot.starts_at.toordinal()
        near = (other for each in (day - 1, day, day + 1) for other in self._by_day.get((slot.studio_number, each), ()))
        return next((other for other in near if slot.overlaps(other, self._cleaning_lasts)), None)


def _fitted(wanted: Iterable[Slot], taken: _Taken) -> tuple[tuple[Slot, ...], tuple[Clash, ...]]:
    create, clashes = [], []
    for slot in wanted:
        if in_the_way := taken.in_the_way_of(slot):
            clashes.append(Clash(slot, in_the_way))
        else:
            create.append(slot)
            taken.add(slot)
    return tuple(create), tuple(clashes)


def _batch(home: Home, day: date, zone: ZoneInfo, *, opening: bool) -> Iterator[Slot]:
    """Yield the day's slots: the interval is elapsed time, so that no two overlap when clocks change.

    A batch stays within its day of the venue: a slot after midnight would make the next day look planned.
    """
    runtime = timedelta(minutes=home.runtime_minutes) if home.runtime_minutes else UNKNOWN_RUNTIME
    first = _instant(day, home.opening_day_first_show if opening else home.first_show, zone)
    for number in range(home.slots):
        starts_at = first + number * timedelta(minutes=home.interval_minutes)
        if starts_at.astimezone(zone).date() == day:
            yield Slot(home.movie_id, home.studio_number, starts_at, starts_at + runtime)


def _instant(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)


def _homes(tx: Transaction) -> list[Home]:
    return [Home(*row) for row in tx.run(_HOMES)]


def _live_slots(tx: Transaction, since: datetime, until: datetime) -> list[Slot]:
    return [Slot(*row) for row in tx.run(_LIVE, since=since, until=until)]


def _finished(tx: Transaction, *, before: datetime) -> tuple[int, ...]:
    return tuple(number for [number] in tx.run(_FINISHED, before=before, now=tx.now))


def _row(slot: Slot) -> dict[str, object]:
    return {**slot._asdict(), "is_archived": False}
