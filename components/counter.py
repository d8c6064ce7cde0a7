"""The counter's screen: which booking somebody names, what it costs, and that it was paid."""

from markupsafe import Markup

from components.html import part
from components.standing import standing
from components.text import Words
from tiketa.views import BookingStatus, BookingView

CODE, PAY, FOUND = "code", "pay", "found"  # the form's field, what the button says, and the part that changes


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
        found=part(FOUND, Markup("")),
    )


def found_booking(booking: BookingView, t: Words) -> Markup:
    """Return the booking, and the button that takes its payment where there is one to take."""
    button = Markup('<button type="button" class="button button--go" data-act="{}" data-testid="pay">{}</button>')
    is_reserved = booking.status is BookingStatus.RESERVED
    return Markup(
        '<section class="door surface" data-testid="found" data-status="{status}"><h2>{title}</h2>'
        "<p><bdi>{name}</bdi> · {code}</p><p>{when} · {studio}</p><p>{seats}</p>"
        '<p class="standing">{standing}</p>{pay}</section>'
    ).format(
        status=booking.status,
        title=booking.title,
        name=booking.customer_name,
        code=booking.code,
        when=t.moment(booking.starts_at),
        studio=t("gallery.studio", number=booking.studio_number),
        seats=", ".join(booking.seats),
        standing=standing(booking, t),
        pay=button.format(PAY, t("counter.pay", total=t.money(booking.total))) if is_reserved else Markup(""),
    )
