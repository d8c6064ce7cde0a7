"""A database of the first schema is migrated to the newest with all its bookings; on both databases."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from tests.support.sample_house import ANA, BUDI, START, FakeClock, findings, settings_for
from tiketa.bookings import access, lookup
from tiketa.bookings.statuses import BookingStatus
from tiketa.kernel.actor import Visitor
from tiketa.office import BoxOffice
from tiketa.storage import migrations
from tiketa.storage.transaction import Transaction

THEN = START.strftime("%Y-%m-%d %H:%M:%S.%f")
SHOW = START.replace(hour=8).strftime("%Y-%m-%d %H:%M:%S.%f")
END = START.replace(hour=10).strftime("%Y-%m-%d %H:%M:%S.%f")
ROWS = (
    "INSERT INTO studios VALUES (1, 'Aburaya', '{layout}', '06:00:00.000000', '07:00:00.000000', 240, 5)",
    (
        "INSERT INTO movies (id, title, director, country, release_date, description, studio_number)"
        " VALUES (1, 'Spirited Away', 'Hayao Miyazaki', 'Japan', '2001-07-20', '{{}}', 1)"
    ),
    (
        "INSERT INTO showtimes (id, movie_id, studio_number, starts_at, ends_at, is_archived)"
        " VALUES (1, 1, 1, '{show}', '{end}', false)"
    ),
    (
        "INSERT INTO bookings (id, code, request_key, visitor, showtime_id, customer_name, contact, booked_at)"
        " VALUES (1, 'ABCDE-FGHJK', 'once', 'ana', 1, 'Ana', '+62 812-3456', '{then}')"
    ),
    (
        "INSERT INTO seat_claims (id, showtime_id, seat, visitor, held_from, expires_at, booking_id)"
        " VALUES (1, 1, 'A1', 'ana', '{then}', NULL, 1)"
    ),
    "INSERT INTO tickets (id, booking_id, seat) VALUES (1, 1, 'A1')",
)
LAYOUT = '{"screen": "bottom", "rows": [["A", "##"]]}'


def back_to_the_first(tx: Transaction) -> None:
    """Make it a database of the first schema, with one booking."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = tx.session.connection()
    command.downgrade(config, "0001")
    for row in ROWS:
        statement = row.format(layout="{layout}", show=SHOW, end=END, then=THEN).replace("{layout}", LAYOUT)
        tx.session.connection().exec_driver_sql(statement)


def test_old_bookings_survive_migration(database_url: str, clock: FakeClock) -> None:
    old = BoxOffice(settings_for(database_url), clock=clock)
    old.perform_now(back_to_the_first)
    assert old.perform_now(lambda tx: tx.session.scalar(text("SELECT version_num FROM alembic_version"))) == "0001"
    old.close()
    office = BoxOffice(settings_for(database_url), clock=clock)
    found = office.acting_as(Visitor(ANA)).perform_now(lookup.booking, "ABCDE-FGHJK")
    assert (found.seats, found.total, found.status) == (("A1",), 0, BookingStatus.FREE)
    assert found.tickets[0].token.startswith("T1-1-")
    again = office.acting_as(Visitor(BUDI, "10.0.0.1")).perform_now(access.open_with_contact, found.code, "0812 3456")
    assert again == found.code
    assert findings(office) == ()
    office.close()
