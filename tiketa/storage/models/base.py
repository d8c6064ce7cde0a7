"""What all tables share: names of constraints, and which ids are possible."""

from sqlmodel import SQLModel


class Table(SQLModel):
    """The base of every table: importing it sets how constraints are named."""


SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
LARGEST_ID = 2**31 - 1  # PostgreSQL's integer; the driver fails on a larger number


def is_id(number: object) -> bool:
    """Say whether a row could have this id at all, whatever number a request has."""
    return isinstance(number, int) and 0 < number <= LARGEST_ID
