"""The frame around every page: head, header, main and foot."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup
from nicegui import app, ui
from nicegui.events import GenericEventArguments

from components.text import Words

ASSETS = Path(__file__).parent.parent / "assets"
FAVICON = ASSETS / "images" / "favicon.svg"
BRAND = {"primary": "#8b7bff", "secondary": "#46d9e6", "dark": "#0b0d1e", "dark_page": "#070817", "negative": "#ff7a8a"}

# A piece of markup says what was clicked by its data-act; a click that wants a new tab is left to the browser.
SAY_WHAT_WAS_CLICKED = """(e) => {
  const piece = e.target.closest('[data-act]');
  if (!piece || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  e.preventDefault();
  emit(piece.dataset.act);
}"""


def install() -> None:
    """Serve the assets and put the style into every page; called once, before the server starts."""
    app.add_static_files("/assets", ASSETS, max_cache_age=31_536_000)
    app.colors(**BRAND)
    style = ASSETS / "css" / "tiketa.css"
    version = sha256(style.read_bytes()).hexdigest()[:12]
    ui.add_head_html(f'<link rel="stylesheet" href="/assets/css/tiketa.css?{version}">', shared=True)


@contextmanager
def frame(t: Words, title: str, *, here: str) -> Iterator[ui.element]:
    """Put what is built inside between header and foot; `here` is the page's own path, for the language switch."""
    ui.page_title(title)
    markup(_header(t, here), tag="header").classes("site-header")
    with ui.element("main").classes("site-main") as main:
        ui.skip_link(t("house.skip"), target=main)
        yield main
    markup(_foot(t), tag="footer").classes("site-foot")


def markup(content: Markup, *, tag: str = "div", on_act: Callable[[str], object] | None = None) -> ui.html:
    """Show ready markup as one element; `on_act` hears the `data-act` of whatever inside was clicked."""
    element = ui.html(content, sanitize=False, tag=tag)
    if on_act:
        say_acts(element, on_act)
    return element


def say_acts(element: ui.element, on_act: Callable[[str], object]) -> None:
    """Tell `on_act` the `data-act` of whatever inside the element was clicked; whatever else is sent is empty."""

    def hear(event: GenericEventArguments) -> object:
        return on_act(event.args if isinstance(event.args, str) else "")

    element.on("click", hear, js_handler=SAY_WHAT_WAS_CLICKED)


def _header(t: Words, here: str) -> Markup:
    other = "en" if t.language == "id" else "id"
    return Markup(
        '<a class="brand" href="/"><span aria-hidden="true">◉</span> {name}</a>'
        '<nav aria-label="{menu}"><a href="/">{home}</a><a href="/bookings">{bookings}</a>'
        '<a class="language" href="/language/{other}?next={here}" lang="{other}" hreflang="{other}" title="{hint}">'
        "{switch}</a></nav>"
    ).format(
        name=t("house.name"),
        menu=t("house.menu"),
        home=t("house.home"),
        bookings=t("house.bookings"),
        other=other,
        here=quote(here, safe="/"),
        hint=t("language.switch_hint"),
        switch=t("language.switch"),
    )


def _foot(t: Words) -> Markup:
    return Markup("<p>{foot}</p><p>{motto}</p>").format(foot=t("house.foot"), motto=t("house.motto"))
