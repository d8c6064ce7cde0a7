"""The cashier's desk: find a booking, take its payment, pay back what is owed."""

from markupsafe import Markup

from components.fragment import EMPTY, part
from components.payment_state import payment_state
from components.words import Words
from tiketa.bookings.read_models import BookingView
from tiketa.bookings.statuses import BookingStatus

CODE, PAY, REFUND = "code", "pay", "refund"  # the form's field, and what the buttons say
FOUND = "found"  # the part that changes


def counter_desk(t: Words) -> Markup:
    """Return the form that finds a booking; its part `found` shows it."""
    return Markup(
        '<h1>{title}</h1><form class="door__form desk"><label class="labelled"><span>{label}</span>'
        '<input class="field" name="{code}" autocomplete="off" autocapitalize="characters" maxlength="24"></label>'
        '<button class="button">{find}</button></form>{found}'
    ).format(
        title=t("counter.title"),
        label=t("counter.code"),
        code=CODE,
        find=t("counter.find"),
        found=part(FOUND, EMPTY),
    )


def found_booking(booking: BookingView, t: Words) -> Markup:
    """Return the booking, and buttons that take its payment and give back what is owed, where there is any."""
    return Markup(
        '<section class="door surface" data-testid="found" data-status="{status}"><h2>{title}</h2>'
        "<p><bdi>{name}</bdi> · {code}</p><p>{when} · {studio}</p>{seats}"
        '<p class="standing">{standing}</p>{buttons}</section>'
    ).format(
        status=booking.status,
        title=booking.title,
        name=booking.customer_name,
        code=booking.code,
        when=t.moment(booking.starts_at),
        studio=t("gallery.studio", number=booking.studio_number),
        seats=Markup("<p>{}</p>").format(", ".join(booking.seats)) if booking.seats else EMPTY,
        standing=payment_state(booking, t),
        buttons=_buttons(booking, t),
    )


def _buttons(booking: BookingView, t: Words) -> Markup:
    button = Markup('<button type="button" class="button button--go" data-act="{act}" data-testid="{act}">{}</button>')
    pay = button.format(t("counter.pay", total=t.money(booking.total)), act=PAY)
    refund = button.format(t("counter.refund", owed=t.money(booking.owed)), act=REFUND)
    is_reserved = booking.status is BookingStatus.RESERVED
    return (pay if is_reserved else EMPTY) + (refund if booking.owed else EMPTY)
