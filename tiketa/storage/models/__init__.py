"""All tables, one file per subject. What the database itself refuses is written here.

Importing this package registers every table.
"""

from tiketa.storage.models import (  # noqa: F401
    bookings,
    customers,
    halls,
    movies,
    outbox,
    prices,
    rate_buckets,
    seat_claims,
    showtimes,
    tickets,
)
