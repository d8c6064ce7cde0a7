"""Errors for the operator, never for visitors: each is one line."""


class OperatorError(Exception):
    """An error for the operator, in one line."""


class InvalidSetting(OperatorError):
    """A setting has a value that Tiketa cannot work with."""


class DatabaseInUse(OperatorError):
    """Another process writes to this SQLite file."""


class DatabaseTooNew(OperatorError):
    """The database was made by a newer Tiketa."""


class SchemaDiffers(OperatorError):
    """The database's tables are not those that this Tiketa works with."""


class DatabaseUnreachable(OperatorError):
    """The database cannot be used: there is no such file or server, or it refuses."""


class OutcomeUnknown(OperatorError):
    """The database went away while it committed an act, so that it is not known whether it did."""


class PortUnusable(OperatorError):
    """Nothing can listen there: the port is taken, or the address is not one of this machine's."""


class InvalidLayout(OperatorError):
    """A studio's layout is not valid."""


class InvalidPrices(OperatorError):
    """A price table has a gap, an overlap, or a price that is not valid."""


class InvalidFilms(OperatorError):
    """The bundled file of films is not valid."""


class BackupUnusable(OperatorError):
    """A backup cannot be made, or there is nothing in it to go back to."""
