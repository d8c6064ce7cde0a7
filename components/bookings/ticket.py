"""Tickets: one to show at the door, and the list of a visitor's own."""

from itertools import groupby

from markupsafe import Markup

from components.documents.qr import qr_svg
from components.movies.poster import backdrop, poster
from components.payment_state import payment_state
from components.words import Words
from tiketa.bookings.read_models import BookingEventView, BookingView, TicketView
from tiketa.bookings.statuses import BookingEventType

EMPTY = Markup("")
LETTERS = {"waiting": "waiting", "sending": "waiting", "sent": "sent", "failed": "failed", "uncertain": "failed"}


def ticket(booking: BookingView, t: Words) -> Markup:
    """Return the whole ticket."""
    row = Markup("<div><dt>{}</dt><dd>{}</dd></div>")
    return Markup(
        '<article class="ticket" data-testid="ticket" data-status="{status}">{art}<div class="ticket__body">{past}'
        '<p class="ticket__heading">{heading}</p><h1>{title}</h1><dl class="facts">{facts}</dl>{standing}{stubs}'
        '<div class="ticket__code"><span>{label}</span>'
        '<b data-testid="booking-code">{code}</b>{note}</div>'
        '<dl class="facts">{customer}</dl>{papers}{letter}'
        '<p class="ticket__foot"><small>{booked}</small> <a href="/bookings">{all}</a></p></div></article>'
    ).format(
        status=booking.status,
        art=backdrop(booking.movie_id, booking.title),
        past=Markup('<p class="chip">{}</p>').format(t("ticket.past")) if booking.is_past else EMPTY,
        heading=t(f"status.{booking.status}") if booking.status.is_over else t("ticket.heading"),
        title=booking.title,
        facts=EMPTY.join(row.format(t(key), value) for key, value in _facts(booking, t)),
        customer=EMPTY.join(row.format(t(key), value) for key, value in _customer(booking)),
        standing=Markup('<p class="standing" data-testid="standing">{}</p>').format(payment_state(booking, t)),
        stubs=_stubs(booking, t),
        label=t("ticket.code"),
        code=booking.code,
        note=Markup("<small>{}</small>").format(t("ticket.note")) if booking.tickets else EMPTY,
        papers=_papers(booking, t),
        letter=_letter(booking, t),
        booked=t("ticket.booked", time=f"{t.day(booking.booked_at)}, {t.hour(booking.booked_at)}"),
        all=t("ticket.all"),
    )


def history(booking: BookingView, t: Words) -> Markup:
    """Return everything that happened to the booking, the newest last."""
    line = Markup('<li><time datetime="{}">{}</time> {}</li>')
    steps = EMPTY.join(line.format(step.at.isoformat(), t.moment(step.at), _told(step, t)) for step in booking.events)
    return Markup('<details class="history"><summary>{}</summary><ol data-testid="history">{}</ol></details>').format(
        t("steps.title"), steps
    )


def bookings_list(bookings: tuple[BookingView, ...], t: Words) -> Markup:
    """Return the visitor's bookings, past and coming, or where to get one."""
    if not bookings:
        none = Markup('<h1>{}</h1><p>{}</p><a class="button" href="/">{}</a>')
        return none.format(t("bookings.title"), t("bookings.none"), t("bookings.browse"))
    parts = (
        Markup('<h2>{}</h2><ul class="bookings">{}</ul>').format(
            t("bookings.past" if is_past else "bookings.coming"), EMPTY.join(_entry(one, t) for one in group)
        )
        for is_past, group in groupby(bookings, key=lambda booking: booking.is_past or booking.status.is_over)
    )
    return Markup("<h1>{}</h1>{}").format(t("bookings.title"), EMPTY.join(parts))


def _facts(booking: BookingView, t: Words) -> list[tuple[str, str]]:
    when_and_where = [
        ("ticket.when", f"{t.day(booking.starts_at)}, {_span(booking, t)}"),
        ("ticket.where", t.studio(booking.studio_number, booking.studio_name)),
    ]
    total = Markup('<span data-testid="total">{}</span>').format(t.money(booking.total))
    seats = [("ticket.seats", ", ".join(booking.seats)), ("ticket.total", total)]
    return when_and_where + ([] if booking.status.is_over else seats)


