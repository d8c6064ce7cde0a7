"""One person cannot deny the house: what is held or unpaid is bounded by network and contact, not by cookie alone."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from sqlalchemy import text

from tests.support.booking_access import MAIL, account_secret, sign_in
from tests.support.race import race, refusals, winners
from tests.support.sample_house import FakeClock, Guest, OpenOffice, add_showtime, findings, open_studio, run_sql
from tiketa.kernel.errors.bookings import ConfirmToReserve, TooManyUnpaid
from tiketa.kernel.errors.refusals import Refusal
from tiketa.kernel.errors.seats import ConfirmFromNetwork, NetworkShareUsed
from tiketa.office import BoxOffice
from tiketa.seating import shares

HALL = 210  # seats of the default layout
EIGHT = tuple(f"A{number}" for number in range(1, 9))
ATTACKER = "203.0.113.66"
ROWS = [[f"{row}{number}" for number in range(1, 17)] for row in "ABCDEFGHIJL"]
COOKIES = count()


@pytest.fixture
def office(open_office: OpenOffice) -> BoxOffice:
    return open_office(**MAIL, seats_unpaid_per_visitor=8)


def stranger(house: BoxOffice, showtime: int, address: str = ATTACKER) -> Guest:
    """Return a visitor with a new cookie, which costs nothing."""
    return Guest(house, showtime, f"cookie {next(COOKIES)}", address)


def confirmed(guest: Guest, email: str) -> Guest:
    sign_in(guest, account_secret(guest.office, email))
    return guest


def eights() -> Iterator[list[str]]:
    return (row[start : start + 8] for row in ROWS for start in (0, 8))


def tried(guest: Guest, seats: list[str], *, book: bool = True) -> type[Refusal] | None:
    try:
        guest.hold(*seats)
        if book:
            guest.confirm(*seats)
    except Refusal as refusal:
        return type(refusal)
    return None


def networks(house: BoxOffice) -> list[str | None]:
    """Return what is stored of each seat's network, by seat."""
    return house.perform_now(
        lambda tx: list(tx.session.execute(text("SELECT network FROM seat_claims ORDER BY seat")).scalars())
    )


def denied(guest: Guest) -> float:
    """Return the share of the hall that nobody else can have, in percent."""
    return round(100 * len(guest.occupancy.taken) / HALL)


def test_ten_cookies_deny_a_fifth(house: BoxOffice, showtime: int) -> None:
    answers = {tried(stranger(house, showtime), seats) for seats in eights()}
    answers |= {tried(stranger(house, showtime), [seat]) for seat in ROWS[5][:4]}
    assert answers == {None, ConfirmFromNetwork}
    assert denied(stranger(house, showtime)) == 20
    stranger(house, showtime, "198.51.100.7").buy("J1", "J2")
    assert findings(house) == ()


def test_24_holding_cookies_deny_a_fifth(house: BoxOffice, showtime: int) -> None:
    block = [f"2001:db8:6:6::{number}" for number in range(24)]  # one subscriber's
    answers = [
        tried(stranger(house, showtime, at), seats, book=False) for at, seats in zip(block, eights(), strict=False)
    ]
    assert answers.count(None) == 5
    assert denied(stranger(house, showtime)) == 19


def test_whole_programme_stays_open(house: BoxOffice, clock: FakeClock) -> None:
    starts = [clock.now + timedelta(days=days) for days in range(1, 11)]
    shows = [house.perform_now(add_showtime, studio, starts_at=start) for start in starts for studio in (1, 2)]
    for show in shows:
        for seats in list(eights())[:5]:
            tried(stranger(house, show), seats)
    taken = sum(len(stranger(house, show).occupancy.taken) for show in shows)
    assert taken == 120  # 3 % of these, and 0.2 % of the 63,000 seats of 21 studios in three days
    assert tried(stranger(house, shows[-1]), ["A1"]) is ConfirmFromNetwork


def test_many_accounts_deny_a_half(house: BoxOffice, showtime: int) -> None:
    answers = []
    for number, seats in enumerate(list(eights())[:20]):
        guest = confirmed(stranger(house, showtime), f"{number}@example.com")
        answers.append(tried(guest, seats))
    assert answers.count(None) == 13
    assert set(answers) == {None, NetworkShareUsed}
    assert denied(stranger(house, showtime)) == 50


def test_expired_holds_add_no_share(house: BoxOffice, showtime: int, clock: FakeClock) -> None:
    early = [(stranger(house, showtime), seats) for seats in list(eights())[:5]]
    for guest, seats in early:
        guest.hold(*seats)
    clock.advance(timedelta(minutes=8))
    for seats in list(eights())[5:10]:
        stranger(house, showtime).buy(*seats)
    with pytest.raises(ConfirmFromNetwork):
        early[0][0].confirm(*early[0][1])


