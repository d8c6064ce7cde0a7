"""Plans the programme day by day, so that a plan of many days keeps no visitor's act waiting."""

from tiketa.office import BoxOffice
from tiketa.programme import schedule
from tiketa.programme.schedule import Plan


async def roll(office: BoxOffice, *, days: int | None = None) -> Plan:
    """Archive what is over and create what is missing, each day in an act of its own, and return what was done.

    Where it is broken off, the next run does the rest.
    """
    count = days or office.settings.schedule_days
    return Plan.of([await office.perform(schedule.roll, days=1, skip=day) for day in range(count)])
