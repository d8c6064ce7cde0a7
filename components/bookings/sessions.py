"""Where an account is signed in, and where else a visitor's bookings open; each with a button that ends it."""

from collections.abc import Iterable

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.markup import action_button, rendered
from components.sign_out import sign_out_button
from components.words import Words
from tiketa.bookings.read_models import Grant
from tiketa.identity.read_models import SignedIn

SESSIONS = "sessions"  # the part that changes


def sessions_link(t: Words) -> Markup:
    """Return the way to the page."""
    return rendered(h.p[h.a(".button", href="/sessions", data_testid="sessions-link")[t("sessions.title")]])


def sessions_lists(signed_in: Iterable[SignedIn], grants: Iterable[Grant], t: Words, *, proof: str) -> Markup:
    """Return what the part `sessions` shows; actions `end` (reference), `end_others`, `close` (code, reference)."""
    accounts, opened = list(signed_in), list(grants)
    return rendered(_accounts(accounts, t, proof) if accounts else None, _opened(opened, t))


def _accounts(signed_in: list[SignedIn], t: Words, proof: str) -> Renderable:
    others = action_button(t("sessions.end_others"), "end_others") if len(signed_in) > 1 else None
    return h.section(".access.surface", data_testid="signed-in-at")[
        h.h2[t("sessions.accounts")], h.ul(".sessions")[(_account(each, t, proof) for each in signed_in)], others
    ]


def _account(session: SignedIn, t: Words, proof: str) -> Renderable:
    end = action_button(t("sessions.end"), "end", args={"reference": session.reference})
    since = t("sessions.since", moment=t.moment(session.since)) if session.since else ""
    return h.li[
        h.p[
            h.b[session.browser or t("sessions.unknown")], " · " * session.is_here, t("sessions.here") * session.is_here
        ],
        h.p(".sessions__since")[since],
        sign_out_button(t, proof) if session.is_here else end,
    ]


def _opened(grants: list[Grant], t: Words) -> Renderable:
    return h.section(".access.surface", data_testid="opened-at")[
        h.h2[t("sessions.opened")],
        h.p[t("sessions.opened_text") if grants else t("sessions.opened_nowhere")],
        h.ul(".sessions")[(_grant(each, t) for each in grants)] if grants else None,
    ]


def _grant(grant: Grant, t: Words) -> Renderable:
    facts = {"code": grant.code, "reference": grant.reference}
    return h.li[
        h.p[h.b[grant.code], f" · {grant.browser or t('sessions.unknown')}"],
        h.p(".sessions__since")[t("sessions.since", moment=t.moment(grant.since))],
        action_button(t("sessions.close"), "close", args=facts),
    ]
