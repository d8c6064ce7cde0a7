"""The seat map: one element, drawn in the browser; it says which seat was tapped, and decides nothing."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from nicegui import ui
from nicegui.events import GenericEventArguments

from components.fragment import data
from components.words import Words
from tiketa.halls.layout import GAP, Layout, SeatKind
from tiketa.halls.seat_map import SeatMap, SeatState

NAMES = {state.value: state.name.lower() for state in SeatState}
IN_LEGEND = (SeatState.FREE, SeatState.MINE, SeatState.BOOKED, SeatState.HELD, SeatState.SOLD)
TOOLS = ("map", "screen", "seat", "row", "zoom_in", "zoom_out", "whole", "list", "keys", "keys_title", "close")
KEYS = ("arrows", "ends", "pages", "pick")


class SeatMapView(ui.element, component="tiketa_seat_map.js"):
    """Shows a `SeatMap`: the layout is sent once, the states as one short string whenever they change."""

    def __init__(
        self, seats: SeatMap, t: Words, *, prices: Mapping[SeatKind, int], on_pick: Callable[[str], object]
    ) -> None:
        """Draw the map; `on_pick` hears the seat that was tapped, or "" for what no seat could have sent."""
        super().__init__()
        self._on_pick = on_pick
        ui.add_body_html(_words(t))
        self._t = t
        self._props.update(layout=_drawing(seats.layout), states=seats.states, prices=self._told(prices))
        self._seats = seats
        self.on("pick", self._hear)

    def show(self, seats: SeatMap) -> None:
        """Show another state of the same hall; sends nothing where nothing has changed."""
        self._seats = seats
        if self._props["states"] != seats.states:
            self._props["states"] = seats.states

    def show_prices(self, prices: Mapping[SeatKind, int]) -> None:
        """Show other prices."""
        self._props["prices"] = self._told(prices)

    @property
    def seats(self) -> SeatMap:
        """What is shown now."""
        return self._seats

    def _told(self, prices: Mapping[SeatKind, int]) -> tuple[tuple[str, str], ...]:
        return tuple((kind.value, _price(kind, price, self._t)) for kind, price in prices.items())

    def _hear(self, event: GenericEventArguments) -> object:
        return self._on_pick(event.args if isinstance(event.args, str) else "")

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        """Let NiceGUI's simulated user see the seats, as "C4 held"."""
        shown: list[str] = super()._displayed_contents(only_visible=only_visible)
        return shown + [f"{view.seat} {view.state.name.lower()}" for view in self._seats]


@lru_cache(maxsize=256)
def _drawing(layout: Layout) -> tuple[object, ...]:  # tuples: NiceGUI watches each list and dict for changes
    """Return where the screen is, and each row's name and cells as the browser draws them: a kind or a gap."""
    return layout.screen, GAP, tuple((row.name, row.cells) for row in layout.rows)


@lru_cache
def _words(t: Words) -> str:
    """Return what the map says, as it is sent with the page."""
    words = (
        *((key, t(f"book.{key}")) for key in TOOLS),
        ("states", tuple((letter, name, t(f"state.{name}")) for letter, name in NAMES.items())),
        ("kinds", tuple((kind.value, *_names(kind, t)) for kind in SeatKind)),
        ("legend", tuple((state.value, t(f"legend.{state.name.lower()}")) for state in IN_LEGEND)),
        ("what_keys_do", tuple((t(f"keys.{key}"), t(f"keys.{key}_do")) for key in KEYS)),
    )
    return data("words-of-the-map", words)


def _price(kind: SeatKind, price: int, t: Words) -> str:
    """Return a seat's price in ASCII, see `data`; of a sofa it is said that each of its two seats costs that much."""
    amount = t.money(price).replace("\u00a0", " ")
    return t("book.each", price=amount) if kind is SeatKind.SOFA and price else amount


def _names(kind: SeatKind, t: Words) -> tuple[str, str]:
    return kind.name.lower(), t(f"kind.{kind.name.lower()}")
