"""The cashier's desk: find a booking, take its payment, refund what is owed."""

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.fragment import part
from components.markup import EMPTY, action_button, labelled_field, rendered
from components.payment_state import payment_state
from components.words import Words
from tiketa.bookings.read_models import BookingView
from tiketa.bookings.statuses import BookingStatus

CODE = "code"  # the form's field: a code, or what a scanner reads from a ticket, or a link
LONGEST_CODE = 300  # characters
FOUND = "found"  # the part that changes


def cashier_desk(t: Words) -> Markup:
    """Return the form that finds a booking; its part `found` shows it."""
    code = labelled_field(
        t("cashier.code"), CODE, autocomplete="off", maxlength=LONGEST_CODE, autocapitalize="characters"
    )
    return rendered(
        h.h1[t("cashier.title")],
        h.form(".access__form.desk")[code, h.button(".button")[t("cashier.find")]],
        part(FOUND, EMPTY),
    )


def found_booking(booking: BookingView, t: Words) -> Markup:
    """Return the booking, and buttons: take its payment (`pay`), refund (`refund`), email it again (`send_email`)."""
    return rendered(
        h.section(".access.surface", data_testid="found", data_status=booking.status)[
            h.h2[booking.title],
            h.p[h.bdi[booking.customer_name], f" · {booking.code}"],
            h.p[f"{t.moment(booking.starts_at)} · {t('gallery.studio', number=booking.studio_number)}"],
            h.p[", ".join(booking.seats)] if booking.seats else None,
            h.p(".payment-state")[payment_state(booking, t)],
            _pay(booking, t) if booking.status is BookingStatus.RESERVED else None,
            _refund(booking, t) if booking.owed else None,
            _send_email(booking, t) if booking.email_state else None,
        ]
    )


def _pay(booking: BookingView, t: Words) -> Renderable:
    label = t("cashier.pay", total=t.money(booking.total))
    return action_button(label, "pay", style="button button--go", testid="pay")


def _refund(booking: BookingView, t: Words) -> Renderable:
    label = t("cashier.refund", owed=t.money(booking.owed))
    return action_button(label, "refund", style="button button--go", testid="refund")


def _send_email(booking: BookingView, t: Words) -> Renderable:
    return action_button(t("cashier.send_email", contact=booking.contact), "send_email", testid="send-email")
