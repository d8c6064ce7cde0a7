"""Three visitors act at random (Hypothesis), and the office always agrees with the reference model."""

from datetime import timedelta
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.domain.reference_model import (
    CHANGE_LEAD,
    HERE_LIMIT,
    HOUSE_LIMIT,
    PAY_LEAD,
    REGULAR_PRICE,
    SOFA,
    Model,
    outcome_of,
    price_of,
    whole,
)
from tests.support.sample_house import (
    ANA,
    BUDI,
    CITRA,
    START,
    USHER,
    FakeClock,
    Guest,
    OpenOffice,
    add_showtime,
    findings,
    open_studio,
    release_unpaid,
    run_sql,
    stored_claims,
)
from tiketa.bookings import check_in, lookup
from tiketa.halls import best_block
from tiketa.halls.layout import Layout, SeatKind
from tiketa.halls.seat_map import SeatState
from tiketa.kernel.errors.seats import NoBlockTogether
from tiketa.kernel.errors.tickets import TicketVoid
from tiketa.kernel.events import Event
from tiketa.office import BoxOffice
from tiketa.pricing import price_store
from tiketa.pricing.price_table import PriceTable
from tiketa.seating import holds

HALL = {"screen": "bottom", "rows": [["A", "##_###"], ["B", "ss##"]]}
LAYOUT = Layout.from_data(HALL)
TABLES = (
    "booking_events", "booking_visitors", "tickets", "seat_claims", "bookings", "showtimes",
)  # fmt: skip
FLAT = PriceTable.from_data(
    {"rule": [{"seat": kind.name.lower(), "price": REGULAR_PRICE} for kind in SeatKind if kind is not SeatKind.SOFA]
     + [{"seat": "sofa", "price": price_of(SOFA[0])}]}
)  # fmt: skip
SOMEBODY = st.sampled_from((ANA, BUDI, CITRA))
SHOWTIME = st.integers(0, 1)
SEATS = st.lists(st.sampled_from(LAYOUT.seats), min_size=1, max_size=3, unique=True)
PAUSES = st.sampled_from([0.1, 60, 240, 419.9, 420, 479.9, 480, 1799, 1800, 2280]).map(lambda s: timedelta(seconds=s))


