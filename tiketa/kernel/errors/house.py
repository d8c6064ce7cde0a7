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
    """There is no database to work with: no file, no server, or it refuses us."""


class PortUnusable(HouseError):
    """Nothing can listen there: the port is taken, or the address is none of this machine's."""


class InvalidLayout(HouseError):
    """A studio's layout is not one."""


class InvalidPrices(HouseError):
    """A price table is not one: it has a gap, an overlap, or a price that is none."""


class InvalidFilms(HouseError):
    """The file of the first house's films is none."""
