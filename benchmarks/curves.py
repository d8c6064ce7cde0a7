"""The picture of `docs/performance.md`: milliseconds over the number of open maps."""

from collections.abc import Sequence

import htpy as h

from benchmarks.figures import Figure

WIDTH, HEIGHT, MARGIN = 720, 360, 56
COLOURS = ("#5a45d6", "#0f8a94", "#8a8fa8")
GRID = 5  # lines
NAMES = ("last of all maps", "one's own seat", "bare broadcast")

svg, path, text, line = h.Element("svg"), h.Element("path"), h.Element("text"), h.Element("line")


def draw(watching: Sequence[int], figures: Sequence[Figure]) -> str:
    """Return an SVG of the curves; `figures` are those of `benchmarks.live`, with these numbers watching."""
    last = [each for each in figures if each.name.startswith("tap to the last map")]
    own = [each for each in figures if each.name.startswith("tap to one's own seat")]
    series = ([each.value for each in last], [each.value for each in own], [each.floor or 0.0 for each in last])
    highest = max(map(max, series)) * 1.1
    xs = [MARGIN + round((WIDTH - 2 * MARGIN) * number / max(watching)) for number in watching]
    return str(
        svg(
            viewBox=f"0 0 {WIDTH} {HEIGHT}", xmlns="http://www.w3.org/2000/svg", font_family="sans-serif", font_size=12
        )[
            (_grid(highest * step / GRID, highest) for step in range(GRID + 1)),
            (
                text(x=x, y=HEIGHT - MARGIN // 2, text_anchor="middle")[str(n)]
                for x, n in zip(xs, watching, strict=True)
            ),
            text(x=WIDTH // 2, y=HEIGHT - 6, text_anchor="middle")["open maps of one showtime"],
            (_curve(number, xs, values, highest) for number, values in enumerate(series)),
        ]
    )


def _y(value: float, highest: float) -> int:
    return HEIGHT - MARGIN - round((HEIGHT - 2 * MARGIN) * value / highest)


def _grid(value: float, highest: float) -> h.Node:
    y = _y(value, highest)
    return [
        line(x1=MARGIN, x2=WIDTH - MARGIN, y1=y, y2=y, stroke="#dddddd"),
        text(x=MARGIN - 8, y=y + 4, text_anchor="end")[f"{value:.0f} ms"],
    ]


def _curve(number: int, xs: Sequence[int], values: Sequence[float], highest: float) -> h.Node:
    points = " ".join(f"{x},{_y(value, highest)}" for x, value in zip(xs, values, strict=True))
    return [
        path(d=f"M {points}", fill="none", stroke=COLOURS[number], stroke_width=2),
        text(x=MARGIN + 12, y=MARGIN - 32 + 16 * number, fill=COLOURS[number])[NAMES[number]],
    ]
