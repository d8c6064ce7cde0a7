"""The tables of accounts, signed-in browsers, cashiers' sessions and one-time links."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from tiketa.storage.models.base import Table


class CustomerRow(Table, table=True):
    """An account: it belongs to whoever reads the mail of this address."""

    __tablename__ = "customers"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    name: str | None = None
    language: str


class CustomerVisitor(Table, table=True):
    """This browser is signed in to this account; `browser` says in words what it is, where that is known."""

    __tablename__ = "customer_visitors"

    visitor: str = Field(primary_key=True)
    customer_id: int = Field(foreign_key="customers.id", index=True)
    granted_at: datetime | None = None
    browser: str | None = None


class StaffSession(Table, table=True):
    """A browser in which staff have signed in by a key, each key once; `visitor` is empty when it was ended."""

    __tablename__ = "staff_sessions"

    key_id: str = Field(primary_key=True)
    visitor: str = Field(index=True)
    role: str
    expires_at: datetime


class OneTimeLink(Table, table=True):
    """A link that works once; of its secret only a digest is kept. `subject` is a visitor, or a mail address."""

    __tablename__ = "one_time_links"
    __table_args__ = (CheckConstraint("purpose IN ('device', 'account')", name="purpose"),)

    digest: str = Field(primary_key=True)
    purpose: str
    subject: str
    language: str
    expires_at: datetime = Field(index=True)
    used_at: datetime | None = None
