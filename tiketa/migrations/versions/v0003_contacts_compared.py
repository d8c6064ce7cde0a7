"""Contacts are kept as they are compared too, so that they can be looked for."""

import sqlalchemy as sa
from alembic import op

from tiketa import contacts

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BOOKINGS = sa.table("bookings", sa.column("id"), sa.column("contact"), sa.column("contact_key"))


def upgrade() -> None:
    """Go forward, with a key for each contact that there is."""
    op.add_column("bookings", sa.Column("contact_key", sa.String(), nullable=True))
    op.create_index(op.f("ix_bookings_contact_key"), "bookings", ["contact_key"], unique=False)
    connection = op.get_bind()
    kept = connection.execute(sa.select(BOOKINGS.c.id, BOOKINGS.c.contact).where(BOOKINGS.c.contact.is_not(None)))
    keys = [{"of": booking_id, "key": contacts.spoken(contact)} for booking_id, contact in kept]
    if keys:
        one = sa.update(BOOKINGS).where(BOOKINGS.c.id == sa.bindparam("of"))
        connection.execute(one.values(contact_key=sa.bindparam("key")), keys)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_bookings_contact_key"), table_name="bookings")
    op.drop_column("bookings", "contact_key")
