"""Every piece of the design in every state, drawn from the style sheet that visitors get."""

from markupsafe import Markup

from components.fragment import EMPTY
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
        ("style.told", _told(t)),
    )
    section = Markup('<section class="style-section"><h2>{}</h2><div class="style-row">{}</div></section>')
    return Markup("<h1>{}</h1>{}").format(
        t("style.title"), EMPTY.join(section.format(t(key), pieces) for key, pieces in sections)
    )


def _colours() -> Markup:
    swatch = Markup('<div class="style-swatch" style="--swatch:var(--{name})"><code>--{name}</code></div>')
    return EMPTY.join(swatch.format(name=name) for name in TOKENS)


def _type(t: Words) -> Markup:
    line = Markup('<p style="font-size:var(--t-{size})"><code>--t-{size}</code> {words}</p>')
    faces = Markup('<p class="hero__house">{}</p><h3>{}</h3>').format(t("gallery.house"), t("house.motto"))
    return faces + EMPTY.join(line.format(size=size, words=t("house.motto")) for size in SIZES)


def _buttons(t: Words) -> Markup:
    button = Markup('<button type="button" class="button {style}">{words}</button>')
    pieces = (("button--go", "book.confirm"), ("", "movie.trailer"), ("button--quiet", "book.cancel"))
    return EMPTY.join(button.format(style=style, words=t(key)) for style, key in pieces)


def _chips(t: Words) -> Markup:
    chip = Markup('<button type="button" class="chip" aria-pressed="{on}">{words}</button>')
    told = Markup('<span class="chip">{}</span>').format(t("gallery.studio", number=7))
    return told + EMPTY.join(chip.format(on=on, words=t("gallery.all_genres")) for on in ("false", "true"))


def _fields(t: Words) -> Markup:
    field = Markup('<label class="labelled"><span>{label}</span><input class="field" value="{value}"></label>')
    search = Markup('<input class="field" type="search" aria-label="{words}" placeholder="{words}">')
    labelled = field.format(label=t("book.name"), value="") + field.format(
        label=t("book.contact"), value="ayu@example.id"
    )
    return labelled + search.format(words=t("gallery.find"))


def _bars(t: Words) -> Markup:
    bar = Markup('<p>{words}<span class="fullness" style="--full:{full}%"></span></p>')
    fullness = (bar.format(words=t("movie.left", left=210 - 21 * tenth), full=10 * tenth) for tenth in (0, 3, 7, 10))
    running = Markup('<p>{}<span class="progress" style="--gone:0.4"></span></p>')
    return EMPTY.join(fullness) + running.format(t("gallery.minute", minute=68, runtime=169))


def _seats(t: Words) -> Markup:
    seat = Markup('<div><i class="seat" data-state="{state}"{kind}><span>{number}</span></i> {words}</div>')
    states = (
        seat.format(state=state.name.lower(), kind="", number=4, words=t(f"state.{state.name.lower()}"))
        for state in SeatState
    )
    kinds = (
        seat.format(
            state="free",
            kind=Markup(' data-kind="{}"').format(kind.name.lower()),
            number=1,
            words=t(f"kind.{kind.name.lower()}"),
        )
        for kind in (SeatKind.WHEELCHAIR, SeatKind.COMPANION)
    )
    half = Markup('<i class="seat" data-state="free" data-kind="sofa" data-side="{}"><span>{}</span></i>')
    sofa = Markup("<div>{}{} {}</div>").format(half.format("left", 1), half.format("right", 2), t("kind.sofa"))
    return EMPTY.join((*states, *kinds, sofa))


def _told(t: Words) -> Markup:
    return Markup(
        '<div class="notice">{refused}</div><p class="hint">{hint}</p>'
        '<p class="chosen"><span>{chosen}</span> <b>C4, C5</b></p>'
        '<p class="countdown"><span>{clock}</span> <tiketa-countdown>8:00</tiketa-countdown></p>'
    ).format(
        refused=t("why.held", seat="C4"),
        hint=t("book.orphan", seats="C6"),
        chosen=t("book.chosen"),
        clock=t("book.clock"),
    )
