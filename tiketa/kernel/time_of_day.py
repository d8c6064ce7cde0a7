"""Times of day as people write them in files and settings."""

import re
from datetime import time

HOURS_AND_MINUTES = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def parse(written: object) -> time:
    """Return the time that is written as HH:MM, 00:00 to 23:59.

    Raises `ValueError` for anything else, also for a time or a number of TOML's own: nothing is guessed at.
    """
    found = HOURS_AND_MINUTES.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        shown = repr(written) if isinstance(written, str) else written
        raise ValueError(f'{shown} is no time of day such as "17:00"')
    return time(int(found[1]), int(found[2]))
