"""What a page costs the server, as a multiple of an empty page: `python -m benchmarks.pages`.

Processor time is measured in turns in one process, so that other load on the machine affects all pages alike. Memory
is what loaded pages use until they are left, each kind in a fresh process, because a process reuses freed memory and
does not return it.
"""

import random

from benchmarks.figures import Figure, show
from benchmarks.serving import MeasuredCinema

FLOOR = "/floor"
AIMS = {"/": 2.2, "/movie/7": 2.0, "/book/1": 1.9}  # times an empty page
PAGES = (FLOOR, *AIMS)
ROUNDS, LOADS_A_ROUND, LOADS_KEPT, WARM_UP = 25, 8, 200, 10  # few: a page that was left idles for a minute


def processor_time(house: MeasuredCinema) -> dict[str, float]:
    """Return the milliseconds of processor time that one load of each page takes."""
    for page in PAGES:
        house.load(page, WARM_UP)
    spent = dict.fromkeys(PAGES, 0.0)
    for _ in range(ROUNDS):
        for page in random.sample(PAGES, len(PAGES)):
            before = house.cpu_seconds()
            house.load(page, LOADS_A_ROUND)
            spent[page] += house.cpu_seconds() - before
    return {page: 1000 * seconds / (ROUNDS * LOADS_A_ROUND) for page, seconds in spent.items()}


def memory(page: str) -> float:
    """Return the kilobytes of memory that one open page uses."""
    with MeasuredCinema() as house:
        house.load(page, WARM_UP)
        before = house.kilobytes()
        house.load(page, LOADS_KEPT)
        return (house.kilobytes() - before) / LOADS_KEPT


def measure() -> list[Figure]:
    """Measure, and return the figures."""
    with MeasuredCinema() as house:
        times = processor_time(house)
    kept = {page: memory(page) for page in PAGES}
    return [
        *(Figure(f"{page}, processor ms", times[page], times[FLOOR], at_most=aim) for page, aim in AIMS.items()),
        *(Figure(f"{page} open without a socket, KiB", kept[page], kept[FLOOR]) for page in AIMS),
    ]


if __name__ == "__main__":
    show(measure())
