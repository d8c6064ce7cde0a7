"""Each older schema is migrated with rows in every table, and its bookings survive; on both databases."""

from pathlib import Path

from alembic import command
from sqlalchemy import Connection, MetaData, func, select

from tests.support.sample_house import ANA, BUDI, FakeClock, findings, settings_for
from tiketa.bookings import access, lookup
from tiketa.bookings.statuses import BookingStatus
from tiketa.identity import customers
from tiketa.kernel.actor import Visitor
from tiketa.office import BoxOffice
from tiketa.storage import migrations
from tiketa.storage.transaction import Transaction

# What fills the tables that each revision adds: a new table wants a row there.
ROWS = Path(__file__).parents[1] / "support" / "older_rows"


def from_the_first(tx: Transaction) -> None:
    """Empty the database, and bring it from each schema to the next with rows in every table."""
    connection = tx.session.connection()
    command.downgrade(migrations.config(connection), "base")
    for revision in migrations.revisions():
        before = row_counts(connection)
        command.upgrade(migrations.config(connection), revision)
        after = row_counts(connection)
        assert {table: after[table] for table in before} == before
        for row in rows_of(revision):
            connection.exec_driver_sql(row)
        filled = row_counts(connection)
        assert [table for table, count in filled.items() if not count] == [], f"without a row at {revision}"


def rows_of(revision: str) -> list[str]:
    file = ROWS / f"{revision}.sql"
    return file.read_text(encoding="utf-8").rstrip(";\n").split(";\n") if file.exists() else []


def row_counts(connection: Connection) -> dict[str, int]:
    tables = MetaData()
    tables.reflect(connection)
    counted = ((name, select(func.count()).select_from(table)) for name, table in tables.tables.items())
    return {name: connection.scalar(count) or 0 for name, count in counted if name != "alembic_version"}


def test_old_bookings_survive_migration(database_url: str, clock: FakeClock) -> None:
    old = BoxOffice(settings_for(database_url), clock=clock)
    old.perform_now(from_the_first)
    old.close()
    office = BoxOffice(settings_for(database_url), clock=clock)
    found = office.acting_as(Visitor(ANA)).perform_now(lookup.booking, "ABCDE-FGHJK")
    assert (found.seats, found.total, found.status) == (("A1",), 0, BookingStatus.FREE)
    assert found.tickets[0].token.startswith("T1-1-")
    again = office.acting_as(Visitor(BUDI, "10.0.0.1")).perform_now(access.open_with_contact, found.code, "0812 3456")
    assert again == found.code
    signed_in = office.acting_as(Visitor(ANA)).perform_now(customers.customer)
    assert signed_in is not None
    assert signed_in.email == "ana@example.com"
    assert findings(office) == ()
    office.close()
