"""SQL that the two databases spell differently."""

import zlib

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert(session: Session, table: type[SQLModel]) -> postgresql.Insert:
    """Return an INSERT that knows ON CONFLICT; both dialects spell it alike, so one type stands for both."""
    dialect = session.get_bind().dialect.name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)  # type: ignore[return-value]


def serialize_on(session: Session, name: str) -> None:
    """Make acts that give the same name run one after another until they commit; SQLite's acts do so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        key = zlib.crc32(name.encode())
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
