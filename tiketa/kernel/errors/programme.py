"""Refusals about movies and showtimes."""

from tiketa.kernel.errors.refusals import Gone, Unknown


class UnknownMovie(Unknown):
    """No movie has this id."""

    code = "unknown_movie"


class UnknownShowtime(Unknown):
    """No showtime has this id."""

    code = "unknown_showtime"


class ShowtimeOver(Gone):
    """The showtime is over or archived."""

    code = "showtime_over"
