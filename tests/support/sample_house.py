"""A small cinema for tests: two studios, a clock that is set by hand, and guests who hold and buy."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import text
from sqlmodel import select

from tiketa.bookings import changes, confirm, ending, lookup
from tiketa.bookings.read_models import BookingView
from tiketa.halls.default_layouts import DEFAULT_LAYOUT
from tiketa.halls.occupancy import Occupancy
from tiketa.halls.seat_map import SeatMap, SeatState
from tiketa.kernel.actor import Role, StaffMember, Visitor
from tiketa.office import BoxOffice, Performer
from tiketa.operations.consistency import Finding, check
from tiketa.payments import cashier
from tiketa.seating import holds, occupancy, seat_maps
from tiketa.settings import Settings
from tiketa.storage.models.halls import Studio
from tiketa.storage.models.movies import Movie
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.transaction import Transaction, reading

START = datetime(2026, 3, 2, 5, tzinfo=UTC)  # noon in Jakarta
ANA, BUDI, CITRA = "ana", "budi", "citra"
SHIFT_ENDS = datetime(2100, 1, 1, tzinfo=UTC)
CASHIER = StaffMember("Dewi", Role.CASHIER, SHIFT_ENDS)
USHER = StaffMember("Eka", Role.USHER, SHIFT_ENDS)
SMALL_LAYOUT = {"screen": "bottom", "rows": [["A", "##_###"], ["B", "####"]]}

OpenOffice = Callable[..., BoxOffice]
Stored = tuple[str, str, datetime, datetime | None, int | None]


class FakeClock:
    """A clock that stands still until `advance` is called."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


def settings_for(database_url: str, **changes: object) -> Settings:
    """Return settings without rate limits, with these changes."""
    fixed = {"secret_key": "a secret for the tests, and only there", "holds_per_minute": 0}
    return Settings(_env_file=None, **{"database_url": database_url, **fixed, **changes})  # type: ignore[arg-type, call-arg]


def open_studio(
    tx: Transaction,
    number: int,
    *,
    layout: Mapping[str, object] = DEFAULT_LAYOUT,
    runtime_minutes: int | None = 118,
    slots: int | None = None,
    interval_minutes: int | None = None,
) -> int:
    """Add a studio with the default pattern and its movie, and return the movie's id."""
    studio = Studio(
        number=number,
        name=f"Studio {number}",
        seat_map=dict(layout),
        opening_day_first_show=time(6),
        first_show=time(7),
        interval_minutes=interval_minutes or (240 if number % 2 else 180),
        slots=slots or (5 if number % 2 else 6),
    )
    tx.session.add(studio)
    tx.session.flush()
    return _add_movie(tx, number, runtime_minutes)


def _add_movie(tx: Transaction, studio_number: int, runtime_minutes: int | None) -> int:
    movie = Movie(
        title=f"Movie {studio_number}",
        director="Somebody",
        country="Indonesia",
        release_date=date(1999, 12, 31),
        runtime_minutes=runtime_minutes,
        description={"id": "Cerita", "en": "A story"},
        studio_number=studio_number,
    )
    tx.session.add(movie)
    tx.session.flush()
    return movie.id or 0


def add_showtime(
    tx: Transaction, studio_number: int = 1, *, starts_at: datetime | None = None, is_archived: bool = False
) -> int:
    """Add a showtime of the studio's movie, by default in three hours, and return its id."""
    movie = tx.session.exec(select(Movie).where(Movie.studio_number == studio_number)).one()
    starts_at = starts_at or tx.now + timedelta(hours=3)
    showtime = Showtime(
        movie_id=movie.id or 0,
        studio_number=studio_number,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=118),
        is_archived=is_archived,
    )
    tx.session.add(showtime)
    tx.session.flush()
    return showtime.id or 0


def release_unpaid(office: BoxOffice) -> int:
    """Release what nobody paid in time, as the job does, and return how many bookings that were."""
    return sum(office.perform_now(ending.release, code) for code in office.perform_now(ending.unpaid))


