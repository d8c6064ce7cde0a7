"""What a page costs the server, as a multiple of an empty page: `python -m benchmarks.pages`.

Processor time is measured in turns in one process, so that other load on the machine affects all pages alike. Memory
is what loaded pages use until they are left, each kind in a fresh process, because a process reuses freed memory and
does not return it.
"""

import random

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


def main() -> None:
    """Measure, and say how it compares with the aims."""
    with MeasuredCinema() as house:
        times = processor_time(house)
    kept = {page: memory(page) for page in PAGES}
    print(f"{'page':10} {'CPU ms':>8} {'times':>6} {'KiB':>8} {'times':>6} {'aim':>6}")
    for page in PAGES:
        time, size = times[page] / times[FLOOR], kept[page] / kept[FLOOR]
        aim = f"{AIMS[page]:.1f}" if page in AIMS else ""
        print(f"{page:10} {times[page]:8.2f} {time:6.2f} {kept[page]:8.1f} {size:6.2f} {aim:>6}")


if __name__ == "__main__":
    main()
