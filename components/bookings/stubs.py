"""The stubs of a ticket: a code for each seat, one at a time on a phone, side by side where there is room."""

import htpy as h
from htpy import Renderable

from components.documents.qr import qr_svg
from components.words import Words
from tiketa.bookings.read_models import TicketView


def stubs(tickets: tuple[TicketView, ...], t: Words, *, is_paid: bool, title: str = "") -> h.Node:
    """Return the codes of these tickets; unpaid ones are veiled. With the film's `title` each seat can be shared.

    `assets/js/stubs.js` moves from one to another, keeps the screen on while a code is in view, and shares.
    """
    if not tickets:
        return None
    return h.Element("tiketa-stubs")(class_="stubs")[
        h.ul(".stubs__row", tabindex="0", role="list", aria_label=t("ticket.scan"))[
            (_stub(each, t, is_paid=is_paid, title=title) for each in tickets)
        ],
        _steps(tickets, t) if len(tickets) > 1 else None,
    ]


def _stub(one: TicketView, t: Words, *, is_paid: bool, title: str) -> Renderable:
    used = t("ticket.used", time=t.hour(one.checked_in_at)) if one.checked_in_at else ""
    return h.li(".stub", data_testid="stub", data_stub=one.seat)[
        h.div(".stub__code", data_veiled=not is_paid)[
            qr_svg(one.token, t("ticket.qr", seat=one.seat)),
            None if is_paid else h.p(".stub__veil")[t("ticket.pay_first")],
        ],
        h.p[
            h.b[one.seat],
            " ",
            h.span[t(f"kind.{one.kind.name.lower()}")],
            " ",
            h.span[t.money(one.price)],
            h.fragment[" ", h.em(".chip")[used]] if used else None,
        ],
        _share(one, t, title) if title else None,
    ]


def _share(one: TicketView, t: Words, title: str) -> Renderable:
    """Return a link to the seat's own page, which stubs.js shares, or copies where the browser cannot share."""
    says = f"{title} · {t('paper.seat', seat=one.seat)}"
    words = {"data-share": says, "data-copied": t("ticket.copied"), "data-testid": "share"}
    return h.a(".button.button--quiet", words, href=f"/seat/{one.token}")[t("ticket.share", seat=one.seat)]


def _steps(tickets: tuple[TicketView, ...], t: Words) -> Renderable:
    return h.div(".stubs__steps", role="group", aria_label=t("ticket.show_seat"))[
        (h.button(".chip", type="button", data_step=each.seat, data_testid="step")[each.seat] for each in tickets)
    ]
