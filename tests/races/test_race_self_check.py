"""Self-checks of the races: an office that checks first and sells later is caught selling twice."""

from collections.abc import Iterator
from functools import partial
from itertools import count
from threading import Barrier

from sqlmodel import select

from tests.support.race import PATIENCE, race, refusals, sold_twice, winners
from tests.support.sample_house import START, Guest, findings, loosen
from tiketa.kernel.errors.seats import SeatTaken
from tiketa.office import BoxOffice
from tiketa.storage.models.bookings import Booking
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.models.tickets import Ticket
from tiketa.storage.statements import insert
from tiketa.storage.transaction import Transaction, reading

CALLERS = 32


@reading
def is_free(tx: Transaction, showtime_id: int, seat: str) -> bool:
    claimed = select(SeatClaim.id).where(SeatClaim.showtime_id == showtime_id, SeatClaim.seat == seat)
    return tx.session.exec(claimed).first() is None


def mark_sold(tx: Transaction, showtime_id: int, seat: str, visitor: str, number: int) -> None:
    sale = {"id": number, "showtime_id": showtime_id, "visitor": visitor}
    kept = {"code": visitor, "request_key": visitor, "customer_name": visitor, "booked_at": START}
    defaults = {"language": "id", "total": 0, "owed": 0, "sequence": 0, "status": "free"}
    tx.run(insert(Booking, sale | kept | defaults), **sale, **kept, **defaults)
    claim = {**sale, "seat": seat, "held_from": START, "booking_id": number}
    tx.run(insert(SeatClaim, claim), **claim)
    tx.run(insert(Ticket, ("booking_id", "seat", "price")), booking_id=number, seat=seat, price=0)


class NaiveGuest:
    """Buys in the naive way: look whether the seat is free, and if so, sell it."""

    def __init__(self, guest: Guest, seen: Barrier, numbers: Iterator[int]) -> None:
        self._guest = guest
        self._seen = seen
        self._number = next(numbers)

    def buy(self, seat: str) -> tuple[int, str]:
        office, showtime_id = self._guest.office, self._guest.showtime_id
        free = office.perform_now(is_free, showtime_id, seat)
        self._seen.wait(PATIENCE)  # forces the interleaving that otherwise happens by chance
        if not free:
            raise SeatTaken(seats={seat: "sold"})
        office.perform_now(mark_sold, showtime_id, seat, self._guest.visitor, self._number)
        return showtime_id, seat


def naive_crowd(office: BoxOffice, showtime_id: int) -> list[NaiveGuest]:
    seen, numbers = Barrier(CALLERS), count(1)
    guests = [Guest(office, showtime_id, f"visitor-{number}") for number in range(CALLERS)]
    return [NaiveGuest(guest, seen, numbers) for guest in guests]


def test_race_shows_missing_constraint(house: BoxOffice, showtime: int) -> None:
    house.perform_now(loosen, "seat_claims")
    outcomes = race([partial(guest.buy, "C4") for guest in naive_crowd(house, showtime)])
    assert refusals(outcomes) == set()
    assert winners(outcomes) == CALLERS
    assert sold_twice([(showtime, "C4") for outcome in outcomes if outcome.won]) == [(showtime, "C4")]
    assert {finding.rule for finding in findings(house)} == {"no seat twice"}


def test_constraint_saves_the_naive_office(house: BoxOffice, showtime: int) -> None:
    outcomes = race([partial(guest.buy, "C4") for guest in naive_crowd(house, showtime)])
    assert winners(outcomes) == 1
    assert {type(outcome.error).__name__ for outcome in outcomes if outcome.error} <= {
        "IntegrityError",
        "UniqueViolation",
    }
    assert findings(house) == ()


def test_real_acts_have_one_winner(house: BoxOffice, showtime: int) -> None:
    guests = [Guest(house, showtime, f"visitor-{number}") for number in range(CALLERS)]
    outcomes = race([partial(guest.buy, "C4") for guest in guests])
    assert (winners(outcomes), refusals(outcomes)) == (1, {"SeatTaken"})
    assert sold_twice([(showtime, "C4") for outcome in outcomes if outcome.won]) == []
    assert findings(house) == ()


def test_acts_need_the_constraint(house: BoxOffice, showtime: int) -> None:
    house.perform_now(loosen, "seat_claims")
    outcomes = race([partial(Guest(house, showtime, str(number)).hold, "C4") for number in range(4)])
    assert winners(outcomes) == 0
