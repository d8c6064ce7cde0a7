"""The schedule: creates showtimes to come and archives those that are over."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy
from sqlalchemy import update
from sqlmodel import col, select

from tiketa.identity import authorization
from tiketa.kernel.events import ProgrammeChanged
from tiketa.storage.models.halls import Studio
from tiketa.storage.models.movies import Movie
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.statements import insert
from tiketa.storage.transaction import Transaction, reading

_NEW_SHOWTIMES = insert(
    Showtime,
    ("movie_id", "studio_number", "starts_at", "ends_at", "is_archived"),
    lambda new: new.on_conflict_do_nothing(),
)
UNKNOWN_RUNTIME = timedelta(minutes=120)  # DESIGN.md, section 6


@dataclass(frozen=True, slots=True)
class Slot:
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

    def __str__(self) -> str:
        """Return a text for the log."""
        clashes = f", refused {len(self.clashes)} ({'; '.join(map(str, self.clashes))})" if self.clashes else ""
        return f"archived {len(self.archive)}, created {len(self.create)}{clashes}"


def roll(tx: Transaction, *, days: int | None = None, opening: bool = False) -> Plan:
    """Archive what is over and create what is missing; twice, or in two processes at once, changes nothing more.

    `days` counts from today (default: the setting); `opening` plans today alone, by the opening day's first hour, with
    the showtimes that have begun and are not over: a new cinema shows what is on screen.
    """
    authorization.require_house(tx)
    tx.serialize_on("programme")
    plan = planned(tx, days=days, opening=opening)
    if plan.archive:
        tx.session.execute(update(Showtime).where(col(Showtime.id).in_(plan.archive)).values(is_archived=True))
    if plan.create:
        tx.run_for_each(_NEW_SHOWTIMES, map(_row, plan.create))
    if plan.archive or plan.create:
        tx.announce(ProgrammeChanged())
    return plan


@reading
def planned(tx: Transaction, *, days: int | None = None, opening: bool = False) -> Plan:
    """Return what `roll` would do now: a day on which a movie has a showtime is left as it is."""
    zone = tx.settings.zone
    today = tx.now.astimezone(zone).date()
    count = 1 if opening else days or tx.settings.schedule_days
    taken = _live_slots(tx, since=_instant(today - timedelta(days=2), time(), zone))
    served = {(slot.movie_id, slot.starts_at.astimezone(zone).date()) for slots in taken.values() for slot in slots}
    wanted = [
        slot
        for movie, studio in _homes(tx)
        for day in (today + timedelta(days=offset) for offset in range(count))
        if (movie.id, day) not in served
        for slot in _batch(movie, studio, day, zone, opening=opening)
        if (slot.ends_at if opening else slot.starts_at) > tx.now
    ]
    create, clashes = _fitted(wanted, taken, tx.settings.cleaning_lasts)
    return Plan(_finished(tx, before=_instant(today, time(), zone)), create, clashes)


def _fitted(
    wanted: list[Slot], taken: dict[int, list[Slot]], cleaning_lasts: timedelta
) -> tuple[tuple[Slot, ...], tuple[Clash, ...]]:
    create, clashes = [], []
    for slot in wanted:
        in_studio = taken.setdefault(slot.studio_number, [])
        in_the_way = next((other for other in in_studio if slot.overlaps(other, cleaning_lasts)), None)
        if in_the_way:
            clashes.append(Clash(slot, in_the_way))
        else:
            create.append(slot)
            in_studio.append(slot)
    return tuple(create), tuple(clashes)


def _batch(movie: Movie, studio: Studio, day: date, zone: ZoneInfo, *, opening: bool) -> Iterator[Slot]:
    """Yield the day's slots: the interval is elapsed time, so that no two overlap when clocks change.

    A batch stays within its day of the venue: a slot after midnight would make the next day look planned.
    """
    runtime = timedelta(minutes=movie.runtime_minutes) if movie.runtime_minutes else UNKNOWN_RUNTIME
    first = _instant(day, studio.opening_day_first_show if opening else studio.first_show, zone)
    for number in range(studio.slots):
        starts_at = first + number * timedelta(minutes=studio.interval_minutes)
        if starts_at.astimezone(zone).date() == day:
            yield Slot(movie.id or 0, studio.number, starts_at, starts_at + runtime)


def _instant(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)


def _homes(tx: Transaction) -> list[tuple[Movie, Studio]]:
    return list(tx.session.exec(select(Movie, Studio).join(Studio).order_by(col(Studio.number))))


def _live_slots(tx: Transaction, *, since: datetime) -> dict[int, list[Slot]]:
    columns = (Showtime.movie_id, Showtime.studio_number, Showtime.starts_at, Showtime.ends_at)
    live = select(*columns).where(~col(Showtime.is_archived), col(Showtime.ends_at) > since)
    slots: defaultdict[int, list[Slot]] = defaultdict(list)
    for row in tx.session.exec(live):
        slots[row[1]].append(Slot(*row))
    return slots


def _finished(tx: Transaction, *, before: datetime) -> tuple[int, ...]:
    over = sqlalchemy.select(col(Showtime.id)).where(
        ~col(Showtime.is_archived), col(Showtime.starts_at) < before, col(Showtime.ends_at) <= tx.now
    )
    return tuple(tx.session.scalars(over))


def _row(slot: Slot) -> dict[str, object]:
    return {**asdict(slot), "is_archived": False}