class House(RuleBasedStateMachine):
    """Two showtimes in a hall of nine seats, and few seats a visitor, so that every limit is met often."""

    def __init__(self, office: BoxOffice, clock: FakeClock) -> None:
        super().__init__()
        self.office = office
        self.clock = clock
        self.showtimes: list[int] = []
        self.model = Model(START)
        self.tokens: list[tuple[str, str, str]] = []
        self.news: list[Event] = []
        office.bus.subscribe(self.news.append)

    @initialize()
    def open(self) -> None:
        self.clock.now = START
        self.office.perform_now(run_sql, *(f"DELETE FROM {table}" for table in TABLES))  # noqa: S608
        days = (START + timedelta(days=90), START + timedelta(days=91))
        self.showtimes = [self.office.perform_now(add_showtime, starts_at=day) for day in days]
        self.model.starts_at = dict(zip(self.showtimes, days, strict=True))

    def guest(self, visitor: str, showtime: int) -> Guest:
        return Guest(self.office, self.showtimes[showtime], visitor)

    @rule(visitor=SOMEBODY, showtime=SHOWTIME, seats=SEATS)
    def hold(self, visitor: str, showtime: int, seats: list[str]) -> None:
        expected = self.model.hold(visitor, self.showtimes[showtime], seats)
        assert outcome_of(partial(self.guest(visitor, showtime).hold, *seats)) is expected

    @rule(visitor=SOMEBODY, showtime=SHOWTIME, size=st.integers(1, HERE_LIMIT))
    def hold_together(self, visitor: str, showtime: int, size: int) -> None:
        guest, here = self.guest(visitor, showtime), self.showtimes[showtime]
        mine = [seat for _, seat in self.model.unexpired(visitor, here)]
        block = best_block.best_block(LAYOUT, self.model.taken(here) - set(mine), size)
        given_up = sorted(set(mine) - set(block or ()))
        expected = self.model.hold(visitor, here, block, given_up) if block else NoBlockTogether
        assert outcome_of(partial(guest.hold_together, size)) is expected

    @rule(visitor=SOMEBODY, showtime=SHOWTIME, seats=SEATS | st.just(list(LAYOUT.seats)))
    def release(self, visitor: str, showtime: int, seats: list[str]) -> None:
        self.model.release(visitor, self.showtimes[showtime], seats)
        self.guest(visitor, showtime).release(*seats)

    @rule(visitor=SOMEBODY, showtime=SHOWTIME)
    def extend(self, visitor: str, showtime: int) -> None:
        expected = self.model.extend(visitor, self.showtimes[showtime])
        assert outcome_of(self.guest(visitor, showtime).extend) is expected

    @rule(visitor=SOMEBODY, showtime=SHOWTIME, seats=SEATS)
    def confirm(self, visitor: str, showtime: int, seats: list[str]) -> None:
        guest, here = self.guest(visitor, showtime), self.showtimes[showtime]
        expected = self.model.confirm(visitor, here, seats)
        if expected is None:
            code = guest.confirm(*seats)
            self.model.booked(code, visitor, here, seats)
            self.keep_tokens(code)
        else:
            assert outcome_of(partial(guest.confirm, *seats)) is expected

    @rule(visitor=SOMEBODY, showtime=SHOWTIME)
    def confirm_all_that_was_held(self, visitor: str, showtime: int) -> None:
        seats = [seat for _, seat in self.model.holds(visitor, self.showtimes[showtime])]
        if seats:
            self.confirm(visitor=visitor, showtime=showtime, seats=seats)

    @rule(visitor=SOMEBODY, showtime=SHOWTIME, sofa=st.booleans(), size=st.integers(1, 3))
    def buy(self, visitor: str, showtime: int, *, sofa: bool, size: int) -> None:
        """Hold what is free and book it: without this few bookings would exist to test."""
        here = self.showtimes[showtime]
        free = [seat for seat in LAYOUT.seats if seat not in self.model.taken(here) and (seat in SOFA) == sofa]
        if free:
            self.hold(visitor=visitor, showtime=showtime, seats=free[:size])
            self.confirm(visitor=visitor, showtime=showtime, seats=free[:size])

    @rule(data=st.data(), stranger=st.booleans(), seats=SEATS)
    def cancel(self, data: st.DataObject, *, stranger: bool, seats: list[str]) -> None:
        if self.model.bookings:
            code, visitor, own = self.some_booking(data, stranger=stranger)
            named = own or seats
            expected = self.model.cancel(visitor, code, named)
            assert outcome_of(partial(self.guest(visitor, 0).cancel, code, *named)) is expected

    @rule(data=st.data(), showtime=SHOWTIME, stranger=st.booleans(), seats=SEATS)
    def move(self, data: st.DataObject, showtime: int, *, stranger: bool, seats: list[str]) -> None:
        if self.model.bookings:
            code, visitor, own = self.some_booking(data, stranger=stranger)
            guest, here = self.guest(visitor, showtime), self.showtimes[showtime]
            wanted = [seat for _, seat in self.model.holds(visitor, here)][: len(own) or None] or seats
            expected = self.model.move(visitor, code, here, wanted, own or seats)
            assert outcome_of(partial(guest.move, code, *wanted, instead_of=own or seats)) is expected
            self.keep_tokens(code)

    @rule(data=st.data(), showtime=SHOWTIME, sofa=st.booleans())
    def hold_as_many_as_are_moved(self, data: st.DataObject, showtime: int, *, sofa: bool) -> None:
        """Pick seats for a move as people do: free ones, as many as the booking has."""
        if self.model.bookings:
            code, visitor, _ = self.some_booking(data, stranger=False)
            count, here = len(self.model.bookings[code].seats), self.showtimes[showtime]
            free = [seat for seat in LAYOUT.seats if seat not in self.model.taken(here) and (seat in SOFA) == sofa]
            if seats := free[:count]:
                self.hold(visitor=visitor, showtime=showtime, seats=seats)
                self.move_to(code, visitor, showtime, whole(seats))

    def move_to(self, code: str, visitor: str, showtime: int, seats: list[str]) -> None:
        guest, here = self.guest(visitor, showtime), self.showtimes[showtime]
        own = sorted(self.model.bookings[code].seats)[: len(seats)]
        expected = self.model.move(visitor, code, here, seats, own)
        assert outcome_of(partial(guest.move, code, *seats, instead_of=own)) is expected
        self.keep_tokens(code)

    def some_booking(self, data: st.DataObject, *, stranger: bool) -> tuple[str, str, list[str]]:
        """Return a booking, who asks about it, and some of its seats."""
        code = data.draw(st.sampled_from(list(self.model.bookings)))
        found = self.model.bookings[code]
        visitor = data.draw(SOMEBODY) if stranger else found.visitor
        own = data.draw(st.lists(st.sampled_from(sorted(found.seats)), unique=True, max_size=4)) if found.seats else []
        return code, visitor, own

    @rule(data=st.data())
    def pay(self, data: st.DataObject) -> None:
        if self.model.bookings:
            code = data.draw(st.sampled_from(list(self.model.bookings)))
            assert outcome_of(partial(self.guest(ANA, 0).pay, code)) is self.model.pay(code)

    @rule(data=st.data(), slip=st.sampled_from((0, 0, 1000)))
    def refund(self, data: st.DataObject, slip: int) -> None:
        if self.model.bookings:
            code = data.draw(st.sampled_from(list(self.model.bookings)))
            owed = self.model.bookings[code].owed + slip
            assert outcome_of(partial(self.guest(ANA, 0).get_back, code, owed)) is self.model.refund(code, owed)

    @rule(data=st.data())
    def check_in_a_ticket(self, data: st.DataObject) -> None:
        if self.tokens:
            code, seat, token = data.draw(st.sampled_from(self.tokens))
            is_good = token in self.good_tokens(code)
            expected = self.model.check_in(code, seat) if is_good else TicketVoid
            assert outcome_of(partial(self.office.acting_as(USHER).perform_now, check_in.check_in, token)) is expected

    @rule()
    def release_the_unpaid(self) -> None:
        assert release_unpaid(self.office) == self.model.release_unpaid()

    @rule()
    def wait_until_a_payment_is_due(self) -> None:
        due = [found.pay_by for found in self.model.bookings.values() if found.pay_by]
        if due and self.clock.now < min(due) <= min(self.model.starts_at.values()) - PAY_LEAD:
            self.wait(pause=min(due) - self.clock.now)

    def keep_tokens(self, code: str) -> None:
        view = self.office.perform_now(lookup.booking, code)
        known = {token for *_, token in self.tokens}
        self.tokens += [(code, one.seat, one.token) for one in view.tickets if one.token not in known]

    def good_tokens(self, code: str) -> set[str]:
        return {one.token for one in self.office.perform_now(lookup.booking, code).tickets}

    @rule(pause=PAUSES)
    def wait(self, pause: timedelta) -> None:
        self.clock.advance(pause)
        self.model.now = self.clock.now

    @rule(visitor=SOMEBODY, showtime=SHOWTIME)
    def wait_until_the_last_minute(self, visitor: str, showtime: int) -> None:
        unexpired = self.model.unexpired(visitor, self.showtimes[showtime]).values()
        for ends_at in {claim.expires_at for claim in unexpired if claim.expires_at}:
            self.wait(pause=max(timedelta(0), ends_at - timedelta(seconds=30) - self.clock.now))

    @rule()
    def sweep(self) -> None:
        assert self.office.perform_now(holds.sweep) == self.model.sweep()

    @invariant()
    def the_database_agrees_with_the_model(self) -> None:
        stored = {
            (showtime_id, seat): (visitor, held_from, expires_at)
            for showtime_id in self.showtimes
            for seat, visitor, held_from, expires_at, _ in self.office.perform_now(stored_claims, showtime_id)
        }
        assert stored == {p: (c.visitor, c.held_from, c.expires_at) for p, c in self.model.claims.items()}

    @invariant()
    def every_booking_is_as_the_model_has_it(self) -> None:
        for code, expected in self.model.bookings.items():
            view = self.office.perform_now(lookup.booking, code)
            assert set(view.seats) == expected.seats
            assert (view.total, view.owed, view.pay_by) == (expected.total, expected.owed, expected.pay_by)
            assert (view.showtime_id, view.status.is_over) == (expected.showtime_id, expected.over)
            assert {one.seat for one in view.tickets if one.checked_in_at} == expected.checked_in
            assert view.total == sum(one.price for one in view.tickets)

    @invariant()
    def the_audit_finds_nothing(self) -> None:
        assert findings(self.office) == ()

    @invariant()
    def everyone_sees_what_is_so_and_held_sold_and_free_make_the_capacity(self) -> None:
        for showtime, showtime_id in enumerate(self.showtimes):
            here = self.guest("nobody", showtime).occupancy
            seen = here.strangers_map
            spoken_for = seen.count(SeatState.HELD, SeatState.SOLD)
            assert spoken_for == len(self.model.taken(showtime_id))
            assert spoken_for + seen.count(SeatState.FREE) == len(LAYOUT.seats)
            for visitor in (ANA, BUDI, CITRA):
                mine = {seat for _, seat in self.model.unexpired(visitor, showtime_id)}
                assert set(here.seen_by(visitor).mine) == mine


def test_office_agrees_with_reference_model(open_office: OpenOffice, clock: FakeClock) -> None:
    office = open_office(
        seats_per_visitor=HERE_LIMIT,
        seats_held_per_visitor=HOUSE_LIMIT,
        pay_before_minutes=PAY_LEAD // timedelta(minutes=1),
        change_before_minutes=CHANGE_LEAD // timedelta(minutes=1),
    )
    office.perform_now(price_store.save, FLAT)
    office.perform_now(open_studio, 1, layout=HALL)
    modest = settings(
        max_examples=50 if office.settings.database_url.startswith("sqlite") else 12,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(partial(House, office, clock), settings=modest)  # type: ignore[arg-type]
