"""The table of rate limits that hold for all processes of the house."""

from sqlmodel import Field

from tiketa.storage.models.base import Table


class RateBucket(Table, table=True):
    """A token bucket that is not full; `full_at`, in seconds since 1970, is when it will be, if nothing is taken."""

    __tablename__ = "rate_buckets"

    key: str = Field(primary_key=True)
    full_at: float
