"""All tables with their constraints, one file per subject.

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
