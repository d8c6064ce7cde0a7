"""Who did something to a booking is kept as the kind of actor: a visitor, staff, a provider or the house."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

VISITOR = "UPDATE booking_events SET by = 'visitor' WHERE by = 'customer'"
STAFF = "UPDATE booking_events SET by = 'staff' WHERE by IN ('counter', 'door')"


def upgrade() -> None:
    """Go forward."""
    op.execute(VISITOR)
    op.execute(STAFF)


def downgrade() -> None:
    """Go back; a check-in cannot be told from a payment by this column any more, but by what happened."""
    op.execute("UPDATE booking_events SET by = 'customer' WHERE by = 'visitor'")
    op.execute("UPDATE booking_events SET by = 'door' WHERE by = 'staff' AND what = 'checked_in'")
    op.execute("UPDATE booking_events SET by = 'counter' WHERE by = 'staff'")
