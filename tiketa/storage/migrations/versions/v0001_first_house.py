"""The first house: studios, movies, showtimes, claims, bookings and tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "genres",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genres")),
        sa.UniqueConstraint("name", name=op.f("uq_genres_name")),
    )
    op.create_table(
        "studios",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seat_map", sa.JSON(), nullable=False),
        sa.Column("opening_day_first_show", sa.Time(), nullable=False),
        sa.Column("first_show", sa.Time(), nullable=False),
        sa.Column("interval_minutes", sa.Integer(), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.CheckConstraint("interval_minutes > 0", name=op.f("ck_studios_interval")),
        sa.CheckConstraint("slots >= 0", name=op.f("ck_studios_slots")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_studios")),
    )
    op.create_table(
        "movies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("original_title", sa.String(), nullable=True),
        sa.Column("director", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("release_date", sa.Date(), nullable=False),
        sa.Column("runtime_minutes", sa.Integer(), nullable=True),
        sa.Column("trailer_youtube_id", sa.String(), nullable=True),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("studio_number", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(trailer_youtube_id) = 11", name=op.f("ck_movies_trailer")),
        sa.CheckConstraint("runtime_minutes > 0", name=op.f("ck_movies_runtime")),
        sa.ForeignKeyConstraint(["studio_number"], ["studios.number"], name=op.f("fk_movies_studio_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movies")),
        sa.UniqueConstraint("studio_number", name=op.f("uq_movies_studio_number")),
    )
    op.create_table(
        "movie_genres",
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("genre_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["genre_id"], ["genres.id"], name=op.f("fk_movie_genres_genre_id")),
        sa.ForeignKeyConstraint(["movie_id"], ["movies.id"], name=op.f("fk_movie_genres_movie_id")),
        sa.PrimaryKeyConstraint("movie_id", "genre_id", name=op.f("pk_movie_genres")),
    )
    op.create_index(op.f("ix_movie_genres_genre_id"), "movie_genres", ["genre_id"], unique=False)
    op.create_table(
        "showtimes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("studio_number", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_showtimes_times")),
        sa.ForeignKeyConstraint(["movie_id"], ["movies.id"], name=op.f("fk_showtimes_movie_id")),
        sa.ForeignKeyConstraint(["studio_number"], ["studios.number"], name=op.f("fk_showtimes_studio_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_showtimes")),
        sa.UniqueConstraint("studio_number", "starts_at", name=op.f("uq_showtimes_studio_number_starts_at")),
    )
    op.create_index(op.f("ix_showtimes_is_archived_starts_at"), "showtimes", ["is_archived", "starts_at"], unique=False)
    op.create_index(op.f("ix_showtimes_movie_id_starts_at"), "showtimes", ["movie_id", "starts_at"], unique=False)
    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("visitor", sa.String(), nullable=False),
        sa.Column("showtime_id", sa.Integer(), nullable=False),
        sa.Column("customer_name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(customer_name) BETWEEN 1 AND 80", name=op.f("ck_bookings_name")),
        sa.ForeignKeyConstraint(["showtime_id"], ["showtimes.id"], name=op.f("fk_bookings_showtime_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("code", name=op.f("uq_bookings_code")),
        sa.UniqueConstraint("request_key", name=op.f("uq_bookings_request_key")),
    )
    op.create_index(op.f("ix_bookings_showtime_id"), "bookings", ["showtime_id"], unique=False)
    op.create_index(op.f("ix_bookings_visitor"), "bookings", ["visitor"], unique=False)
    op.create_table(
        "seat_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("showtime_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("visitor", sa.String(), nullable=False),
        sa.Column("held_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(expires_at IS NULL) = (booking_id IS NOT NULL)", name=op.f("ck_seat_claims_held_or_sold")),
        sa.CheckConstraint("expires_at > held_from", name=op.f("ck_seat_claims_clock")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_seat_claims_booking_id")),
        sa.ForeignKeyConstraint(["showtime_id"], ["showtimes.id"], name=op.f("fk_seat_claims_showtime_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_claims")),
        sa.UniqueConstraint("showtime_id", "seat", name="uq_booking_showtime_seat"),
    )
    op.create_index(op.f("ix_seat_claims_booking_id"), "seat_claims", ["booking_id"], unique=False)
    op.create_index(op.f("ix_seat_claims_expires_at"), "seat_claims", ["expires_at"], unique=False)
    op.create_index(op.f("ix_seat_claims_visitor"), "seat_claims", ["visitor"], unique=False)
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_tickets_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("booking_id", "seat", name=op.f("uq_tickets_booking_id_seat")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("tickets")
    op.drop_index(op.f("ix_seat_claims_visitor"), table_name="seat_claims")
    op.drop_index(op.f("ix_seat_claims_expires_at"), table_name="seat_claims")
    op.drop_index(op.f("ix_seat_claims_booking_id"), table_name="seat_claims")
    op.drop_table("seat_claims")
    op.drop_index(op.f("ix_bookings_visitor"), table_name="bookings")
    op.drop_index(op.f("ix_bookings_showtime_id"), table_name="bookings")
    op.drop_table("bookings")
    op.drop_index(op.f("ix_showtimes_movie_id_starts_at"), table_name="showtimes")
    op.drop_index(op.f("ix_showtimes_is_archived_starts_at"), table_name="showtimes")
    op.drop_table("showtimes")
    op.drop_index(op.f("ix_movie_genres_genre_id"), table_name="movie_genres")
    op.drop_table("movie_genres")
    op.drop_table("movies")
    op.drop_table("studios")
    op.drop_table("genres")
