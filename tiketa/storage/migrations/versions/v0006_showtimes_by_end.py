"""A film's showtimes that are not over are found without reading those of past years."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_showtimes_movie_id_ends_at", "showtimes", ["movie_id", "ends_at"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_showtimes_movie_id_ends_at", table_name="showtimes")
