"""What a seat costs: rules by kind of seat, weekday and hour, without gaps or overlaps."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

from tiketa.halls.layout import SeatKind
from tiketa.kernel import time_of_day
from tiketa.kernel.errors.for_operator import InvalidPrices

FILE = Path(__file__).parent / "prices.toml"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
A_DAY = 24 * 60  # minutes
HIGHEST_PRICE = 10_000_000  # rupiah a seat; more is a typing error

FOR_ANYBODY = {SeatKind.REGULAR, SeatKind.SOFA}  # the others are for wheelchairs, and for who comes along

Prices = Mapping[SeatKind, int]
"""What a seat of each kind costs at one showtime, in whole rupiah."""


@dataclass(frozen=True, slots=True)
class PriceRule:
    """Seats of this kind cost `price` rupiah at showtimes that begin on `weekday` (0 is Monday) in these minutes.

    Minutes are of the venue's wall clock; `until_minute` is exclusive.
    """

    kind: SeatKind
    weekday: int
    from_minute: int
    until_minute: int
    price: int


@dataclass(frozen=True)
class PriceTable:
    """One price for every kind of seat at every minute of the week."""

    rules: tuple[PriceRule, ...]

    def __post_init__(self) -> None:
        """Refuse what leaves a minute without a price, or with two; raises `InvalidPrices` naming the first."""
        for rule in self.rules:
            _check(rule)
        for kind in SeatKind:
            for weekday in range(len(WEEKDAYS)):
                _check_day(kind, weekday, [r for r in self.rules if (r.kind, r.weekday) == (kind, weekday)])

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "PriceTable":
        """Read a table as it is written: `{"rule": [{"seat", "days", "from", "until", "price"}, ...]}`.

        `seat` is a kind's name, `days` weekdays such as "mon" (default: all), `from` and `until` times such as "17:00"
        (default: the whole day, until "24:00"). Raises `InvalidPrices`, naming a rule that is none by its place.
        """
        blocks = data.get("rule")
        if set(data) != {"rule"} or not isinstance(blocks, list):
            raise InvalidPrices("a price table is a list of rules")
        return cls(tuple(rule for number, block in enumerate(blocks, 1) for rule in _rules(number, block)))

    def at(self, starts_at: datetime) -> Prices:
        """Return the prices of a showtime that begins at this instant of the venue's own clock."""
        minute = starts_at.hour * 60 + starts_at.minute
        day = self._by_weekday[starts_at.weekday()]
        return {rule.kind: rule.price for rule in day if rule.from_minute <= minute < rule.until_minute}

    @cached_property
    def _by_weekday(self) -> tuple[tuple[PriceRule, ...], ...]:
        return tuple(tuple(r for r in self.rules if r.weekday == day) for day in range(len(WEEKDAYS)))

    def lines(self) -> list[str]:
        """Return the table as text, a line a rule."""
        return [
            f"{_name(r.kind)} {WEEKDAYS[r.weekday]} {_hours(r.from_minute, r.until_minute)} {r.price}"
            for r in self.rules
        ]


def lowest(prices: Prices, kinds: Collection[SeatKind]) -> int:
    """Return what the cheapest of these kinds of seat costs; those kept for a need count only where all are such."""
    for_anybody = [kind for kind in kinds if kind in FOR_ANYBODY]
    return min(prices[kind] for kind in for_anybody or kinds)


FREE_OF_CHARGE: Prices = dict.fromkeys(SeatKind, 0)


@lru_cache
def bundled_table() -> PriceTable:
    """Return the table that ships with Tiketa."""
    return read(FILE)


def read(path: Path) -> PriceTable:
    """Return the table in a TOML file; raises `InvalidPrices`."""
    try:
        return PriceTable.from_data(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidPrices(f"{path} cannot be read: {error}") from None


def kind_of(seat: str) -> SeatKind:
    """Return the kind of seat with this name, such as "sofa"; raises `InvalidPrices`."""
    known = {kind.name.lower(): kind for kind in SeatKind}
    if seat not in known:
        raise InvalidPrices(f"{seat!r} is no kind of seat; there are {', '.join(known)}")
    return known[seat]


def _rules(number: int, block: object) -> list[PriceRule]:
    try:
        return _rules_of(block)
    except (InvalidPrices, ValueError) as error:
        raise InvalidPrices(f"rule {number}: {error}") from None


def _rules_of(block: object) -> list[PriceRule]:
    match block:
        case {"seat": str(seat), "price": int(price), **more} if more.keys() <= {"days", "from", "until"}:
            kind, days = kind_of(seat), _days(more.get("days", list(WEEKDAYS)))
            hours = _minute(more.get("from", "00:00")), _last_minute(more.get("until", "24:00"))
            return [PriceRule(kind, day, *hours, price) for day in days]
    raise InvalidPrices(f"a rule has a seat, a price and maybe days, from and until, not {block!r}")


def _days(days: object) -> list[int]:
    if not isinstance(days, list) or not days or sorted(map(str, days)) != sorted(set(WEEKDAYS) & set(map(str, days))):
        raise InvalidPrices(f"days are some of {', '.join(WEEKDAYS)}, each once, not {days!r}")
    return [WEEKDAYS.index(day) for day in days]


def _minute(written: object) -> int:
    hour = time_of_day.parse(written)
    return hour.hour * 60 + hour.minute


def _last_minute(written: object) -> int:
    return A_DAY if written == "24:00" else _minute(written)


def _check(rule: PriceRule) -> None:
    if isinstance(rule.price, bool) or not 0 <= rule.price <= HIGHEST_PRICE:
        raise InvalidPrices(f"{_name(rule.kind)}: a price is 0 to {HIGHEST_PRICE} rupiah, not {rule.price}")
    if not 0 <= rule.from_minute < rule.until_minute <= A_DAY:
        hours = _hours(rule.from_minute, rule.until_minute)
        raise InvalidPrices(f"{_name(rule.kind)}, {WEEKDAYS[rule.weekday]}: {hours} is no time of a day")


def _check_day(kind: SeatKind, weekday: int, rules: list[PriceRule]) -> None:
    hours = sorted((rule.from_minute, rule.until_minute) for rule in rules)
    for (_, ended), (begins, _) in pairwise([(0, 0), *hours, (A_DAY, A_DAY)]):
        if ended != begins:
            what = "no price" if ended < begins else "two prices"
            when = _hours(min(ended, begins), max(ended, begins))
            raise InvalidPrices(f"{_name(kind)} has {what} on {WEEKDAYS[weekday]} {when}")


def _name(kind: SeatKind) -> str:
    return kind.name.lower()


def _hours(begins: int, ends: int) -> str:
    return f"{begins // 60:02}:{begins % 60:02}-{ends // 60:02}:{ends % 60:02}"
