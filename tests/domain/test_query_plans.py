"""What visitors ask is answered from an index, so that years of past showtimes make nothing slower."""

import pytest
from sqlalchemy import text

from tiketa.office import BoxOffice
from tiketa.storage.transaction import Transaction, reading

ASKED = {
    "a film's showtimes that are not over": (
        "SELECT id FROM showtimes WHERE movie_id = 7 AND ends_at > '2026-11-27' AND is_archived = 0 ORDER BY starts_at",
        "ix_showtimes_movie_id_ends_at",
    ),
    "all showtimes that are not over": (
        "SELECT id FROM showtimes WHERE is_archived = 0 AND starts_at > '2026-11-27'",
        "ix_showtimes_is_archived_starts_at",
    ),
    "the claims of a showtime": (
        "SELECT seat FROM seat_claims WHERE showtime_id = 7",
        "sqlite_autoindex_seat_claims_1",
    ),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL plans by the data that there is
@pytest.mark.parametrize("asked", ASKED)
def test_question_is_answered_from_an_index(office: BoxOffice, asked: str) -> None:
    question, index = ASKED[asked]

    @reading
    def plan(tx: Transaction) -> str:
        return str(tx.connection.execute(text(f"EXPLAIN QUERY PLAN {question}")).fetchall())

    found = office.perform_now(plan)
    assert "SEARCH" in found
    assert index in found
