"""QR codes of tickets and links: as SVG for pages, as PNG for mail, and as bars for PDF."""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import groupby

import htpy as h
import segno
from markupsafe import Markup

from components.markup import rendered
from components.theme import PRINT

QUIET_ZONE = 4  # modules of white around the code; the standard requires four
LOWEST_LEVEL = "m"  # segno raises it where that costs no size
PIXELS = 6  # a module's side in the picture

Bar = tuple[int, int, int]


def qr_svg(token: str, label: str) -> Markup:
    """Return the code as a drawing that brings its own white ground, to be sized by CSS."""
    side = len(qr_modules(token))
    bars = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in qr_bars(token))
    box = {"role": "img", "aria-label": label, "viewBox": f"0 0 {side} {side}", "shape-rendering": "crispEdges"}
    return rendered(
        h.svg(".qr", box)[
            h.Element("path")(fill=PRINT["paper"], d=f"M0 0h{side}v{side}H0z"),
            h.Element("path")(fill=PRINT["ink"], d=bars),
        ]
    )


def qr_png(token: str) -> bytes:
    """Return the code as a picture, for mail, where drawings are not shown."""
    file = BytesIO()
    _code(token).save(file, kind="png", scale=PIXELS, border=QUIET_ZONE, dark=PRINT["ink"], light=PRINT["paper"])
    return file.getvalue()


def qr_bars(token: str) -> Iterator[Bar]:
    """Yield the dark parts of each row as column, row and length, the quiet zone counted in."""
    for y, row in enumerate(qr_modules(token)):
        for is_dark, columns in groupby(range(len(row)), key=row.__getitem__):
            if is_dark:
                x, *rest = columns
                yield x, y, 1 + len(rest)


@lru_cache(maxsize=256)
def qr_modules(token: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of the code, dark is True, with the quiet zone around."""
    return tuple(tuple(map(bool, row)) for row in _code(token).matrix_iter(border=QUIET_ZONE))


@lru_cache(maxsize=256)
def _code(token: str) -> segno.QRCode:
    return segno.make_qr(token, error=LOWEST_LEVEL)
