"""A fragment: markup as one element, with named parts that can change; most of a page is one."""

import inspect
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, get_type_hints

import htpy as h
from markupsafe import Markup
from nicegui import ui
from nicegui.events import GenericEventArguments
from pydantic import TypeAdapter, ValidationError

from components.markup import rendered

CHILDREN = rendered(h.comment("children"))
MOST_CHARACTERS, MOST_VALUES = 200, 40  # of an argument that a click brings
MOST_FIELDS, MOST_TEXT = 20, 1000  # of a form; a field has 120 characters at most, and more is refused as too long

# A piece of markup names its action; a click that wants a new tab, and a form that is posted, are left to the browser.
SEND_ACTION = """(e) => {
  const piece = e.target.closest('[data-action]');
  if (!piece || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  e.preventDefault();
  emit({ action: piece.dataset.action, args: JSON.parse(piece.dataset.args ?? '{}') });
}"""
SEND_FORM = """(e) => {
  if (e.target.method === 'post') return;
  e.preventDefault();
  emit(Object.fromEntries(new FormData(e.target)));
}"""


def part(name: str, content: h.Node) -> Markup:
    """Return a named part of some markup."""
    return rendered(h.div(data_part=name)[content])


def data(name: str, content: object) -> str:
    """Return a template element with data for the page's scripts: element props are quoted anew for every visitor.

    One character beyond ASCII among the elements makes NiceGUI's quoting a hundred times slower (docs/decisions/0004).
    """
    return str(rendered(h.template(id=name)[json.dumps(content, ensure_ascii=False)]))


class Fragment(ui.element, component="tiketa_fragment.js"):
    """Shows markup; elements that are built inside it stand where `CHILDREN` does, or at its end.

    Few elements make a page cheap, so one holds much, and a page's markup is sent as it is, not quoted inside of the
    page's JSON (docs/decisions/0004). Changed parts are morphed in the browser: focus, typed text and opened details
    stay.
    """

    def __init__(self, content: Markup) -> None:
        """Show the markup; it may have parts."""
        super().__init__()
        self._content = content
        self._changed: dict[str, Markup] = {}
        if self.client.has_socket_connection:
            self._props["content"] = content
        else:
            ui.add_body_html(str(rendered(h.template(id=f"t{self.id}")[content])))
            self._props["template"] = f"t{self.id}"

    def patch(self, parts: Mapping[str, Markup]) -> None:
        """Show other markup in these parts; sends nothing where nothing has changed since the last time."""
        if changed := {name: markup for name, markup in parts.items() if self._changed.get(name) != markup}:
            self._changed |= changed
            self.run_method("patch", changed)

    def on_action(self, **handlers: Callable[..., object]) -> "Fragment":
        """Call the handler that is named as the clicked piece's action, with the piece's arguments.

        What a browser sends is not trusted: an unknown action, or arguments that do not match the handler's parameters
        and their types, are ignored.
        """

        def dispatch(event: GenericEventArguments) -> object:
            match event.args:
                case {"action": str(action), "args": dict(args)} if action in handlers:
                    handler = handlers[action]
                    return handler(**args) if _fits(handler, args) else None
            return None

        self.on("click", dispatch, js_handler=SEND_ACTION)
        return self

    def on_submit(self, callback: Callable[[Mapping[str, str]], object]) -> "Fragment":
        """Call back with what was filled in, by the fields' names, when the form inside is sent."""

        def submitted(event: GenericEventArguments) -> object:
            sent = event.args if isinstance(event.args, dict) else {}
            fields = {str(name): value[:MOST_TEXT] for name, value in sent.items() if isinstance(value, str)}
            return callback(fields if len(fields) <= MOST_FIELDS else {})

        self.on("submit", submitted, js_handler=SEND_FORM)
        return self

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        """Let NiceGUI's simulated user read the words: first the original text, then what has changed."""
        shown: list[str] = super()._displayed_contents(only_visible=only_visible)
        return [*shown, *(words.striptags() for words in (self._content, *self._changed.values()))]


def _fits(handler: Callable[..., object], args: Mapping[str, Any]) -> bool:
    """Say whether the arguments match the handler's parameters, by name and type, and are within the limits."""
    parameters = _parameters(getattr(handler, "__func__", handler))
    if args.keys() - parameters.keys() or len(json.dumps(args)) > MOST_CHARACTERS + MOST_VALUES * 10:
        return False
    try:
        for name, (kind, is_required) in parameters.items():
            if name in args:
                kind.validate_python(args[name], strict=True)
            elif is_required:
                return False
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=256)
def _parameters(function: Callable[..., object]) -> dict[str, tuple[TypeAdapter[Any], bool]]:
    """Return a function's parameters by name, `self` left out: their types, and whether they must be given."""
    hints = get_type_hints(function)
    return {
        name: (TypeAdapter(hints[name]), parameter.default is parameter.empty)
        for name, parameter in inspect.signature(function).parameters.items()
        if name != "self"
    }
