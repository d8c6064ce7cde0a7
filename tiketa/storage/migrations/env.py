"""Alembic's way in: it works on the connection that `tiketa.migrations` hands over."""

from alembic import context
from sqlmodel import SQLModel

from tiketa.storage import models  # noqa: F401  the tables register themselves

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
context.run_migrations()
