"""The seat map: one element, drawn in the browser; it reports which seat was tapped, and decides nothing."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from nicegui import ui
from nicegui.events import GenericEventArguments

from components.fragment import data
from components.words import Words
from tiketa.halls.layout import Layout, SeatKind
from tiketa.halls.seat_map import SeatMap, SeatState

LEGEND = (SeatState.FREE, SeatState.MINE, SeatState.BOOKED, SeatState.HELD, SeatState.SOLD)
LABELS = (
    "map", "screen", "seat", "row", "zoom_in", "zoom_out", "whole", "list", "keys", "keys_title", "close", "few_left",
)  # fmt: skip
SHORTCUTS = ("arrows", "ends", "pages", "pick")
MODULES = Path(__file__).parent / "map"


class SeatMapView(ui.element, component="tiketa_seat_map.js", esm={"tiketa-seat-map": str(MODULES)}):
    """Shows a showtime's seats: the drawing is sent once, public states to all pages, own seats to their visitor.

    What is the same for all visitors goes to all pages of the showtime by one message (`pages/edge/live.py`); this
    element only sends the visitor's own seats.
    """

    def __init__(
        self,
        current: Callable[[], SeatMap],
        t: Words,
        *,
        showtime_id: int,
        everybody: str,
        prices: Mapping[SeatKind, int],
        art: str,
        on_pick: Callable[[str, bool], object],
    ) -> None:
        """Draw the map; `current` answers what the visitor's map is now, `everybody` are the states that all see.

        `art` is the address of the film's picture, for the view from a seat. `on_pick` is called with the seat that was
        tapped and whether it is wanted, or is to be released.
        """
        super().__init__()
        self._on_pick = on_pick
        self._current = current
        self._t = t
        seats = current()
        ui.add_body_html(_words(t))
        ui.add_body_html(_drawing(seats.layout))
        self._own = _own(seats)
        self._props.update(showtime=showtime_id, states=everybody, ownSeats=self._own, prices=self._labels_of(prices))
        self._props["art"] = art
        self.on("pick", self._picked)

    def show_own(self) -> None:
        """Show which seats are the visitor's now; sends nothing where nothing has changed."""
        own = _own(self._current())
        if own != self._own:
            self._own = own
            self.run_method("showOwn", own)

    def show_prices(self, prices: Mapping[SeatKind, int]) -> None:
        """Show other prices."""
        self._props["prices"] = self._labels_of(prices)

    def _labels_of(self, prices: Mapping[SeatKind, int]) -> dict[str, str]:
        return {_name(kind): _price(kind, price, self._t) for kind, price in prices.items()}

    def _picked(self, event: GenericEventArguments) -> object:
        match event.args:
            case {"seat": str(seat), "wanted": bool(wanted)}:
                return self._on_pick(seat, wanted)
        return None

    def _handle_delete(self) -> None:
        """Let go of the page: it holds this element, and both would stay in memory, as a cycle."""
        super()._handle_delete()
        seats = self._current()
        self._current = lambda: seats
        self._on_pick = _ignore

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        """Let NiceGUI's simulated user see the seats, as "C4 held"."""
        shown: list[str] = super()._displayed_contents(only_visible=only_visible)
        return shown + [f"{view.seat} {view.state.name.lower()}" for view in self._current()]


def _ignore(_seat: str, _wanted: bool) -> None:  # noqa: FBT001  as the map calls it
    """Do nothing."""


def _own(seats: SeatMap) -> dict[str, list[str]]:
    return {"mine": list(seats.mine), "booked": list(seats.booked)}


@lru_cache(maxsize=256)
def _drawing(layout: Layout) -> str:
    """Return the hall as the browser draws it: each row's seats and gaps (null), special kinds, and sofas by seat."""
    columns = {place: seat for seat, place in layout.places.items()}
    rows = [
        {"name": row.name, "seats": [columns.get((number, column)) for column in range(len(row.cells))]}
        for number, row in enumerate(layout.rows)
    ]
    kinds = {seat: _name(kind) for seat, kind in layout.kinds.items() if kind is not SeatKind.REGULAR}
    return data("seat-map-drawing", {"screen": layout.screen, "rows": rows, "kinds": kinds, "sofas": layout.pairs})


@lru_cache
def _words(t: Words) -> str:
    """Return the words of the map, as they are sent with the page."""
    words: dict[str, object] = {label: t(f"book.{label}") for label in LABELS}
    words["states"] = {state.value: _name(state) for state in SeatState}
    words["state_labels"] = {_name(state): t(f"state.{_name(state)}") for state in SeatState}
    words["kinds"] = _labelled("name", SeatKind, t, "kind")
    words["legend"] = _labelled("state", LEGEND, t, "legend")
    words["shortcuts"] = [{"keys": t(f"keys.{keys}"), "action": t(f"keys.{keys}_do")} for keys in SHORTCUTS]
    return data("seat-map-words", words)


def _labelled(key: str, values: Iterable[SeatKind | SeatState], t: Words, section: str) -> list[dict[str, str]]:
    return [{key: _name(value), "label": t(f"{section}.{_name(value)}")} for value in values]


def _name(value: SeatKind | SeatState) -> str:
    return value.name.lower()


def _price(kind: SeatKind, price: int, t: Words) -> str:
    """Return a seat's price in ASCII, see `data`; of a sofa it is said that each of its two seats costs that much."""
    amount = t.money(price).replace("\u00a0", " ")
    return t("book.each", price=amount) if kind is SeatKind.SOFA and price else amount
