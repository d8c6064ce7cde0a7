"""Errors that only the engineer is told, in one line."""


class HouseError(Exception):
    """What only the engineer is told, in one line."""


class InvalidSetting(HouseError):
    """A setting has a value that Tiketa cannot work with."""


class DatabaseInUse(HouseError):
    """Another process writes to this SQLite file."""


class DatabaseTooNew(HouseError):
    """The database was made by a newer Tiketa."""


class DatabaseUnreachable(HouseError):
    """The database did not answer in the time that the start waits for it."""


class OutcomeUnknown(HouseError):
    """The database went away while it committed an act, so that nobody knows whether it did."""


class InvalidLayout(HouseError):
    """A studio's layout is not one."""


class InvalidPrices(HouseError):
    """A price table is not one: it has a gap, an overlap, or a price that is none."""
