"""What keeps the house from opening is one line and exit status 1; a PostgreSQL that is not up yet is waited for."""

import logging
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from unittest.mock import patch

import psycopg
import pytest
from sqlalchemy.engine import make_url

import main
from tests.support.postgresql import PostgreSQL
from tiketa.kernel.errors.for_operator import DatabaseUnreachable, SchemaDiffers
from tiketa.programme import movies_file
from tiketa.settings import Settings
from tiketa.storage.database import Database
from tools.running_cinema import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 30  # seconds
SECRET = "s" * 32


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have an empty directory and no setting but a port."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HOST", "127.0.0.1")
    monkeypatch.setenv("PORT", str(free_port()))


@pytest.fixture
def taken_port() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield str(other.getsockname()[1])


def only_line(monkeypatch: pytest.MonkeyPatch, **settings: str) -> str:
    """Return what the start ends with; text there means exit status 1."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main.main()
    line = ended.value.code
    assert isinstance(line, str)
    assert line.startswith("tiketa: ")
    assert len(line.splitlines()) == 1
    return line


def started(**settings: str) -> tuple[int, str, str]:
    """Run `python main.py`, and return its exit status and what it wrote."""
    run = subprocess.run(
        [sys.executable, ROOT / "main.py"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout, run.stderr


def test_taken_port_ends_the_process(taken_port: str) -> None:
    assert started(PORT=taken_port) == (1, "", f"tiketa: HOST 127.0.0.1, PORT {taken_port}: Address already in use\n")
    assert not list(Path().iterdir())  # nothing was made


def test_file_of_something_else_ends_the_process() -> None:
    Path("tiketa.db").write_text("a letter, and no database " * 100)
    assert started() == (1, "", "tiketa: the database tiketa.db cannot be used: file is not a database\n")


def test_foreign_host_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "HOST 192.0.2.1, PORT" in only_line(monkeypatch, HOST="192.0.2.1")  # RFC 5737: nobody's


@pytest.mark.parametrize("secret", ["", SECRET])
def test_missing_directory_is_not_made(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    line = only_line(monkeypatch, DATABASE_URL="sqlite:///away/tiketa.db", SECRET_KEY=secret)
    assert "away/tiketa." in line
    assert line.endswith(": No such file or directory")
    assert not Path("away").exists()


@pytest.mark.parametrize("secret", ["", SECRET])
def test_file_for_a_directory_is_refused(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    Path("file").touch()
    line = only_line(monkeypatch, DATABASE_URL="sqlite:///file/tiketa.db", SECRET_KEY=secret)
    assert "file/tiketa." in line


def test_closed_directory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    denied = PermissionError(13, "Permission denied")
    with patch("fcntl.flock", side_effect=denied):  # root may write everywhere
        assert only_line(monkeypatch).endswith("database tiketa.db cannot be used: Permission denied")


def test_commands_refuse_something_elses_file() -> None:
    Path("tiketa.db").write_text("a letter, and no database " * 100)
    with pytest.raises(DatabaseUnreachable, match=r"^the database tiketa.db cannot be used: file is not a database$"):
        Database("sqlite:///tiketa.db", writes=False)


def test_directory_for_a_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("tiketa.db").mkdir()
    assert "database tiketa.db cannot be used: Is a directory" in only_line(monkeypatch)


@pytest.mark.parametrize("kept", ["", "short", "\u00e4" * 40])
def test_useless_kept_secret_is_refused(monkeypatch: pytest.MonkeyPatch, kept: str) -> None:
    Path("tiketa.secret").write_text(kept, encoding="utf-8")
    assert "the secret in tiketa.secret" in only_line(monkeypatch)


def test_directory_for_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("tiketa.secret").mkdir()
    assert only_line(monkeypatch).endswith("cannot be kept or read: Is a directory")


def test_broken_films_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("movies.toml").write_text("movie = 5")
    with patch.object(movies_file.films, "__defaults__", (Path("movies.toml"),)):
        assert only_line(monkeypatch) == "tiketa: movies.toml has no list of movies"


def test_server_that_is_down_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"postgresql://tiketa:hunter2@127.0.0.1:{free_port()}/house"
    line = only_line(monkeypatch, DATABASE_URL=url, DATABASE_WAIT_SECONDS="0")
    assert line.startswith("tiketa: the database house cannot be used: connection failed: ")
    assert "hunter2" not in line


@pytest.mark.parametrize("changed", [{"database": "nowhere"}, {"username": "nobody", "password": "hunter2"}])
def test_refusing_server_is_not_awaited(
    postgresql_url: str, changed: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    url = make_url(postgresql_url).set(**changed).render_as_string(hide_password=False)  # type: ignore[arg-type]
    with pytest.raises(DatabaseUnreachable, match="does not exist") as refused:
        Database(url, awaited=PATIENCE)
    assert "hunter2" not in str(refused.value)
    assert caplog.messages == []


def test_role_without_rights_is_refused(postgresql: PostgreSQL) -> None:
    name = postgresql.new_database("template1")
    with psycopg.connect(postgresql.url(name).replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        admin.execute("CREATE ROLE onlooker LOGIN")
    url = make_url(postgresql.url(name)).set(username="onlooker").render_as_string(hide_password=False)
    try:
        with pytest.raises(DatabaseUnreachable, match="permission denied"):
            Database(url)
    finally:
        postgresql.drop(name)
        with psycopg.connect(postgresql.url("postgres").replace("+psycopg", ""), autocommit=True) as admin:
            admin.execute("DROP ROLE onlooker")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("ALTER TABLE movies DROP COLUMN country", r"not this Tiketa's: add column movies country$"),
        ("DROP TABLE alembic_version", "not Tiketa's: it has a table"),
        ("DROP TABLE tickets", "not this Tiketa's: add table tickets"),
    ],
)
def test_other_schema_is_refused(sqlite_url: str, change: str, said: str) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
        database.execute(change)
    with pytest.raises(SchemaDiffers, match=said) as refused:
        Database(sqlite_url)
    assert len(str(refused.value).splitlines()) == 1


def test_what_an_operator_adds_is_kept(sqlite_url: str) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
        database.execute("CREATE TABLE reports (id INTEGER)")
        database.execute("CREATE INDEX mine ON bookings (customer_name)")
    Database(sqlite_url).close()


def test_server_that_comes_up_is_awaited(postgresql_url: str, tmp_path: Path) -> None:
    url = make_url(postgresql_url)
    socket_directory = Path(str(url.query["host"]))
    later = url.update_query_dict({"host": str(tmp_path / "later")})
    log = logging.getLogger("tiketa.storage.reach")

    def come_up(_record: logging.LogRecord) -> bool:
        Thread(target=(tmp_path / "later").symlink_to, args=(socket_directory,)).start()
        return True

    log.addFilter(come_up)
    try:
        Database(later.render_as_string(hide_password=False), awaited=PATIENCE).close()
    finally:
        log.removeFilter(come_up)
    assert (tmp_path / "later").is_symlink()
