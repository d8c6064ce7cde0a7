"""The benchmarks still work; what they find is not looked at here."""

import subprocess
import sys
from pathlib import Path

from benchmarks.curves import draw
from benchmarks.figures import Figure

ROOT = Path(__file__).parent.parent


def test_the_short_form_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--short"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "hold and book, 32 callers" in done.stdout
    assert "tap to the last map, 3 watching" in done.stdout
    assert "visits of 32 at once" in done.stdout


def test_figures_are_compared_with_aims() -> None:
    assert Figure("fast", 3.0, 2.0, at_least=1.5).is_met
    assert not Figure("slow", 3.0, 2.0, at_most=1.4).is_met
    assert Figure("alone", 3.0, at_most=3.0).is_met


def test_curves_have_one_path_each() -> None:
    names = ("tap to the last map", "tap to one's own seat")
    figures = [Figure(f"{name}, {number} watching, ms", number / 10, 1.0) for name in names for number in (50, 200)]
    picture = draw((50, 200), figures)
    assert picture.count("<path") == 3
    assert "200" in picture
