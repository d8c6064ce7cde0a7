"""Tickets: one to show at the door, and the list of a visitor's own."""

from itertools import groupby

from markupsafe import Markup

from components.poster import backdrop, poster
from components.text import Words
from tiketa.views import BookingView

EMPTY = Markup("")


def ticket(booking: BookingView, t: Words) -> Markup:
    """Return the whole ticket."""
    facts = [
        ("ticket.when", f"{t.day(booking.starts_at)}, {_span(booking, t)}"),
        ("ticket.where", t("movie.studio", number=booking.studio_number, name=booking.studio_name)),
        ("ticket.seats", ", ".join(booking.seats)),
        ("ticket.name", Markup('<bdi data-testid="customer-name">{}</bdi>').format(booking.customer_name)),
    ]
    if booking.contact:
        facts.append(("ticket.contact", Markup("<bdi>{}</bdi>").format(booking.contact)))
    row = Markup("<div><dt>{}</dt><dd>{}</dd></div>")
    return Markup(
        '<article class="ticket" data-testid="ticket">{art}<div class="ticket__body">{past}'
        '<p class="ticket__heading">{heading}</p><h1>{title}</h1><dl class="facts">{facts}</dl>'
        '<div class="ticket__code"><span>{label}</span>'
        '<b data-testid="booking-code">{code}</b><small>{note}</small></div>'
        '<p class="ticket__foot"><small>{booked}</small> <a href="/bookings">{all}</a></p></div></article>'
    ).format(
        art=backdrop(booking.movie_id, booking.title),
        past=Markup('<p class="chip">{}</p>').format(t("ticket.past")) if booking.is_past else EMPTY,
        heading=t("ticket.heading"),
        title=booking.title,
        facts=EMPTY.join(row.format(t(key), value) for key, value in facts),
        label=t("ticket.code"),
        code=booking.code,
        note=t("ticket.note"),
        booked=t("ticket.booked", time=f"{t.day(booking.booked_at)}, {t.hour(booking.booked_at)}"),
        all=t("ticket.all"),
    )


def bookings_list(bookings: tuple[BookingView, ...], t: Words) -> Markup:
    """Return the visitor's bookings, past and coming, or where to get one."""
    if not bookings:
        none = Markup('<section class="lost"><h1>{}</h1><p>{}</p><a class="button" href="/">{}</a></section>')
        return none.format(t("bookings.title"), t("bookings.none"), t("bookings.browse"))
    parts = (
        Markup('<h2>{}</h2><ul class="bookings">{}</ul>').format(
            t("bookings.past" if is_past else "bookings.coming"), EMPTY.join(_entry(one, t) for one in group)
        )
        for is_past, group in groupby(bookings, key=lambda booking: booking.is_past)
    )
    return Markup('<section class="bookings-page"><h1>{}</h1>{}</section>').format(
        t("bookings.title"), EMPTY.join(parts)
    )


def _entry(booking: BookingView, t: Words) -> Markup:
    return Markup(
        '<li><a class="booking" href="/ticket/{code}" data-testid="booking" aria-label="{label}">{art}'
        '<span class="booking__facts"><strong>{title}</strong>'
        "<span>{day}, {span}</span><span>{studio} · {seats}</span></span>"
        "<b>{code}</b></a></li>"
    ).format(
        code=booking.code,
        label=f"{t('bookings.open', code=booking.code)}, {booking.title}",
        art=poster(booking.movie_id, booking.title),
        title=booking.title,
        day=t.day(booking.starts_at),
        span=_span(booking, t),
        studio=t("gallery.studio", number=booking.studio_number),
        seats=", ".join(booking.seats),
    )


def _span(booking: BookingView, t: Words) -> str:
    return t(
        "ticket.until",
        start=t.hour(booking.starts_at),
        end=t.hour(booking.ends_at),
        zone=t.zone_name(booking.starts_at),
    )
