"""Measures everything, and prints one table: `python -m benchmarks [--short]`, about ten minutes on two cores.

Results are kept in `benchmarks/results.json`, and the curves over the number of watchers in
`docs/images/performance.svg`.
`--short` makes few rounds, to show that all of it works; its figures say nothing and are not kept.
"""

import json
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import acts, acts_postgresql, crowd, live, memory, pages, planning, processes, size, visits
from benchmarks.curves import draw
from benchmarks.figures import Figure, show

RESULTS = Path(__file__).parent / "results.json"
CURVES = Path(__file__).parents[1] / "docs" / "images" / "performance.svg"


def main(*, short: bool) -> None:
    """Measure, print, and keep."""
    if short:
        show(
            [
                *acts.measure(acts.SHORT),
                *acts_postgresql.measure(acts.SHORT),
                *live.measure((3,), rounds=1),
                *visits.measure(rounds=1, count=8),
            ]
        )
        return
    curves = live.measure()
    decided = [*acts.measure(), *acts_postgresql.measure()]
    load = [*curves, *crowd.measure(), *visits.measure(), *processes.measure(), *pages.measure()]
    figures = [*decided, *load, *size.measure(), *planning.measure(), *memory.measure()]
    show(figures)
    keep(figures)
    CURVES.write_text(draw(live.WATCHING, curves), encoding="utf-8")


def keep(figures: list[Figure]) -> None:
    """Write the figures to a file, with what they were measured on."""
    found = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),  # noqa: TID251  no clock to be injected here
        "python": platform.python_version(),
        "machine": platform.machine(),
        "figures": [{**asdict(each), "ratio": each.ratio, "is_met": each.is_met} for each in figures],
    }
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(short="--short" in sys.argv)
