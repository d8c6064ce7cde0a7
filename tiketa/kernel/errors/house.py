"""Errors for the operator, never for visitors: each is one line."""


class HouseError(Exception):
    """An error for the operator, in one line."""


class InvalidSetting(HouseError):
    """A setting has a value that Tiketa cannot work with."""


class DatabaseInUse(HouseError):
    """Another process writes to this SQLite file."""


class DatabaseTooNew(HouseError):
    """The database was made by a newer Tiketa."""


class InvalidLayout(HouseError):
    """A studio's layout is not valid."""


class InvalidPrices(HouseError):
    """A price table has a gap, an overlap, or a price that is not valid."""
