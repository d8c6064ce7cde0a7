"""Prices, what happens to a booking, who may open it, accounts, and mail that waits to be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Written out: SQLite adds a column with its rule, but no rule to a table that others refer to.
STATUS = (
    "ALTER TABLE bookings ADD COLUMN status VARCHAR NOT NULL DEFAULT 'free'"
    " CONSTRAINT ck_bookings_status CHECK (status IN ('reserved', 'free', 'paid', 'cancelled', 'released'))"
    " CONSTRAINT ck_bookings_pay_by CHECK ((status = 'reserved') = (pay_by IS NOT NULL))"
)
TOTAL = (
    "ALTER TABLE bookings ADD COLUMN total INTEGER NOT NULL DEFAULT 0 CONSTRAINT ck_bookings_total CHECK (total >= 0)"
)


def upgrade() -> None:
    """Go forward; what was booked before had no price, and its visitor is who may open it."""
    _widen_bookings()
    _widen_tickets()
    _add_prices()
    _add_customers()
    _add_links_and_letters()


def _widen_bookings() -> None:
    op.add_column("bookings", sa.Column("language", sa.String(), server_default="id", nullable=False))
    op.execute(TOTAL)
    op.add_column("bookings", sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
    op.add_column("bookings", sa.Column("pay_by", sa.DateTime(timezone=True), nullable=True))
    op.execute(STATUS)
    op.create_index(op.f("ix_bookings_pay_by"), "bookings", ["pay_by"], unique=False)
    op.create_table(
        "booking_visitors",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("visitor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_visitors_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", "visitor", name=op.f("pk_booking_visitors")),
    )
    op.create_index(op.f("ix_booking_visitors_visitor"), "booking_visitors", ["visitor"], unique=False)
    op.execute("INSERT INTO booking_visitors (booking_id, visitor) SELECT id, visitor FROM bookings")
    op.create_table(
        "booking_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_events_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_events")),
    )
    op.create_index(op.f("ix_booking_events_booking_id"), "booking_events", ["booking_id"], unique=False)


def _widen_tickets() -> None:
    with op.batch_alter_table("tickets") as tickets:  # nothing refers to tickets, so SQLite may make the table anew
        tickets.drop_constraint("uq_tickets_booking_id_seat", type_="unique")
        tickets.add_column(sa.Column("price", sa.Integer(), server_default="0", nullable=False))
        tickets.add_column(sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True))
        tickets.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
        tickets.create_check_constraint(op.f("ck_tickets_price"), "price >= 0")
        tickets.create_check_constraint(op.f("ck_tickets_void_or_used"), "voided_at IS NULL OR checked_in_at IS NULL")
    op.create_index(op.f("ix_tickets_booking_id"), "tickets", ["booking_id"], unique=False)
    op.create_index(
        "uq_tickets_good_booking_id_seat",
        "tickets",
        ["booking_id", "seat"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )


def _add_prices() -> None:
    op.create_table(
        "prices",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("until_minute", sa.Integer(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_prices_weekday")),
        sa.CheckConstraint(
            "from_minute >= 0 AND from_minute < until_minute AND until_minute <= 1440", name=op.f("ck_prices_minutes")
        ),
        sa.CheckConstraint("price BETWEEN 0 AND 10000000", name=op.f("ck_prices_price")),
        sa.PrimaryKeyConstraint("kind", "weekday", "from_minute", name=op.f("pk_prices")),
    )


def _add_customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("email", name=op.f("uq_customers_email")),
    )
    op.create_table(
        "customer_visitors",
        sa.Column("visitor", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_visitors_customer_id")),
        sa.PrimaryKeyConstraint("visitor", name=op.f("pk_customer_visitors")),
    )
    op.create_index(op.f("ix_customer_visitors_customer_id"), "customer_visitors", ["customer_id"], unique=False)


def _add_links_and_letters() -> None:
    op.create_table(
        "one_time_links",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('device', 'account')", name=op.f("ck_one_time_links_purpose")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_one_time_links")),
    )
    op.create_index(op.f("ix_one_time_links_expires_at"), "one_time_links", ["expires_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.CheckConstraint("(booking_id IS NULL) = (sequence IS NULL)", name=op.f("ck_outbox_about")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_outbox_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("booking_id", "sequence", name=op.f("uq_outbox_booking_id_sequence")),
    )
    op.create_index(op.f("ix_outbox_state_next_try_at"), "outbox", ["state", "next_try_at"], unique=False)


def downgrade() -> None:
    """Go back; what has been given up, and what was paid, is forgotten."""
    for table in ("outbox", "one_time_links", "customer_visitors", "customers", "prices"):
        op.drop_table(table)
    for table in ("booking_events", "booking_visitors"):
        op.drop_table(table)
    op.execute("DELETE FROM tickets WHERE voided_at IS NOT NULL")
    op.drop_index("uq_tickets_good_booking_id_seat", table_name="tickets")
    op.drop_index(op.f("ix_tickets_booking_id"), table_name="tickets")
    with op.batch_alter_table("tickets") as tickets:
        tickets.drop_constraint(op.f("ck_tickets_price"), type_="check")
        tickets.drop_constraint(op.f("ck_tickets_void_or_used"), type_="check")
        for column in ("voided_at", "checked_in_at", "price"):
            tickets.drop_column(column)
        tickets.create_unique_constraint("uq_tickets_booking_id_seat", ["booking_id", "seat"])
    op.drop_index(op.f("ix_bookings_pay_by"), table_name="bookings")
    for column in ("status", "pay_by", "sequence", "total", "language"):
        op.execute(f"ALTER TABLE bookings DROP COLUMN {column}")
