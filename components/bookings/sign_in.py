"""Access to bookings made on other devices: by code and contact, by a device link, by an account."""

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.documents.qr import qr_svg
from components.fragment import part
from components.markup import action_button, labelled_field, rendered
from components.sign_out import sign_out_button
from components.words import Words
from tiketa.identity.read_models import Customer

FORM, FIND, ACCOUNT = "form", "find", "account"  # a form says which one it is
CODE, CONTACT, EMAIL = "code", "contact", "email"  # their fields
LONGEST_FIELD = 120  # characters


def find_form(t: Words, *, code: str = "", why: str = "") -> Markup:
    """Return the form that opens a booking by its code and the contact given; `why` says what is locked."""
    return rendered(
        h.section(".access.surface", data_testid="find")[
            h.h2[t("find.title")],
            h.p[why or t("find.text")],
            h.form(".access__form")[
                h.input(type="hidden", name=FORM, value=FIND),
                labelled_field(t("find.code"), CODE, autocomplete="off", maxlength=LONGEST_FIELD, value=code),
                labelled_field(t("find.contact"), CONTACT, autocomplete="email", maxlength=LONGEST_FIELD),
                h.button(".button")[t("find.button")],
            ],
        ]
    )


def device_section(t: Words) -> Markup:
    """Return the button that makes a link to another device, action `device`; its part `device` changes."""
    button = action_button(t("device.button"), "device", testid="device")
    return rendered(h.section(".access.surface")[h.h2[t("device.title")], part("device", button)])


def device_link(link: str, t: Words, *, minutes: int) -> Markup:
    """Return the link to scan or to open on the other device."""
    return rendered(
        h.p[t("device.text", minutes=minutes)],
        qr_svg(link, t("device.qr")),
        h.p[h.a(href=link, data_testid="device-link")[link]],
    )


def account_section(t: Words, *, customer: Customer | None, mail: bool, proof: str) -> Markup:
    """Return the part `account`: who is signed in here, and signing out with the page's `proof`, or how to sign in."""
    return part("account", _account(t, customer, mail=mail, proof=proof))


def link_sent(email: str, t: Words, *, minutes: int) -> Markup:
    """Return what stands in the part `account` when a link was mailed."""
    sent = t("account.sent", email=email, minutes=minutes)
    return rendered(_section(t, h.p(data_testid="link-sent")[sent]))


def question(title: str, text: str, button: str, t: Words) -> Markup:
    """Return a question whose "yes" posts a form to the page's own address: opening a link changes nothing."""
    return rendered(
        h.section(".lost")[
            h.h1[title],
            h.p[text],
            h.form(method="post")[h.button(".button.button--go", data_testid="yes")[button]],
            h.a(href="/")[t("lost.home")],
        ]
    )


def _account(t: Words, customer: Customer | None, *, mail: bool, proof: str) -> h.Node:
    if customer:
        signed_in = h.p(data_testid="signed-in")[t("account.signed_in", email=customer.email)]
        return _section(t, h.fragment[signed_in, sign_out_button(t, proof)])
    return _section(t, _account_form(t)) if mail else None


def _account_form(t: Words) -> Renderable:
    return h.fragment[
        h.p[t("account.text")],
        h.form(".access__form")[
            h.input(type="hidden", name=FORM, value=ACCOUNT),
            labelled_field(t("account.email"), EMAIL, autocomplete="email", maxlength=LONGEST_FIELD),
            h.button(".button")[t("account.button")],
        ],
    ]


def _section(t: Words, content: h.Node) -> Renderable:
    return h.section(".access.surface", data_testid="account")[h.h2[t("account.title")], content]
