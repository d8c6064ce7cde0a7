"""The frame around every page: head, header, main and foot."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import TypeVar
from urllib.parse import quote

import htpy as h
from htpy import Renderable
from markupsafe import Markup
from nicegui import app, ui

from components import stylesheet
from components.markup import EMPTY, rendered
from components.words import Words

E = TypeVar("E", bound=ui.element)

MAIN = "main"  # the id that the skip link leads to
ASSETS = Path(__file__).parent.parent / "assets"
FAVICON = ASSETS / "images" / "favicon.svg"
BRAND = {"primary": "#8b7bff", "secondary": "#46d9e6", "dark": "#0b0d1e", "dark_page": "#06070f", "negative": "#ff7a8a"}
PAPER, INK, SOFT, TINT, ACCENT = "#ffffff", "#0b0d1e", "#565b7a", "#f1effc", "#5a45d6"
PRINT = {"paper": PAPER, "ink": INK, "soft": SOFT, "tint": TINT, "accent": ACCENT}  # on paper and in mail, always light
# Marks the tags of our own scripts until a page is sent, with its nonce instead; it never leaves the process, so that
# no text that gets into a page can have it.
OWN_SCRIPT = token_hex(16)


@dataclass(frozen=True, slots=True)
class Preview:
    """The preview of a link to the page on other sites; `picture` is a path of ours, `origin` the site's own."""

    description: str
    picture: str
    origin: str


def install() -> None:
    """Serve the assets and put the style into every page; called once, before the server starts."""
    stylesheet.serve()
    app.add_static_files("/assets", ASSETS, max_cache_age=31_536_000)
    app.colors(**BRAND)
    head = rendered(
        *(
            h.link(rel="preload", href=f"/assets/fonts/{face}.woff2", as_="font", type="font/woff2", crossorigin=True)
            for face in ("big-shoulders-display", "figtree")
        ),
        h.link(rel="stylesheet", href=stylesheet.address()),
        h.script(type="module", src=_asset("js/tiketa.js"), nonce=OWN_SCRIPT),
        h.link(rel="manifest", href=_asset("manifest.webmanifest")),
        h.link(rel="apple-touch-icon", href=_asset("images/icon-192.png")),
        h.meta(name="theme-color", content=BRAND["dark_page"]),
    )
    ui.add_head_html(str(head), shared=True)


@lru_cache(maxsize=32)
def _asset(path: str) -> str:
    version = sha256((ASSETS / path).read_bytes()).hexdigest()[:12]
    return f"/assets/{path}?{version}"


def frame(t: Words, title: str, *, here: str, preview: Preview | None = None, without_scripts: Markup = EMPTY) -> None:
    """Give the page its title, header and foot; `here` is its own path, for the language switch.

    Both are in the page's HTML as it is sent: they need no element, and are seen before any script has run. Browsers
    without JavaScript show `without_scripts`.
    """
    ui.page_title(title)
    if preview:
        ui.add_head_html(_preview(title, here, preview))
    ui.add_body_html(_frame(t, here, without_scripts))


def document(t: Words, title: str, content: Markup, *, here: str) -> str:
    """Return a whole page in the cinema's look that needs no scripts and nothing of the framework."""
    head = h.head[
        h.meta(charset="utf-8"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.title[title],
        h.link(rel="stylesheet", href=stylesheet.address()),
    ]
    shown = h.main(".site-main", id=MAIN, tabindex="-1")[content]
    return str(rendered(h.html(lang=t.language)[head, h.body[_header(t, here), shown, _foot(t)]]))


def script(path: str) -> None:
    """Have this page load a script of the assets, such as "js/stubs.js"."""
    ui.add_body_html(str(rendered(h.script(type="module", src=_asset(path), nonce=OWN_SCRIPT))))


def unlisted() -> None:
    """Keep this page out of search engines, and its address out of what other sites are told."""
    ui.add_head_html(str(rendered(h.meta(name="robots", content="noindex"), h.meta(name="referrer", content="origin"))))


def main(element: E) -> E:
    """Make this element what the skip link leads to; NiceGUI has put a `main` around it."""
    element.props.update(id=MAIN, tabindex=-1)
    return element.classes("site-main")


@lru_cache(maxsize=256)
def _frame(t: Words, here: str, without_scripts: Markup) -> str:
    return str(rendered(_header(t, here), _without_scripts(t, without_scripts), _foot(t), _trouble(t)))


def _header(t: Words, here: str) -> Renderable:
    other = "en" if t.language == "id" else "id"
    return h.header(".site-header")[
        h.a(".skip", href=f"#{MAIN}")[t("house.skip")],
        h.a(".brand", href="/")[h.span(aria_hidden="true")["◉"], " ", t("house.name")],
        h.nav(aria_label=t("house.menu"))[
            h.a(href="/")[t("house.home")],
            h.a(href="/bookings")[t("house.bookings")],
            h.a(
                ".language",
                href=f"/language/{other}?next={quote(here, safe='/')}",
                lang=other,
                hreflang=other,
                title=t("language.switch_hint"),
            )[t("language.switch")],
        ],
    ]


def _foot(t: Words) -> Renderable:
    return h.footer(".site-foot")[h.p[t("house.foot")], h.p[t("house.motto")]]


@lru_cache(maxsize=256)
def _preview(title: str, here: str, preview: Preview) -> str:
    properties = {
        "og:type": "website",
        "og:title": title,
        "og:description": preview.description,
        "og:image": f"{preview.origin}{preview.picture}",
        "og:url": f"{preview.origin}{here}",
    }
    return str(
        rendered(
            h.meta(name="description", content=preview.description),
            (h.meta(property=name, content=content) for name, content in properties.items()),
            h.meta(name="twitter:card", content="summary_large_image"),
        )
    )


def _without_scripts(t: Words, content: Markup) -> Renderable:
    return h.noscript[h.div(".site-main")[h.p[t("house.no_scripts")], content]]


def _trouble(t: Words) -> Renderable:
    """Return where tiketa.js says that the connection is lost, in place of NiceGUI's popup, or cookies are blocked."""
    words = {"data-offline": t("house.offline"), "data-cookies": t("house.cookies_blocked")}
    return h.p(".trouble", words, role="alert")
