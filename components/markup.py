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
    label: h.Node, action: str, *, style: str = "button", args: object = None, **attributes: str | bool
) -> Renderable:
    """Return a button whose click is the named action (see `Fragment.on_action`), with these arguments."""
    return h.button(
        type="button", class_=style, **action_attributes(action, args), **attributes  # type: ignore[arg-type]
    )[label]


def action_attributes(action: str, args: object = None) -> dict[str, str]:
    """Return what makes an element's click the named action; `args` are a JSON object by the handler's parameters."""
    return {"data-action": action} | ({"data-args": json.dumps(args)} if args else {})


def labelled_field(label: str, name: str, *, autocomplete: str, maxlength: int, value: str = "", **more: str) -> Renderable:
    """Return a text field with its label."""
    return h.label(".labelled")[
        h.span[label],
        h.input(
            ".field", name=name, autocomplete=autocomplete, maxlength=maxlength, value=value, **more  # type: ignore[arg-type]
        ),
    ]


def facts(rows: Iterable[tuple[str, h.Node]]) -> Renderable:
    """Return facts, each with its name."""
    return h.dl(".facts")[(h.div[h.dt[name], h.dd[value]] for name, value in rows)]
