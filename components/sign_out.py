"""The button that signs a browser out: a form, because only an answer to one can give the browser its new cookie."""

import htpy as h
from htpy import Renderable

from components.words import Words


def sign_out_button(t: Words, proof: str) -> Renderable:
    """Return the form; `proof` is of the page, and comes back with it."""
    return h.form(method="post", action=f"/sign-out?page={proof}")[
        h.button(".button", data_testid="sign-out")[t("account.sign_out")]
    ]
