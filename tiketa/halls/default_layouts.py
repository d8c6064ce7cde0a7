"""The Time Gallery's halls, as data: a letter a seat (see `seat_map.SeatKind`), `_` for a gap."""

from collections.abc import Mapping
from types import MappingProxyType

DEFAULT_LAYOUT: Mapping[str, object] = MappingProxyType(
    {
        "screen": "bottom",
        "rows": [[name, "#########_#########"] for name in "ABCDEFGHIJ"]
        + [["K", ""], ["L", "_wc######_######cw_"], ["M", "__#######_#######__"]],
    }
)
"""210 seats: A-J of 18, K is a walkway, L of 16 and M of 14, an aisle down the middle (DESIGN.md, section 3).

A wheelchair place and a companion's beside it at either end of L, which the walkway reaches without a step.
"""

LAYOUT_WITH_SOFAS: Mapping[str, object] = MappingProxyType(
    {
        "screen": "bottom",
        "rows": [["A", "_ssssssss_ssssssss_"], ["B", "_ssssssss_ssssssss_"], ["C", ""]]
        + [[name, "#########_#########"] for name in "DEFGHIJ"]
        + [["K", ""], ["L", "_wc######_######cw_"], ["M", "__#######_#######__"]],
    }
)
"""188 seats: sixteen sofas for two in the last two rows, behind a walkway, and the default hall before them."""

STUDIOS_WITH_SOFAS = (2, 21)  # Your Name, and La La Land: couples come for these


def layout_of(studio_number: int) -> Mapping[str, object]:
    """Return the layout of one of The Time Gallery's studios."""
    return LAYOUT_WITH_SOFAS if studio_number in STUDIOS_WITH_SOFAS else DEFAULT_LAYOUT
