"""Connections to PostgreSQL that never wait without an end."""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout
from sqlalchemy import Engine, event

T = TypeVar("T")

# A server that is gone without a word is noticed after ten seconds; by the client below where it hangs instead.
KEEPALIVE = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,
}
# Milliseconds. The slowest statement of an act takes some tens; a lock is held as long as one act takes.
LIMITS = "-c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000"
ANSWERED_WITHIN = 8.0  # seconds, for a statement: longer than the server's own limit, which says what was wrong


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is closed when the server does not answer in time: a hung one keeps its TCP alive."""

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Wait for the server; raises `OperationalError` where it does not answer within `ANSWERED_WITHIN` seconds."""
        try:
            return super().wait(gen, interval, timeout or ANSWERED_WITHIN)
        except _WaitTimeout:
            if timeout:
                raise
            self.close()
            raise psycopg.OperationalError(f"no answer in {ANSWERED_WITHIN:.0f} seconds") from None


def bound_connections(engine: Engine) -> Engine:
    """Have the engine's connections bounded, and return it."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, address: list[Any], named: dict[str, Any]) -> BoundedConnection:
        return BoundedConnection.connect(*address, **named)

    return engine