def test_moves_add_no_share(house: BoxOffice, showtime: int, clock: FakeClock) -> None:
    later = house.perform_now(add_showtime, starts_at=clock.now + timedelta(days=1))
    guest = stranger(house, later)
    code = guest.buy(*EIGHT)
    mover = guest.at(showtime)
    mover.hold(*ROWS[9][:8])
    clock.advance(timedelta(minutes=8))
    for seats in list(eights())[:5]:
        stranger(house, showtime).buy(*seats)
    with pytest.raises(ConfirmFromNetwork):
        mover.move(code, *ROWS[9][:8])
    assert guest.booking(code).seats == EIGHT


def test_racing_cookies_obey_the_share(house: BoxOffice, showtime: int) -> None:
    outcomes = race([partial(stranger(house, showtime).hold, *seats) for seats in list(eights())[:16]])
    assert refusals(outcomes) == {"ConfirmFromNetwork"}
    assert winners(outcomes) == 5
    assert findings(house) == ()


def test_family_books_without_signing_in(house: BoxOffice, showtime: int) -> None:
    home = "192.0.2.10"
    mother, father = stranger(house, showtime, home), stranger(house, showtime, home)
    mother.buy(*EIGHT)
    father.buy("B1", "B2")
    for guest in (mother, father):
        guest.hold("C1")
        guest.leave()


def test_ninth_unpaid_seat_wants_an_email(house: BoxOffice, showtime: int) -> None:
    ana = stranger(house, showtime, "192.0.2.11")
    code = ana.buy(*EIGHT)
    ana.hold("B1")
    with pytest.raises(ConfirmToReserve) as refused:
        ana.confirm("B1")
    assert refused.value.details == {"limit": 8}
    assert ana.map.mine == ("B1",)
    ana.pay(code)
    ana.confirm("B1")


def test_teacher_books_for_a_class(house: BoxOffice, showtime: int) -> None:
    teacher = confirmed(stranger(house, showtime, "192.0.2.12"), "teacher@school.example")
    for seats in list(eights())[:5]:
        teacher.buy(*seats)
    with pytest.raises(TooManyUnpaid) as refused:
        teacher.buy("L1")
    assert refused.value.details == {"limit": 40}
    other = confirmed(stranger(house, showtime, "192.0.2.13"), "teacher@school.example")
    for seats in (ROWS[4][:8], ROWS[4][8:]):
        other.buy(*seats)  # the browser's own eight, and the account's last
    with pytest.raises(TooManyUnpaid):
        other.buy("L2")


def test_class_behind_one_address_books(house: BoxOffice, showtime: int) -> None:
    school = "192.0.2.14"
    for row in ROWS[:2]:
        for seat in row:
            stranger(house, showtime, school).buy(seat)  # 30 pupils and 2 teachers, each on their own phone
    assert findings(house) == ()


def test_foyer_queue_books_and_pays(house: BoxOffice, showtime: int) -> None:
    waiting: list[tuple[Guest, str]] = []
    for row in ROWS[:4]:
        for left, right in zip(row[::2], row[1::2], strict=True):
            guest = stranger(house, showtime, "192.168.7.1")
            waiting.append((guest, guest.buy(left, right)))
            if len(waiting) > 15:  # at the counter they stand in line
                payer, code = waiting.pop(0)
                payer.pay(code)
    assert denied(stranger(house, showtime)) == 30
    assert findings(house) == ()


def test_contact_answers_for_forty_seats(house: BoxOffice, showtime: int) -> None:
    def book(seats: list[str], place: int) -> None:
        guest = stranger(house, showtime, f"198.51.100.{place}")
        guest.hold(*seats)
        guest.confirm(*seats, contact="0812 3456 7890")

    halves = list(eights())
    for place in range(5):
        book(halves[place], place)
    with pytest.raises(ConfirmToReserve):
        book(halves[5], 5)


def test_without_mail_one_pays_first(open_office: OpenOffice, office: BoxOffice) -> None:
    office.close()
    silent = open_office(seats_unpaid_per_visitor=8)
    silent.perform_now(open_studio, 1)
    showtime = silent.perform_now(add_showtime)
    answers = {tried(stranger(silent, showtime), seats) for seats in eights()}
    assert answers == {None, NetworkShareUsed}
    ana = stranger(silent, showtime, "192.0.2.15")
    assert tried(ana, ROWS[9][:8]) is None
    assert tried(ana, ROWS[9][8:9]) is TooManyUnpaid


def test_networks_are_digested_and_forgotten(house: BoxOffice, showtime: int, clock: FakeClock) -> None:
    paid, unpaid = stranger(house, showtime), stranger(house, showtime)
    paid.pay(paid.buy("A1"))
    unpaid.buy("B1")
    assert not any(address and ATTACKER in address for address in networks(house))
    assert [address is None for address in networks(house)] == [True, False]
    clock.advance(timedelta(days=1))
    house.perform_now(
        run_sql, "UPDATE bookings SET status = 'free', pay_by = NULL, total = 0 WHERE status = 'reserved'"
    )
    assert house.perform_now(shares.forget) == 1
    assert networks(house) == [None, None]


def test_visitor_without_address_is_uncounted(house: BoxOffice, showtime: int) -> None:
    for seats in list(eights())[:8]:
        stranger(house, showtime, "").buy(*seats)
