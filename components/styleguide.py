"""Every piece of the design in every state, drawn from the style sheet that visitors get."""

from collections.abc import Mapping
from types import MappingProxyType

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.markup import labelled_field, rendered
from components.words import Words
from tiketa.halls.layout import SeatKind
from tiketa.halls.seat_map import SeatState

TOKENS = ("night", "surface", "raised", "line", "edge", "text", "soft", "violet", "cyan", "amber", "rose")
SIZES = ("hero", "head", "lead", "text", "note", "small")


def styleguide(t: Words) -> Markup:
    """Return the whole page."""
    sections = (
        ("style.colours", _colours()),
        ("style.type", _type(t)),
        ("style.buttons", _buttons(t)),
        ("style.chips", _chips(t)),
        ("style.fields", _fields(t)),
        ("style.bars", _bars(t)),
        ("style.seats", _seats(t)),
        ("style.notices", _notices(t)),
    )
    return rendered(
        h.h1[t("style.title")],
        (h.section(".style-section")[h.h2[t(key)], h.div(".style-row")[pieces]] for key, pieces in sections),
    )


def _colours() -> h.Node:
    return (h.div(".style-swatch", style=f"--swatch:var(--{name})")[h.code[f"--{name}"]] for name in TOKENS)


def _type(t: Words) -> h.Node:
    lines = (h.p(style=f"font-size:var(--t-{size})")[h.code[f"--t-{size}"], " ", t("house.motto")] for size in SIZES)
    return h.h3[t("house.motto")], lines


def _buttons(t: Words) -> h.Node:
    pieces = (
        ("button button--go", "book.confirm"),
        ("button", "movie.trailer"),
        ("button button--quiet", "book.cancel"),
    )
    return (h.button(type="button", class_=style)[t(key)] for style, key in pieces)


def _chips(t: Words) -> h.Node:
    pressed = (h.button(".chip", type="button", aria_pressed=on)[t("gallery.all_genres")] for on in ("false", "true"))
    return h.span(".chip")[t("gallery.studio", number=7)], pressed


def _fields(t: Words) -> h.Node:
    return (
        labelled_field(t("book.name"), "name", autocomplete="off", maxlength=80),
        labelled_field(t("book.contact"), "contact", autocomplete="off", maxlength=80, value="ayu@example.id"),
        h.input(".field", type="search", aria_label=t("gallery.find"), placeholder=t("gallery.find")),
    )


def _bars(t: Words) -> h.Node:
    bars = (
        h.p[t("movie.left", left=210 - 21 * tenth), h.span(".fullness", style=f"--full:{10 * tenth}%")]
        for tenth in (0, 3, 7, 10)
    )
    return bars, h.p[t("gallery.minute", minute=68, runtime=169), h.span(".progress", style="--gone:0.4")]


def _seats(t: Words) -> h.Node:
    states = (_seat(4, t(f"state.{state.name.lower()}"), state.name.lower()) for state in SeatState)
    kinds = (
        _seat(1, t(f"kind.{kind.name.lower()}"), "free", {"data-kind": kind.name.lower()})
        for kind in (SeatKind.WHEELCHAIR, SeatKind.COMPANION)
    )
    halves = (
        h.i(".seat", data_state="free", data_kind="sofa", data_side=side)[h.span[str(number)]]
        for number, side in enumerate(("left", "right"), start=1)
    )
    return states, kinds, h.div[halves, " ", t("kind.sofa")]


def _seat(number: int, words: str, state: str, kind: Mapping[str, str] = MappingProxyType({})) -> Renderable:
    return h.div[h.i(".seat", dict(kind), data_state=state)[h.span[str(number)]], " ", words]


def _notices(t: Words) -> h.Node:
    return (
        h.div(".notice")[t("why.held", seat="C4")],
        h.p(".hint")[t("book.orphan", seats="C6", better="C5, C6")],
        h.p(".chosen")[h.span[t("book.chosen")], " ", h.b["C4, C5"]],
        h.p(".countdown")[h.span[t("book.clock")], " ", h.b["8:00"]],
    )
