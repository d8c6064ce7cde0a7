"""What is shown in place of a page that cannot be: nothing there, something broke, too much at once."""

import htpy as h
from markupsafe import Markup

from components import theme
from components.markup import rendered
from components.words import Words

WAIT_SECONDS = 10  # until the page is loaded again; a person waits as long without doing it themselves
WAITING = "js/wait.js"


def error_section(t: Words, title: str, text: str, *, waits: bool = False, again: bool = False) -> Markup:
    """Return what happened, and the ways on: loading it `again`, which a page that `waits` does by itself."""
    return rendered(
        h.section(".lost")[
            h.h1[t(title)],
            h.p[t(text)],
            _countdown(t) if waits else None,
            h.p(".lost__ways")[
                h.a(".button.button--go", href="")[t("crowded.now")] if again else None,
                h.a(".button", href="/")[t("lost.home")],
            ],
        ]
    )


def crowded_page(t: Words, *, here: str) -> str:
    """Return a whole page without the framework, so that it costs nothing, for who loads too many of them."""
    content = error_section(t, "crowded.title", "crowded.text", waits=True, again=True)
    return theme.document(t, t("crowded.title"), content, here=here, script=WAITING)


def _countdown(t: Words) -> h.Node:
    wait = h.Element("tiketa-wait")(seconds=str(WAIT_SECONDS))[f"0:{WAIT_SECONDS}"]
    return h.p(".countdown", role="timer")[h.span[t("crowded.wait")], " ", wait]
