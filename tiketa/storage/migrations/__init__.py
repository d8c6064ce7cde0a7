"""The schema's history (Alembic) and how a database is brought to its end."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, inspect, text
from sqlmodel import SQLModel

from tiketa.kernel.errors.for_operator import DatabaseInUse, DatabaseTooNew, SchemaDiffers
from tiketa.storage import models  # noqa: F401  the tables register themselves

HARMLESS = {"remove_table", "remove_index"}
LONGEST_DIFFERENCE = 120  # characters
MIGRATION_LOCK = 7_484_562  # any number, as long as every Tiketa uses the same


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest schema, from whatever older one; raises `DatabaseTooNew`."""
    with engine.begin() as connection:
        _wait_for_other_processes(connection)
        _refuse_newer(connection)
        _refuse_foreign(connection)
        command.upgrade(config(connection), "head")
        _refuse_differences(connection)


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


def _refuse_foreign(connection: Connection) -> None:
    """Refuse a database with tables of our names that no migration of ours has made."""
    if _revisions_in(connection):
        return
    if found := set(inspect(connection).get_table_names()) & set(SQLModel.metadata.tables):
        raise SchemaDiffers(f"the database is not Tiketa's: it has a table {min(found)} of something else")


def _refuse_differences(connection: Connection) -> None:
    """Refuse a schema that lacks what acts need, as one made by a migration that was edited after its use.

    What an operator has added, a table or an index, does no harm.
    """
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    found = [change for change in _flat(compare_metadata(context, SQLModel.metadata)) if change[0] not in HARMLESS]
    if found:
        more = f", and {len(found) - 1} more differences" if found[1:] else ""
        raise SchemaDiffers(f"the database's schema is not this Tiketa's: {_in_words(found[0])}{more}")


def _flat(changes: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield what Alembic would change; changes of one column come in a list."""
    for change in changes:
        yield from change if isinstance(change, list) else [change]


def _in_words(change: tuple[Any, ...]) -> str:
    named = (str(getattr(part, "name", part)) for part in change[1:] if part is not None)
    return " ".join([change[0].replace("_", " "), *named])[:LONGEST_DIFFERENCE]


def _wait_for_other_processes(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
