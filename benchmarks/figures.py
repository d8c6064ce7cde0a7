"""What a benchmark finds: a figure, the floor of the same run, their ratio, and the aim."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. Aims are ratios to the floor where there is one, and the figure itself where there is none."""

    name: str
    value: float
    floor: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def ratio(self) -> float | None:
        """The figure as a multiple of its floor."""
        return self.value / self.floor if self.floor else None

    @property
    def is_met(self) -> bool:
        """Whether the aim is met; True where there is none."""
        measured = self.value if self.ratio is None else self.ratio
        return (self.at_least is None or measured >= self.at_least) and (
            self.at_most is None or measured <= self.at_most
        )

    @property
    def aim(self) -> str:
        """The aim, such as ">= 0.5"."""
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return "" if self.at_most is None else f"<= {self.at_most:g}"


def show(figures: Iterable[Figure]) -> None:
    """Print a table."""
    print(f"{'figure':50} {'value':>9} {'floor':>9} {'ratio':>6} {'aim':>8}")
    for each in figures:
        floor = "" if each.floor is None else f"{each.floor:.2f}"
        ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
        missed = "" if each.is_met else "  missed"
        print(f"{each.name:50} {each.value:9.2f} {floor:>9} {ratio:>6} {each.aim:>8}{missed}")
