"""Contacts are kept as they are compared too, so that they can be looked for; and what the house owes a customer."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BOOKINGS = sa.table("bookings", sa.column("id"), sa.column("contact"), sa.column("contact_key"))


# Written out: SQLite adds a column with its rule, but no rule to a table that others refer to.
OWED = "ALTER TABLE bookings ADD COLUMN owed INTEGER NOT NULL DEFAULT 0 CONSTRAINT ck_bookings_owed CHECK (owed >= 0)"


def upgrade() -> None:
    """Go forward, with a key for each contact that there is."""
    op.execute(OWED)
    op.add_column("bookings", sa.Column("contact_key", sa.String(), nullable=True))
    op.create_index(op.f("ix_bookings_contact_key"), "bookings", ["contact_key"], unique=False)
    connection = op.get_bind()
    kept = connection.execute(sa.select(BOOKINGS.c.id, BOOKINGS.c.contact).where(BOOKINGS.c.contact.is_not(None)))
    keys = [{"of": booking_id, "key": _comparable(contact)} for booking_id, contact in kept]
    if keys:
        one = sa.update(BOOKINGS).where(BOOKINGS.c.id == sa.bindparam("of"))
        connection.execute(one.values(contact_key=sa.bindparam("key")), keys)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_bookings_contact_key"), table_name="bookings")
    for column in ("contact_key", "owed"):
        op.execute(f"ALTER TABLE bookings DROP COLUMN {column}")


def _comparable(contact: str) -> str:
    """Return the key as the code of that release made it: a migration does not change when the code does."""
    tidy = unicodedata.normalize("NFC", contact.strip())
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in tidy):
        tidy = ""
    tidy = tidy.casefold()
    digits = "".join(letter for letter in tidy if letter.isdecimal())
    if "@" in tidy or len(digits) < 6:  # noqa: PLR2004  fewer are a word with a number in it
        return tidy
    return digits.removeprefix("62").lstrip("0")
