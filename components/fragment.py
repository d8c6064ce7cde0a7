"""Ready markup as one element, with named parts that can change: what most of a page is made of."""

import json
from collections.abc import Callable, Mapping

from markupsafe import Markup
from nicegui import ui
from nicegui.events import GenericEventArguments

EMPTY = Markup("")
CHILDREN = Markup("<!--children-->")

# A piece of markup says what was clicked by its data-act; a click that wants a new tab is left to the browser.
SAY_WHAT_WAS_CLICKED = """(e) => {
  const piece = e.target.closest('[data-act]');
  if (!piece || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  e.preventDefault();
  emit(piece.dataset.act);
}"""
SAY_WHAT_WAS_FILLED_IN = "(e) => { e.preventDefault(); emit(Object.fromEntries(new FormData(e.target))); }"


def part(name: str, content: Markup) -> Markup:
    """Return a named part of some markup."""
    return Markup('<div data-part="{}">{}</div>').format(name, content)


def data(name: str, content: object) -> str:
    """Return what a page says to its scripts beside its elements, which are quoted anew for every visitor.

    One letter beyond ASCII among the elements makes NiceGUI's quoting a hundred times slower (docs/decisions/0004).
    """
    return str(Markup('<template id="{}">{}</template>').format(name, json.dumps(content, ensure_ascii=False)))


class Fragment(ui.element, component="tiketa_fragment.js"):
    """Shows markup; elements that are built inside it stand where `CHILDREN` does, or at its end.

    Few elements make a page cheap, so one holds much, and a page's markup is sent as it is, not quoted inside of the
    page's JSON (docs/decisions/0004).
    """

    def __init__(self, content: Markup) -> None:
        """Show the markup; it may have parts."""
        super().__init__()
        self._content = content
        self._changed: dict[str, Markup] = {}
        if self.client.has_socket_connection:
            self._props["content"] = content
        else:
            ui.add_body_html(str(Markup('<template id="t{}">{}</template>').format(self.id, content)))
            self._props["template"] = f"t{self.id}"

    def patch(self, parts: Mapping[str, Markup]) -> None:
        """Show other markup in these parts; sends nothing where nothing has changed since it was last said."""
        if news := {name: markup for name, markup in parts.items() if self._changed.get(name) != markup}:
            self._changed |= news
            self.run_method("patch", news)

    def on_act(self, callback: Callable[[str], object]) -> "Fragment":
        """Tell the callback the `data-act` of whatever inside was clicked; whatever else is sent is empty."""

        def hear(event: GenericEventArguments) -> object:
            return callback(_text(event))

        self.on("click", hear, js_handler=SAY_WHAT_WAS_CLICKED)
        return self

    def on_submit(self, callback: Callable[[Mapping[str, str]], object]) -> "Fragment":
        """Tell the callback what was filled in, by the fields' names, when the form inside is sent."""

        def hear(event: GenericEventArguments) -> object:
            sent = event.args if isinstance(event.args, dict) else {}
            return callback({str(name): value for name, value in sent.items() if isinstance(value, str)})

        self.on("submit", hear, js_handler=SAY_WHAT_WAS_FILLED_IN)
        return self

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        """Let NiceGUI's simulated user read the words: first what was written, then what has changed."""
        shown: list[str] = super()._displayed_contents(only_visible=only_visible)
        return [*shown, *(words.striptags() for words in (self._content, *self._changed.values()))]


def _text(event: GenericEventArguments) -> str:
    return event.args if isinstance(event.args, str) else ""
