"""Pieces of markup that several components share: buttons, fields, facts."""

import json
from collections.abc import Iterable

import htpy as h
from htpy import Renderable
from markupsafe import Markup

EMPTY = Markup("")


def rendered(*nodes: h.Node) -> Markup:
    """Return the markup of these nodes, ready to be kept and sent."""
    return Markup(h.fragment[nodes])  # noqa: S704  htpy escapes what is not markup


def action_button(
    label: h.Node,
    action: str,
    *,
    style: str = "button",
    args: object = None,
    testid: str = "",
    pressed: bool | None = None,
) -> Renderable:
    """Return a button whose click is the named action, see `Fragment.on_action`; `pressed` is for one that toggles."""
    state = {} if pressed is None else {"aria-pressed": str(pressed).lower()}
    hook = {"data-testid": testid} if testid else {}
    return h.button({"type": "button", "class": style} | action_attributes(action, args) | hook | state)[label]


def action_attributes(action: str, args: object = None) -> dict[str, str]:
    """Return what makes an element's click the named action; `args` are a JSON object by the handler's parameters."""
    return {"data-action": action} | ({"data-args": json.dumps(args)} if args else {})


def labelled_field(
    label: str, name: str, *, autocomplete: str, maxlength: int, value: str = "", **more: str | int
) -> Renderable:
    """Return a text field with its label; `more` are attributes of the field."""
    attributes: dict[str, str | int] = {
        "name": name,
        "autocomplete": autocomplete,
        "maxlength": maxlength,
        "value": value,
    }
    return h.label(".labelled")[h.span[label], h.input(".field", attributes | more)]


def fact_list(rows: Iterable[tuple[str, h.Node]]) -> Renderable:
    """Return facts, each with its name."""
    return h.dl(".facts")[(h.div[h.dt[name], h.dd[value]] for name, value in rows)]


def notice_part() -> Markup:
    """Return the place where a page shows the result of an action; its part `notice` changes."""
    return rendered(h.div(".notice", role="status", data_testid="notice", data_part="notice"))
