"""The frame around every page: head, header, main and foot."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from markupsafe import Markup
from nicegui import app, ui

from components.fragment import EMPTY
from components.words import Words

E = TypeVar("E", bound=ui.element)

MAIN = "main"  # the id that the skip link leads to
ASSETS = Path(__file__).parent.parent / "assets"
FAVICON = ASSETS / "images" / "favicon.svg"
BRAND = {"primary": "#8b7bff", "secondary": "#46d9e6", "dark": "#0b0d1e", "dark_page": "#06070f", "negative": "#ff7a8a"}
PAPER, INK, SOFT, TINT, ACCENT = "#ffffff", "#0b0d1e", "#565b7a", "#f1effc", "#5a45d6"
PRINT = {"paper": PAPER, "ink": INK, "soft": SOFT, "tint": TINT, "accent": ACCENT}  # on paper and in mail, always light


@dataclass(frozen=True, slots=True)
class Preview:
    """What a link to the page shows elsewhere; `picture` is a path of ours, `origin` where the house is reached."""

    description: str
    picture: str
    origin: str


def install() -> None:
    """Serve the assets and put the style into every page; called once, before the server starts."""
    app.add_static_files("/assets", ASSETS, max_cache_age=31_536_000)
    app.colors(**BRAND)
    for face in ("big-shoulders-display", "figtree"):
        font = f'<link rel="preload" href="/assets/fonts/{face}.woff2" as="font" type="font/woff2" crossorigin>'
        ui.add_head_html(font, shared=True)
    ui.add_head_html(f'<link rel="stylesheet" href="{_asset("css/tiketa.css")}">', shared=True)
    ui.add_head_html(f'<script type="module" src="{_asset("js/tiketa.js")}"></script>', shared=True)
    ui.add_head_html(f'<link rel="manifest" href="{_asset("manifest.webmanifest")}">', shared=True)
    ui.add_head_html(f'<link rel="apple-touch-icon" href="{_asset("images/icon-192.png")}">', shared=True)
    ui.add_head_html(f'<meta name="theme-color" content="{BRAND["dark_page"]}">', shared=True)


def _asset(path: str) -> str:
    version = sha256((ASSETS / path).read_bytes()).hexdigest()[:12]
    return f"/assets/{path}?{version}"


def frame(t: Words, title: str, *, here: str, preview: Preview | None = None, without_scripts: Markup = EMPTY) -> None:
    """Give the page its title, header and foot; `here` is its own path, for the language switch.

    Both stand in the page's body as it is sent: they cost no element, and are seen before any script has run. Who runs
    no scripts reads `without_scripts`.
    """
    ui.page_title(title)
    if preview:
        ui.add_head_html(str(_preview(title, here, preview)))  # plain text: NiceGUI adds plain text to it
    ui.add_body_html(str(_header(t, here) + _without_scripts(t, without_scripts) + _foot(t) + _offline(t)))


def main(element: E) -> E:
    """Make this element what the skip link leads to; NiceGUI has put a `main` around it."""
    element.props.update(id=MAIN, tabindex=-1)
    return element.classes("site-main")


@lru_cache(maxsize=256)
def _header(t: Words, here: str) -> Markup:
    other = "en" if t.language == "id" else "id"
    return Markup(
        '<header class="site-header"><a class="skip" href="#{main}">{skip}</a>'
        '<a class="brand" href="/"><span aria-hidden="true">◉</span> {name}</a>'
        '<nav aria-label="{menu}"><a href="/">{home}</a><a href="/bookings">{bookings}</a>'
        '<a class="language" href="/language/{other}?next={here}" lang="{other}" hreflang="{other}" title="{hint}">'
        "{switch}</a></nav></header>"
    ).format(
        main=MAIN,
        skip=t("house.skip"),
        name=t("house.name"),
        menu=t("house.menu"),
        home=t("house.home"),
        bookings=t("house.bookings"),
        other=other,
        here=quote(here, safe="/"),
        hint=t("language.switch_hint"),
        switch=t("language.switch"),
    )


@lru_cache
def _foot(t: Words) -> Markup:
    return Markup('<footer class="site-foot"><p>{foot}</p><p>{motto}</p></footer>').format(
        foot=t("house.foot"), motto=t("house.motto")
    )


def _preview(title: str, here: str, preview: Preview) -> Markup:
    return Markup(
        '<meta name="description" content="{text}"><meta property="og:type" content="website">'
        '<meta property="og:title" content="{title}"><meta property="og:description" content="{text}">'
        '<meta property="og:image" content="{origin}{picture}"><meta property="og:url" content="{origin}{here}">'
        '<meta name="twitter:card" content="summary_large_image">'
    ).format(title=title, text=preview.description, origin=preview.origin, picture=preview.picture, here=here)


def _without_scripts(t: Words, content: Markup) -> Markup:
    words = Markup('<noscript><div class="site-main"><p>{}</p>{}</div></noscript>')
    return words.format(t("house.no_scripts"), content)


@lru_cache
def _offline(t: Words) -> Markup:
    """Return what tiketa.js shows in place of NiceGUI's own popup while the connection is lost."""
    banner = Markup('<p class="offline" role="alert" data-words="{}"></p>')
    return banner.format(t("house.offline"))
