"""The schema's history (Alembic) and how a database is brought to its end."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, inspect, text

from tiketa.kernel.errors.for_operator import DatabaseInUse, DatabaseTooNew

MIGRATION_LOCK = 7_484_562  # any number, as long as every Tiketa uses the same


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest schema, from whatever older one; raises `DatabaseTooNew`."""
    with engine.begin() as connection:
        _wait_for_other_processes(connection)
        _refuse_newer(connection)
        command.upgrade(config(connection), "head")


def verify(engine: Engine) -> None:
    """Raise unless the database has just this schema."""
    with engine.connect() as connection:
        _refuse_newer(connection)
        if set(_revisions_in(connection)) != set(_history().get_heads()):
            raise DatabaseInUse("the database is empty or of an older Tiketa: start Tiketa on it once")


def start_anew(engine: Engine) -> None:
    """Drop every table and make them all again, empty."""
    with engine.begin() as connection:
        _wait_for_other_processes(connection)
        everything = MetaData()
        everything.reflect(connection)
        everything.drop_all(connection)
        command.upgrade(config(connection), "head")


def revisions() -> list[str]:
    """Return all revisions, the oldest first."""
    return [script.revision for script in _history().walk_revisions()][::-1]


def config(connection: Connection) -> Config:
    """Return what Alembic's commands need to work on this connection."""
    found = Config()
    # Doubled, as the parser of these options takes a single "%" in a path for a placeholder.
    found.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    found.attributes["connection"] = connection
    return found


def _history() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent))


def _revisions_in(connection: Connection) -> tuple[str, ...]:
    if not inspect(connection).has_table("alembic_version"):
        return ()
    return MigrationContext.configure(connection).get_current_heads()


def _refuse_newer(connection: Connection) -> None:
    known = {script.revision for script in _history().walk_revisions()}
    if unknown := set(_revisions_in(connection)) - known:
        raise DatabaseTooNew(f"the database was made by a newer Tiketa (schema {', '.join(sorted(unknown))})")


def _wait_for_other_processes(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
