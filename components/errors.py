"""What is shown in place of a page that cannot be: nothing there, something broke, too much at once."""

from random import randint

import htpy as h
from markupsafe import Markup

from components import theme
from components.markup import rendered
from components.words import Words

# Seconds until a page is loaded again by itself: a person waits as long before doing it, and those who were refused
# together shall not all come back together.
WAIT_BETWEEN = (10, 15)


def error_section(t: Words, title: str, text: str, *, again: bool = False, wait: int = 0) -> Markup:
    """Return what happened, and the ways on; after `wait` seconds the page loads `again` by itself."""
    return rendered(
        h.section(".lost")[
            h.h1[t(title)],
            h.p[t(text)],
            _countdown(t, wait) if wait else None,
            h.p(".lost__ways")[
                h.a(".button.button--go", href="")[t("crowded.now")] if again else None,
                h.a(".button", href="/")[t("lost.home")],
            ],
        ]
    )


def crowded_page(t: Words, *, here: str, wait: int) -> str:
    """Return a whole page without framework and scripts for who loads too many; send it with `Refresh: {wait}`."""
    content = error_section(t, "crowded.title", "crowded.text", again=True, wait=wait)
    return theme.document(t, t("crowded.title"), content, here=here)


def not_now_page(t: Words, text: str) -> str:
    """Return a whole page without framework and scripts for what cannot be answered now; `text` is a sentence's key."""
    return theme.document(t, t("crowded.title"), error_section(t, "crowded.title", text, again=True), here="/")


def broken_page(t: Words) -> str:
    """Return a whole page without framework and scripts, in place of an answer that failed."""
    return theme.document(t, t("broken.title"), error_section(t, "broken.title", "broken.text", again=True), here="/")


def seconds_to_wait() -> int:
    """Return after how many seconds a page shall be loaded again."""
    return randint(*WAIT_BETWEEN)  # noqa: S311  no secret


def _countdown(t: Words, wait: int) -> h.Node:
    """Return the seconds that are left, counted by CSS; tiketa.js loads the page again, or the header `Refresh`."""
    seconds = h.Element("tiketa-wait")(style=f"--seconds:{wait}", seconds=str(wait))
    return h.p(".countdown", aria_hidden="true")[h.span[t("crowded.wait")], " ", seconds]