def _customer(booking: BookingView) -> list[tuple[str, str]]:
    name = Markup('<bdi data-testid="customer-name">{}</bdi>').format(booking.customer_name)
    contact = [("ticket.contact", Markup("<bdi>{}</bdi>").format(booking.contact))] if booking.contact else []
    return [("ticket.name", name), *contact]


def _stubs(booking: BookingView, t: Words) -> Markup:
    if not booking.tickets:
        return EMPTY
    return Markup('<ul class="stubs" aria-label="{}">{}</ul>').format(
        t("ticket.scan"), EMPTY.join(_stub(each, t) for each in booking.tickets)
    )


def _stub(one: TicketView, t: Words) -> Markup:
    used = t("ticket.used", time=t.hour(one.checked_in_at)) if one.checked_in_at else ""
    return Markup(
        '<li class="stub" data-testid="stub" data-stub="{seat}">{qr}'
        "<p><b>{seat}</b> <span>{kind}</span> <span>{price}</span>{used}</p></li>"
    ).format(
        seat=one.seat,
        qr=qr_svg(one.token, t("ticket.qr", seat=one.seat)),
        kind=t(f"kind.{one.kind.name.lower()}"),
        price=t.money(one.price),
        used=Markup(' <em class="chip">{}</em>').format(used) if used else EMPTY,
    )


def _papers(booking: BookingView, t: Words) -> Markup:
    link = Markup('<a class="button" href="/ticket/{code}.{kind}" download data-testid="{kind}">{label}</a>')
    is_over = booking.status.is_over
    kinds = {"ics": t("ticket.calendar_off")} if is_over else {"ics": t("ticket.calendar"), "pdf": t("ticket.pdf")}
    links = (link.format(code=booking.code, kind=kind, label=label) for kind, label in kinds.items())
    again = Markup('<a class="button" href="/movie/{}">{}</a>').format(booking.movie_id, t("ticket.again"))
    return Markup('<p class="papers">{}{}</p>').format(EMPTY.join(links), again if is_over else EMPTY)


def _letter(booking: BookingView, t: Words) -> Markup:
    if (fate := LETTERS.get(booking.email_state or "")) is None:
        return EMPTY
    told = t(f"ticket.letter_{fate}", contact=booking.contact)
    return Markup('<p class="letter" data-testid="letter" data-fate="{}">{}</p>').format(fate, told)


def _told(step: BookingEventView, t: Words) -> str:
    gaps = {"seats": ", ".join(step.seats), "into": ", ".join(step.into)}
    if step.what is BookingEventType.MOVED and step.starts_at:
        return t("steps.moved_show", time=t.moment(step.starts_at), **gaps)
    return t(f"steps.{step.what}", **gaps)


def _entry(booking: BookingView, t: Words) -> Markup:
    return Markup(
        '<li><a class="booking" href="/ticket/{code}" data-testid="booking" data-status="{status}">'
        '{art}<span class="booking__facts"><strong>{title}</strong>'
        "<span>{day}, {span}</span><span>{studio}{seats} · {standing}</span></span>"
        "<b>{code}</b></a></li>"
    ).format(
        code=booking.code,
        status=booking.status,
        art=poster(booking.movie_id, booking.title),
        title=booking.title,
        day=t.day(booking.starts_at),
        span=_span(booking, t),
        studio=t("gallery.studio", number=booking.studio_number),
        seats="".join(f" · {seats}" for seats in [", ".join(booking.seats)] if seats),
        standing=t(f"status.{booking.status}"),
    )


def _span(booking: BookingView, t: Words) -> str:
    return t(
        "ticket.until",
        start=t.hour(booking.starts_at),
        end=t.hour(booking.ends_at),
        zone=t.zone_name(booking.starts_at),
    )
