"""Price tables: by kind of seat, weekday and hour, without gaps; invalid ones are refused."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.sample_house import START, FakeClock, Guest, OpenOffice, add_showtime, findings, open_studio, run_sql
from tiketa.bookings.statuses import BookingStatus
from tiketa.halls.default_layouts import DEFAULT_LAYOUT, LAYOUT_WITH_SOFAS
from tiketa.halls.layout import Layout, SeatKind
from tiketa.kernel.errors.for_operator import InvalidPrices
from tiketa.kernel.errors.payments import PriceChanged
from tiketa.office import BoxOffice
from tiketa.pricing import price_store, price_table
from tiketa.pricing.price_table import A_DAY, HIGHEST_PRICE, WEEKDAYS, PriceRule, PriceTable
from tiketa.seating import seat_maps

HOUSE = price_table.bundled_table()
WHOLE_DAY = [{"seat": kind.name.lower(), "price": 40_000} for kind in SeatKind]
MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001  the venue's own clock


def table(*changes: dict[str, object], without: str = "regular") -> PriceTable:
    """Return a table in which the rules of one kind are these."""
    return PriceTable.from_data({"rule": [*(rule for rule in WHOLE_DAY if rule["seat"] != without), *changes]})


def regular(**rule: object) -> dict[str, object]:
    return {"seat": "regular", "price": 40_000, **rule}


@given(st.integers(0, 7 * A_DAY - 1), st.sampled_from((DEFAULT_LAYOUT, LAYOUT_WITH_SOFAS)), st.data())
def test_every_minute_has_one_price(minute: int, layout: dict[str, object], data: st.DataObject) -> None:
    hall = Layout.from_data(layout)
    here = HOUSE.at(MONDAY + timedelta(minutes=minute))
    assert here.keys() == set(SeatKind)
    seats = data.draw(st.lists(st.sampled_from(hall.seats), min_size=1, max_size=8, unique=True))
    by_rule = [[r.price for r in HOUSE.rules if r.kind is hall.kinds[seat] and covers(r, minute)] for seat in seats]
    assert all(len(found) == 1 for found in by_rule)
    assert sum(here[hall.kinds[seat]] for seat in seats) == sum(found[0] for found in by_rule)


def covers(rule: PriceRule, minute: int) -> bool:
    return rule.weekday == minute // A_DAY and rule.from_minute <= minute % A_DAY < rule.until_minute


@given(
    st.lists(st.integers(1, A_DAY - 1), min_size=0, max_size=5, unique=True).map(sorted),
    st.lists(st.integers(0, HIGHEST_PRICE), min_size=6, max_size=6),
)
def test_any_split_of_a_day_works(cuts: list[int], amounts: list[int]) -> None:
    edges = [0, *cuts, A_DAY]
    pieces = [
        PriceRule(SeatKind.REGULAR, 0, begins, ends, price)
        for begins, ends, price in zip(edges, edges[1:], amounts, strict=False)
    ]
    rest = [rule for rule in HOUSE.rules if (rule.kind, rule.weekday) != (SeatKind.REGULAR, 0)]
    cut = PriceTable((*reversed(pieces), *rest))
    for piece in pieces:
        for minute in (piece.from_minute, piece.until_minute - 1):
            assert cut.at(MONDAY + timedelta(minutes=minute))[SeatKind.REGULAR] == piece.price


@given(st.sampled_from(HOUSE.rules), st.integers(1, 60))
def test_gaps_and_overlaps_are_named(rule: PriceRule, by: int) -> None:
    others = [each for each in HOUSE.rules if each is not rule]
    short = PriceRule(rule.kind, rule.weekday, rule.from_minute, rule.until_minute - by, rule.price)
    with pytest.raises(InvalidPrices, match=f"{rule.kind.name.lower()} has no price on {WEEKDAYS[rule.weekday]} "):
        PriceTable((*others, short))
    with pytest.raises(InvalidPrices, match="has two prices on"):
        PriceTable((*HOUSE.rules, short))
    with pytest.raises(InvalidPrices, match="has no price on"):
        PriceTable(tuple(others))


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ([regular(until="17:00")], "regular has no price on mon 17:00-24:00"),
        ([regular(until="17:00"), regular(**{"from": "16:30"})], "regular has two prices on mon 16:30-17:00"),
        ([regular(days=["mon"])], "regular has no price on tue 00:00-24:00"),
        ([regular(seat="balcony")], "'balcony' is no kind of seat"),
        ([regular(price=-1)], "regular: a price is 0 to 10000000 rupiah, not -1"),
        ([regular(price=10_000_001)], "not 10000001"),
        ([regular(price=True)], "not True"),
        ([regular(price=1.5)], "a rule has a seat, a price"),
        ([regular(price="40000")], "a rule has a seat, a price"),
        ([regular(days=["monday"])], "days are some of"),
        ([regular(days=["mon", "mon"])], "days are some of"),
        ([regular(days=[])], "days are some of"),
        ([regular(**{"from": "24:00"})], "rule 4: '24:00' is no time of day"),
        ([regular(**{"from": "18:00", "until": "17:00"})], "18:00-17:00 is no time of a day"),
        ([regular(until="17.30")], "rule 4: '17.30' is no time of day such as \"17:00\""),
        ([regular(), regular(until=time(17, 30))], 'rule 5: 17:30:00 is no time of day such as "17:00"'),
        ([regular(color="red")], "a rule has a seat, a price"),
        (["regular"], "a rule has a seat, a price"),
    ],
)
def test_broken_table_is_refused_with_reason(rules: list[dict[str, object]], why: str) -> None:
    with pytest.raises(InvalidPrices, match=why):
        table(*rules)


def test_broken_price_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text("[[rule]]\nprice = ", encoding="utf-8")
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    for name in ("prices.toml", "empty.toml", "missing.toml"):
        with pytest.raises(InvalidPrices) as refused:
            price_table.read(tmp_path / name)
        assert len(str(refused.value).splitlines()) == 1


def test_byte_order_mark_is_no_price(tmp_path: Path) -> None:
    file = tmp_path / "prices.toml"
    file.write_text(price_table.FILE.read_text("utf-8"), encoding="utf-8-sig")
    assert price_table.read(file) == price_table.bundled_table()


def test_weekday_matinees_are_cheaper_and_weekends_dearer() -> None:
    costs = [HOUSE.at(MONDAY + timedelta(days=day, hours=hour))[SeatKind.REGULAR] for day, hour in
             ((0, 16), (0, 17), (4, 10), (6, 20))]  # fmt: skip
    assert costs == [35_000, 45_000, 55_000, 55_000]


def test_sold_tickets_keep_their_price(ana: Guest) -> None:
    first = ana.buy("C4")
    assert ana.booking(first).total == 35_000  # Monday at three in the afternoon
    ana.office.perform_now(price_store.save, table(regular(price=99_000)))
    assert ana.booking(ana.buy("C5")).total == 99_000
    assert ana.booking(first).total == 35_000
    assert findings(ana.office) == ()


def test_stored_table_with_gap_is_found(ana: Guest) -> None:
    ana.office.perform_now(price_store.save, HOUSE)
    ana.office.perform_now(run_sql, "DELETE FROM prices WHERE kind = 'SOFA' AND weekday = 6")
    with pytest.raises(InvalidPrices, match="sofa has no price on sun"):
        ana.office.perform_now(seat_maps.showtime, ana.showtime_id)
    assert [finding.where for finding in findings(ana.office)] == ["sofa has no price on sun 00:00-24:00"]


def test_unknown_stored_kind_is_found(ana: Guest) -> None:
    ana.office.perform_now(price_store.save, HOUSE)
    ana.office.perform_now(run_sql, "INSERT INTO prices VALUES ('VIP', 0, 0, 1440, 1)")
    assert "'vip' is no kind of seat" in findings(ana.office)[0].where


def test_the_hour_is_the_venues(open_office: OpenOffice, clock: FakeClock) -> None:
    clock.now = START.replace(hour=10)  # 17.00 in Jakarta, when the matinee is over
    office = open_office()
    office.perform_now(open_studio, 1)
    for wait, price in ((timedelta(0), 45_000), (timedelta(minutes=-1), 35_000)):
        here = office.perform_now(add_showtime, starts_at=clock.now + wait)
        detail, _ = office.perform_now(seat_maps.showtime, here)
        assert detail.prices[SeatKind.REGULAR] == price


def test_changed_price_is_asked_again(ana: Guest) -> None:
    ana.hold("C4")
    with pytest.raises(PriceChanged) as refused:
        ana.confirm("C4", total=1)
    assert refused.value.details == {"total": 35_000}
    assert ana.map.mine == ("C4",)
    assert ana.booking(ana.confirm("C4", total=35_000)).total == 35_000


def test_free_setting_makes_bookings_free(open_office: OpenOffice) -> None:
    office: BoxOffice = open_office(paying="free")
    office.perform_now(open_studio, 1)
    ana = Guest(office, office.perform_now(add_showtime), "ana")
    found = ana.booking(ana.buy("C4"))
    assert (found.total, found.status, found.pay_by) == (0, BookingStatus.FREE, None)
