"""Three visitors do what comes to Hypothesis' mind, and the database always agrees with a simple model."""

from datetime import timedelta
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.domain.model import HERE_LIMIT, HOUSE_LIMIT, Model, outcome_of
from tests.house import (
    ANA,
    BUDI,
    CITRA,
    SMALL_LAYOUT,
    START,
    FakeClock,
    Guest,
    OpenOffice,
    add_showtime,
    findings,
    open_studio,
    run_sql,
    stored_claims,
)
from tiketa import adjacency, seating
from tiketa.errors import NoBlockTogether
from tiketa.events import Event
from tiketa.office import BoxOffice
from tiketa.seat_map import Layout, SeatState

LAYOUT = Layout.from_data(SMALL_LAYOUT)
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
        self.news: list[Event] = []
        office.bus.subscribe(self.news.append)

    @initialize()
    def open(self) -> None:
        self.clock.now = START
        tables = ("tickets", "seat_claims", "bookings", "showtimes")
        self.office.perform_now(run_sql, *(f"DELETE FROM {table}" for table in tables))  # noqa: S608
        days = (START + timedelta(days=90), START + timedelta(days=91))
        self.showtimes = [self.office.perform_now(add_showtime, starts_at=day) for day in days]

    def guest(self, visitor: str, showtime: int) -> Guest:
        return Guest(self.office, self.showtimes[showtime], visitor)

    @rule(visitor=SOMEBODY, showtime=SHOWTIME, seats=SEATS)
    def hold(self, visitor: str, showtime: int, seats: list[str]) -> None:
        expected = self.model.hold(visitor, self.showtimes[showtime], seats)
        assert outcome_of(partial(self.guest(visitor, showtime).hold, *seats)) is expected

    @rule(visitor=SOMEBODY, showtime=SHOWTIME, size=st.integers(1, HERE_LIMIT))
    def hold_together(self, visitor: str, showtime: int, size: int) -> None:
        guest, here = self.guest(visitor, showtime), self.showtimes[showtime]
        mine = [seat for _, seat in self.model.alive(visitor, here)]
        block = adjacency.best_block(LAYOUT, self.model.taken(here) - set(mine), size)
        given_up = sorted(set(mine) - set(block or ()))
        expected = self.model.hold(visitor, here, block, given_up) if block else NoBlockTogether
        assert outcome_of(partial(guest.hold_together, size)) is expected

    @rule(visitor=SOMEBODY, showtime=SHOWTIME, seats=SEATS)
    def release(self, visitor: str, showtime: int, seats: list[str]) -> None:
        self.model.release(visitor, self.showtimes[showtime], seats)
        self.guest(visitor, showtime).release(*seats)

    @rule(visitor=SOMEBODY, showtime=SHOWTIME)
    def leave(self, visitor: str, showtime: int) -> None:
        self.model.release(visitor, self.showtimes[showtime], LAYOUT.seats)
        self.guest(visitor, showtime).leave()

    @rule(visitor=SOMEBODY, showtime=SHOWTIME)
    def extend(self, visitor: str, showtime: int) -> None:
        expected = self.model.extend(visitor, self.showtimes[showtime])
        assert outcome_of(self.guest(visitor, showtime).extend) is expected

    @rule(visitor=SOMEBODY, showtime=SHOWTIME, seats=SEATS)
    def confirm(self, visitor: str, showtime: int, seats: list[str]) -> None:
        expected = self.model.confirm(visitor, self.showtimes[showtime], seats)
        assert outcome_of(partial(self.guest(visitor, showtime).confirm, *seats)) is expected

    @rule(visitor=SOMEBODY, showtime=SHOWTIME)
    def confirm_all_that_was_held(self, visitor: str, showtime: int) -> None:
        seats = [seat for _, seat in self.model.holds(visitor, self.showtimes[showtime])]
        if seats:
            self.confirm(visitor=visitor, showtime=showtime, seats=seats)

    @rule(pause=PAUSES)
    def wait(self, pause: timedelta) -> None:
        self.clock.advance(pause)
        self.model.now = self.clock.now

    @rule(visitor=SOMEBODY, showtime=SHOWTIME)
    def wait_until_the_last_minute(self, visitor: str, showtime: int) -> None:
        alive = self.model.alive(visitor, self.showtimes[showtime]).values()
        for ends_at in {claim.expires_at for claim in alive if claim.expires_at}:
            self.wait(pause=max(timedelta(0), ends_at - timedelta(seconds=30) - self.clock.now))

    @rule()
    def sweep(self) -> None:
        assert self.office.perform_now(seating.sweep) == self.model.sweep()

    @invariant()
    def the_database_agrees_with_the_model(self) -> None:
        stored = {
            (showtime_id, seat): (visitor, held_from, expires_at)
            for showtime_id in self.showtimes
            for seat, visitor, held_from, expires_at, _ in self.office.perform_now(stored_claims, showtime_id)
        }
        assert stored == {p: (c.visitor, c.held_from, c.expires_at) for p, c in self.model.claims.items()}

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
                mine = {seat for _, seat in self.model.alive(visitor, showtime_id)}
                assert set(here.seen_by(visitor).mine) == mine


def test_the_box_office_does_what_a_simple_model_does(open_office: OpenOffice, clock: FakeClock) -> None:
    office = open_office(seats_per_visitor=HERE_LIMIT, seats_held_per_visitor=HOUSE_LIMIT)
    office.perform_now(open_studio, 1, layout=SMALL_LAYOUT)
    modest = settings(
        max_examples=20 if office.settings.database_url.startswith("sqlite") else 12,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(partial(House, office, clock), settings=modest)  # type: ignore[arg-type]
