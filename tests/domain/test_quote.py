"""A quote: lines by kind and price, and their total."""

from hypothesis import given
from hypothesis import strategies as st

from tiketa.halls.layout import SeatKind
from tiketa.pricing import quote
from tiketa.pricing.quote import Quote, QuoteLine

SOFA, REGULAR = SeatKind.SOFA, SeatKind.REGULAR
SEATS = st.lists(
    st.tuples(st.integers(1, 30).map(str), st.sampled_from(SeatKind), st.integers(0, 100_000)),
    unique_by=lambda seat: seat[0],
)


def test_seats_alike_share_a_line() -> None:
    made = quote.of_seats(["A1", "B1", "A2"], {"A1": SOFA, "A2": SOFA, "B1": REGULAR}, {SOFA: 60_000, REGULAR: 35_000})
    assert made.lines == (QuoteLine(SOFA, ("A1", "A2"), 60_000), QuoteLine(REGULAR, ("B1",), 35_000))


def test_lines_have_count_and_amount() -> None:
    line = QuoteLine(SOFA, ("A1", "A2"), 60_000)
    assert (line.count, line.amount) == (2, 120_000)


def test_nothing_costs_nothing() -> None:
    assert (Quote().total, Quote().prices) == (0, {})


@given(SEATS)
def test_total_is_every_seats_price(seats: list[tuple[str, SeatKind, int]]) -> None:
    made = quote.of_seat_prices(seats)
    assert made.total == sum(price for _, _, price in seats)
    assert made.prices == {seat: price for seat, _, price in seats}


@given(SEATS, SEATS)
def test_quotes_add_up_line_by_line(
    some: list[tuple[str, SeatKind, int]], more: list[tuple[str, SeatKind, int]]
) -> None:
    both = quote.of_seat_prices(some) + quote.of_seat_prices(more)
    assert both == quote.of_seat_prices([*some, *more])
