"""Statements that hot acts run: compiled once for each database, and run on the driver's own connection.

SQLAlchemy's own way to run a statement takes 20 to 50 microseconds of Python each time, and 400 for an INSERT of
several rows, which it compiles anew; SQLite itself takes 2 to 5. What a statement says is still
written in SQLAlchemy's expressions, and parameters and results keep the types of their columns.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlmodel import SQLModel

Row = tuple[Any, ...]
Processor = Callable[[Any], Any] | None
_SQLITE = SQLiteDialect(paramstyle="named")  # the driver takes parameters by name, as PostgreSQL's does


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as one database's driver takes it; processors turn Python's values into the driver's, and back."""

    sql: str
    parameters: tuple[tuple[str, Processor], ...]
    constants: dict[str, Any]
    results: tuple[Processor, ...]

    def bound(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters as the driver takes them; raises `KeyError` for one that is missing."""
        bound = {name: process(given[name]) if process else given[name] for name, process in self.parameters}
        return bound | self.constants if self.constants else bound

    def rows(self, found: Iterable[Row]) -> Iterator[Row]:
        """Yield the rows as Python has them."""
        if not any(self.results):
            yield from map(tuple, found)
            return
        for row in found:
            yield tuple(
                process(value) if process and value is not None else value
                for process, value in zip(self.results, row, strict=True)
            )


class Statement:
    """A statement for both databases, compiled when a database first needs it."""

    def __init__(self, statement: Any, *, columns: Sequence[str] = ()) -> None:  # noqa: ANN401  any of SQLAlchemy's
        """Take an expression of SQLAlchemy, or a function that returns it for a dialect's module.

        `columns` are those that an INSERT gives values to; each is the parameter of its name.
        """
        self._statement = statement
        self._columns = list(columns) or None
        self._compiled: dict[str, Compiled] = {}

    def on(self, dialect: Dialect) -> Compiled:
        """Return the statement for this database."""
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = self._compile(dialect)
        return compiled

    def _compile(self, dialect: Dialect) -> Compiled:
        ours: Dialect = dialect if is_postgresql(dialect) else _SQLITE
        module = postgresql if is_postgresql(dialect) else sqlite
        statement = self._statement(module) if callable(self._statement) else self._statement
        compiled = statement.compile(dialect=ours, column_keys=self._columns)
        binds = [(name, bind, _of_parameter(bind.type, ours)) for bind, name in compiled.bind_names.items()]
        return Compiled(
            compiled.string,
            tuple((name, process) for name, bind, process in binds if bind.required),
            {
                name: process(bind.value) if process else bind.value
                for name, bind, process in binds
                if not bind.required
            },
            tuple(_of_result(column.type, ours) for column in getattr(statement, "exported_columns", ())),
        )


def insert(
    table: type[SQLModel], columns: Iterable[str] = (), build: Callable[[postgresql.Insert], Any] | None = None
) -> Statement:
    """Return an INSERT into these columns of the table, whose values are the parameters of their names.

    `build` adds what is wanted, also other values, in the way that both dialects share: one type stands for both.
    """
    rows = table.metadata.tables[str(table.__tablename__)]

    def built(dialect: Any) -> Any:  # noqa: ANN401  a module of SQLAlchemy, and an expression of it
        new = dialect.insert(rows).inline()
        return build(new) if build else new

    return Statement(built, columns=tuple(columns))


def is_postgresql(dialect: Dialect) -> bool:
    """Say whether this is PostgreSQL's dialect, and not SQLite's."""
    return dialect.name == "postgresql"


def driver(connection: Connection) -> Any:  # noqa: ANN401  sqlite3's connection, or psycopg's
    """Return the driver's own connection, which runs a statement by `execute(sql, parameters)`."""
    return connection.connection.driver_connection


def _of_parameter(kind: Any, dialect: Dialect) -> Processor:  # noqa: ANN401  a type of SQLAlchemy
    return kind.dialect_impl(dialect).bind_processor(dialect)  # type: ignore[no-any-return]


def _of_result(kind: Any, dialect: Dialect) -> Processor:  # noqa: ANN401  a type of SQLAlchemy
    return kind.dialect_impl(dialect).result_processor(dialect, None)  # type: ignore[no-any-return]
