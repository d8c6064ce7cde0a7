"""Seats that are held or unpaid are counted by network, and beyond a few by the account that answers for them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COUNTED = sa.text("network IS NOT NULL")
ANSWERED_FOR = sa.text("customer_id IS NOT NULL")


def upgrade() -> None:
    """Go forward; what is held and booked already counts for no network."""
    op.add_column("seat_claims", sa.Column("network", sa.String(), nullable=True))
    op.create_index(
        "ix_seat_claims_network",
        "seat_claims",
        ["network", "showtime_id"],
        sqlite_where=COUNTED,
        postgresql_where=COUNTED,
    )
    op.add_column("bookings", sa.Column("customer_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_bookings_customer_id",
        "bookings",
        ["customer_id"],
        sqlite_where=ANSWERED_FOR,
        postgresql_where=ANSWERED_FOR,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_bookings_customer_id", table_name="bookings")
    op.drop_column("bookings", "customer_id")
    op.drop_index("ix_seat_claims_network", table_name="seat_claims")
    op.drop_column("seat_claims", "network")
