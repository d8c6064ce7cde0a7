"""The consistency check: each rule finds data that was broken by plain SQL."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from tests.support.sample_house import (
    START,
    FakeClock,
    Guest,
    OpenOffice,
    add_showtime,
    findings,
    loosen,
    open_studio,
    run_sql,
)
from tiketa.halls.default_layouts import LAYOUT_WITH_SOFAS
from tiketa.office import BoxOffice
from tiketa.operations import consistency
from tiketa.operations.consistency import Finding, check


@pytest.fixture
def sold(ana: Guest, budi: Guest, house: BoxOffice) -> BoxOffice:
    """Return a consistent database with held and sold seats, without its constraints."""
    ana.buy("C4")
    budi.hold("C5", "C6")
    assert findings(house) == ()
    house.perform_now(loosen, "seat_claims")
    assert findings(house) == ()
    return house


def found_after(office: BoxOffice, *statements: str) -> list[Finding]:
    office.perform_now(run_sql, *statements)
    return list(findings(office))


def test_seat_with_two_claims_is_found(sold: BoxOffice, showtime: int) -> None:
    found = found_after(sold, "INSERT INTO seat_claims SELECT * FROM seat_claims WHERE seat = 'C5'")
    assert found == [Finding("no seat twice", f"showtime {showtime}, seat C5")]


def test_claim_on_unknown_seat_is_found(sold: BoxOffice, showtime: int) -> None:
    found = found_after(sold, "UPDATE seat_claims SET seat = 'Z9' WHERE seat = 'C5'")
    assert found == [Finding("held, sold and free make the capacity", f"showtime {showtime} has no seat Z9")]


def test_contradictory_claims_are_found(sold: BoxOffice, showtime: int) -> None:
    neither = "UPDATE seat_claims SET expires_at = NULL WHERE seat = 'C5'"
    assert Finding("a claim is held or sold", f"showtime {showtime}, seat C5") in found_after(sold, neither)
    both = "UPDATE seat_claims SET expires_at = (SELECT max(expires_at) FROM seat_claims) WHERE seat = 'C4'"
    repaired = "DELETE FROM seat_claims WHERE seat = 'C5'"
    assert found_after(sold, both, repaired) == [Finding("a claim is held or sold", f"showtime {showtime}, seat C4")]


def test_overlapping_showtimes_are_found(house: BoxOffice) -> None:
    house.perform_now(add_showtime, 1, starts_at=START)
    house.perform_now(add_showtime, 2, starts_at=START)
    house.perform_now(add_showtime, 1, starts_at=START + timedelta(minutes=133))
    assert findings(house) == ()
    house.perform_now(add_showtime, 2, starts_at=START + timedelta(minutes=132))
    house.perform_now(add_showtime, 1, starts_at=START + timedelta(minutes=1), is_archived=True)
    [found] = findings(house)
    assert found.rule == "no overlapping showtimes"
    assert found.where.startswith("studio 2, ")


def test_a_ticket_without_its_claim_is_found(sold: BoxOffice, showtime: int) -> None:
    found = found_after(sold, "DELETE FROM seat_claims WHERE seat = 'C4'")
    assert found == [Finding("no ticket without its claim", f"booking 1, showtime {showtime}, seat C4")]


def test_sold_seat_without_ticket_is_found(sold: BoxOffice, showtime: int) -> None:
    found = found_after(sold, "DELETE FROM tickets")
    assert found[0] == Finding("no sold seat without its ticket", f"booking 1, showtime {showtime}, seat C4")
    assert {finding.rule for finding in found[1:]} == {
        "a total is the sum of the prices",
        "what is over has no tickets, and what is not has some",
    }


def test_divided_sofa_is_found(open_office: OpenOffice) -> None:
    office = open_office()
    office.perform_now(open_studio, 1, layout=LAYOUT_WITH_SOFAS)
    ana = Guest(office, office.perform_now(add_showtime), "ana")
    ana.buy("A1")
    assert findings(office) == ()
    found = found_after(office, "UPDATE seat_claims SET visitor = 'budi' WHERE seat = 'A2'")
    assert {finding.rule for finding in found} == {"a sofa is had whole or not at all"}


def test_wrong_total_is_found(sold: BoxOffice) -> None:
    [found] = found_after(sold, "UPDATE bookings SET total = total + 1")
    assert found.rule == "a total is the sum of the prices"


def test_ended_booking_with_ticket_is_found(sold: BoxOffice) -> None:
    [found] = found_after(sold, "UPDATE bookings SET status = 'cancelled', pay_by = NULL")
    assert found.rule == "what is over has no tickets, and what is not has some"


def test_misplaced_ticket_is_found(sold: BoxOffice) -> None:
    other = sold.perform_now(add_showtime, 2)
    moved = {finding.rule for finding in found_after(sold, f"UPDATE bookings SET showtime_id = {other}")}  # noqa: S608
    assert moved == {"no ticket without its claim", "no sold seat without its ticket"}


def test_two_clocks_are_found(sold: BoxOffice, showtime: int, clock: FakeClock) -> None:
    earlier = "UPDATE seat_claims SET held_from = (SELECT min(starts_at) FROM showtimes) WHERE seat = 'C5'"
    found = found_after(sold, earlier)
    assert found == [Finding("one clock for a visitor's seats", f"showtime {showtime}, visitor budi")]
    clock.advance(timedelta(minutes=8))
    assert findings(sold) == ()


def test_too_many_held_seats_are_found(ana: Guest, open_office: OpenOffice, showtime: int, clock: FakeClock) -> None:
    ana.hold("A1", "A2", "A3")
    ana.office.close()
    strict = open_office(seats_per_visitor=2)
    assert findings(strict) == (Finding("not too many seats held", f"showtime {showtime}, visitor ana"),)
    clock.advance(timedelta(minutes=8))
    assert findings(strict) == ()


BROKEN = {
    "a second claim on a seat": "INSERT INTO seat_claims (showtime_id, seat, visitor, held_from, expires_at) "
    "SELECT showtime_id, seat, 'eve', held_from, expires_at FROM seat_claims WHERE seat = 'C5'",
    "a claim that is neither held nor sold": "UPDATE seat_claims SET expires_at = NULL WHERE seat = 'C5'",
    "a claim that is held and sold": "UPDATE seat_claims SET booking_id = 1 WHERE seat = 'C5'",
    "a hold that ends before it begins": "UPDATE seat_claims SET expires_at = held_from WHERE seat = 'C5'",
    "a claim of no showtime": "UPDATE seat_claims SET showtime_id = 999",
    "a sale without a booking": "UPDATE seat_claims SET booking_id = 999 WHERE seat = 'C4'",
    "a booking that goes while its seats are sold": "DELETE FROM bookings",
    "deleting a showtime with claims": "DELETE FROM showtimes",
    "a booking of nobody": "UPDATE bookings SET customer_name = ''",
    "a booking that is neither this nor that": "UPDATE bookings SET status = 'lost'",
    "a reserved booking with no end": "UPDATE bookings SET pay_by = NULL",
    "a paid booking with an end": "UPDATE bookings SET status = 'paid'",
    "a total below nothing": "UPDATE bookings SET total = -1",
    "a debt below nothing": "UPDATE bookings SET owed = -1",
    "a ticket that costs less than nothing": "UPDATE tickets SET price = -1",
    "a ticket that is checked in and void": "UPDATE tickets SET checked_in_at = '2026-03-02 00:00:00.000000', "
    "voided_at = '2026-03-02 00:00:00.000000'",
    "a price for a day that is none": "INSERT INTO prices VALUES ('REGULAR', 7, 0, 1440, 1)",
    "a price for no time": "INSERT INTO prices VALUES ('REGULAR', 0, 600, 600, 1)",
    "a price that is absurd": "INSERT INTO prices VALUES ('REGULAR', 0, 0, 1440, 10000001)",
    "a link for nothing": "INSERT INTO one_time_links (digest, purpose, subject, language, expires_at) "
    "VALUES ('x', 'door', 'ana', '', '2026-03-02 00:00:00.000000')",
    "an email about half a booking": "INSERT INTO outbox (recipient, language, booking_id, written_at, state, tries, "
    "next_try_at) SELECT 'a', 'id', id, booked_at, 'waiting', 0, booked_at FROM bookings",
    "a second ticket for a seat": "INSERT INTO tickets (booking_id, seat) SELECT booking_id, seat FROM tickets",
    "a second studio with a number": "INSERT INTO studios SELECT * FROM studios",
    "two showtimes of a studio at an instant": "INSERT INTO showtimes "
    "(movie_id, studio_number, starts_at, ends_at, is_archived) "
    "SELECT movie_id, studio_number, starts_at, ends_at, is_archived FROM showtimes",
    "a showtime that ends before it begins": "UPDATE showtimes SET ends_at = starts_at",
    "two movies at home in one studio": "UPDATE movies SET studio_number = 1",
    "a trailer that is none": "UPDATE movies SET trailer_youtube_id = 'short'",
    "a movie that lasts no time": "UPDATE movies SET runtime_minutes = 0",
    "a pattern without an interval": "UPDATE studios SET interval_minutes = 0",
}


def test_database_refuses_broken_rows(ana: Guest, budi: Guest) -> None:
    ana.buy("C4")
    budi.hold("C5")
    accepted = [what for what, statement in BROKEN.items() if is_accepted(ana.office, statement)]
    assert accepted == []
    assert findings(ana.office) == ()


def is_accepted(office: BoxOffice, statement: str) -> bool:
    try:
        office.perform_now(run_sql, statement)
    except DatabaseError:
        return False
    return True


def test_debt_without_payment_is_found(ana: Guest) -> None:
    code = ana.buy("C4")
    found = found_after(ana.office, "UPDATE bookings SET owed = 35000")
    assert found == [Finding("what is owed was paid before", f"booking {code}")]


def test_past_is_checked_on_request(sold: BoxOffice, clock: FakeClock) -> None:
    broken = found_after(sold, "UPDATE bookings SET total = total + 1")
    assert list(check(sold)) == broken
    clock.advance(timedelta(days=1))
    assert list(check(sold)) == []
    assert list(check(sold, whole=True)) == broken


def test_check_reads_every_batch(sold: BoxOffice, showtime: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consistency, "SHOWTIMES_AT_ONCE", 1)
    other = sold.perform_now(add_showtime, 2)
    columns = "visitor, held_from, expires_at, booking_id"
    broken = f"INSERT INTO seat_claims (id, showtime_id, seat, {columns}) SELECT 9, {other}, 'Z9', {columns}"
    found = found_after(sold, f"{broken} FROM seat_claims WHERE seat = 'C5'")
    assert found == [Finding("held, sold and free make the capacity", f"showtime {other} has no seat Z9")]
