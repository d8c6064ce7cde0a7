"""A quote: what seats cost, line by line; amounts shown, charged and refunded are computed only here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tiketa.halls.layout import SeatKind
from tiketa.kernel.errors.payments import PriceChanged


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """Seats of one kind at one price; `unit_price` is in whole rupiah."""

    kind: SeatKind
    seats: tuple[str, ...]
    unit_price: int

    @property
    def count(self) -> int:
        """How many seats."""
        return len(self.seats)

    @property
    def amount(self) -> int:
        """What the line costs, in whole rupiah."""
        return self.count * self.unit_price


@dataclass(frozen=True, slots=True)
class Quote:
    """An amount to pay or to refund; a discount or a fee is one more line."""

    lines: tuple[QuoteLine, ...] = ()

    @property
    def total(self) -> int:
        """The sum of the lines, in whole rupiah."""
        return sum(line.amount for line in self.lines)

    @property
    def prices(self) -> dict[str, int]:
        """What each seat costs, in whole rupiah."""
        return {seat: line.unit_price for line in self.lines for seat in line.seats}

    def __add__(self, other: "Quote") -> "Quote":
        """Return what both cost together."""
        lines = (*self.lines, *other.lines)
        return of_seat_prices((seat, line.kind, line.unit_price) for line in lines for seat in line.seats)


def of_seats(seats: Iterable[str], kinds: Mapping[str, SeatKind], prices: Mapping[SeatKind, int]) -> Quote:
    """Return what these seats cost, by the kind of each and the price of each kind in whole rupiah."""
    return of_seat_prices((seat, kinds[seat], prices[kinds[seat]]) for seat in seats)


def of_seat_prices(seats: Iterable[tuple[str, SeatKind, int]]) -> Quote:
    """Return what seats cost, each named with its kind and its own price in whole rupiah."""
    lines: dict[tuple[SeatKind, int], tuple[str, ...]] = {}
    for seat, kind, price in seats:
        lines[kind, price] = (*lines.get((kind, price), ()), seat)
    return Quote(tuple(QuoteLine(kind, named, price) for (kind, price), named in lines.items()))


def refuse_other_price(total: int, shown: int | None) -> None:
    """Raise `PriceChanged` where the visitor was shown another total; both in whole rupiah."""
    if shown is not None and shown != total:
        raise PriceChanged(total=total)