def run_sql(tx: Transaction, *statements: str) -> None:
    """Run plain SQL, past all acts."""
    for statement in statements:
        tx.session.execute(text(statement))


def loosen(tx: Transaction, table: str) -> None:
    """Recreate the table with its rows and without constraints; the SQL works on both databases."""
    run_sql(
        tx,
        f"CREATE TABLE loose AS SELECT * FROM {table}",  # noqa: S608  the tests' own names
        f"DROP TABLE {table}",
        f"ALTER TABLE loose RENAME TO {table}",
    )


@reading
def stored_claims(tx: Transaction, showtime_id: int) -> list[Stored]:
    """Return the stored claims of a showtime, expired ones included."""
    columns = (
        SeatClaim.seat,
        SeatClaim.visitor,
        SeatClaim.held_from,
        SeatClaim.expires_at,
        SeatClaim.booking_id,
    )
    rows = tx.session.execute(select(*columns).where(SeatClaim.showtime_id == showtime_id))  # type: ignore[call-overload]
    return sorted(tuple(row) for row in rows)


def findings(office: BoxOffice) -> tuple[Finding, ...]:
    """Return the findings of the consistency check."""
    return office.perform_now(check)


@dataclass(eq=False)
class Guest:
    """A visitor at one showtime; signing in or out gives them another id."""

    office: BoxOffice
    showtime_id: int
    visitor: str

    @property
    def performer(self) -> Performer:
        return self.office.acting_as(Visitor(self.visitor))

    def hold(self, *seats: str) -> None:
        self.performer.perform_now(holds.hold, self.showtime_id, seats)

    def hold_together(self, size: int) -> tuple[str, ...]:
        self.performer.perform_now(holds.hold_together, self.showtime_id, size)
        return self.map.mine

    def release(self, *seats: str) -> None:
        self.performer.perform_now(holds.release, self.showtime_id, seats=seats)

    def leave(self) -> None:
        self.performer.perform_now(holds.release, self.showtime_id)

    def extend(self) -> datetime:
        return self.performer.perform_now(holds.extend, self.showtime_id)

    def confirm(
        self,
        *seats: str,
        name: str = "Ana",
        contact: str = "",
        request_key: str | None = None,
        total: int | None = None,
    ) -> str:
        return self.performer.perform_now(
            confirm.confirm,
            self.showtime_id,
            seats,
            name=name,
            contact=contact,
            total=total,
            request_key=request_key or secrets.token_hex(),
        )

    def buy(self, *seats: str) -> str:
        self.hold(*seats)
        return self.confirm(*seats)

    def cancel(self, code: str, *seats: str) -> None:
        self.performer.perform_now(changes.cancel, code, seats=seats or None)

    def move(self, code: str, *seats: str, instead_of: Sequence[str] | None = None, total: int | None = None) -> None:
        """Move a booking, or some of its seats, to seats that are held here."""
        self.performer.perform_now(changes.move, code, self.showtime_id, seats, instead_of=instead_of, total=total)

    def pay(self, code: str) -> None:
        self.office.acting_as(CASHIER).perform_now(
            cashier.take_payment, code, self.office.perform_now(lookup.booking, code).total
        )

    def get_back(self, code: str, owed: int) -> None:
        self.office.acting_as(CASHIER).perform_now(cashier.refund, code, owed)

    def booking(self, code: str) -> BookingView:
        return self.performer.perform_now(lookup.booking, code)

    def tokens(self, code: str) -> list[str]:
        return [ticket.token for ticket in self.booking(code).tickets]

    @property
    def map(self) -> SeatMap:
        return self.performer.perform_now(seat_maps.seat_map, self.showtime_id)

    @property
    def occupancy(self) -> Occupancy:
        return self.office.perform_now(occupancy.occupancy, self.showtime_id)

    def sees(self, seat: str) -> SeatState | None:
        return self.map.state_of(seat)

    def at(self, showtime_id: int) -> "Guest":
        return Guest(self.office, showtime_id, self.visitor)
