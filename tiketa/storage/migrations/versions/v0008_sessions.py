"""Where an account is signed in and where a booking was opened is listed; cashiers' sessions are kept and can end."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

GRANTED = ("granted_at", "customer_visitors"), ("granted_at", "booking_visitors")


def upgrade() -> None:
    """Go forward; of what was granted before, when and by which browser is not known."""
    for column, table in GRANTED:
        op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True))
        op.add_column(table, sa.Column("browser", sa.String(), nullable=True))
    op.create_table(
        "staff_sessions",
        sa.Column("visitor", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_staff_sessions")),
    )
    op.create_index(op.f("ix_staff_sessions_visitor"), "staff_sessions", ["visitor"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("staff_sessions")
    for column, table in GRANTED:
        op.drop_column(table, "browser")
        op.drop_column(table, column)
