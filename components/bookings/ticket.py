"""Tickets: one to show at the door, and the list of a visitor's own."""

from itertools import groupby

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.bookings.stubs import stubs
from components.markup import action_button, fact_list, rendered
from components.movies.poster import backdrop, poster
from components.payment_state import payment_state
from components.words import Words
from tiketa.bookings.read_models import BookingEventView, BookingView, SharedSeat
from tiketa.bookings.statuses import BookingEventType

EMAIL_OUTCOMES = {
    "waiting": "waiting", "sending": "waiting", "sent": "sent", "failed": "failed", "uncertain": "failed",
}  # fmt: skip


def ticket(booking: BookingView, t: Words) -> Markup:
    """Return the whole ticket: what one needs at the door first."""
    return rendered(
        h.article(".ticket", data_testid="ticket", data_status=booking.status)[
            backdrop(booking.movie_id, booking.title),
            h.div(".ticket__body")[
                _head(booking, t),
                _code(booking, t),
                h.p(".payment-state", data_testid="payment-state")[payment_state(booking, t)],
                stubs(booking.tickets, t, is_paid=booking.is_paid, title=booking.title),
                _farewell(booking, t),
                fact_list((t(key), value) for key, value in _facts(booking, t)),
                _email(booking, t),
                h.p(".ticket__foot")[
                    h.small[t("ticket.booked", time=f"{t.day(booking.booked_at)}, {t.hour(booking.booked_at)}")],
                    " ",
                    h.a(href="/bookings")[t("ticket.all")],
                ],
            ],
        ]
    )


def shared_seat(seat: SharedSeat, t: Words) -> Markup:
    """Return one seat of a booking for whom it was given to: no names, no code, no other seats."""
    return rendered(
        h.article(".ticket", data_testid="ticket")[
            backdrop(seat.movie_id, seat.title),
            h.div(".ticket__body")[
                h.div(".ticket__head")[
                    h.p(".ticket__heading")[t("ticket.past" if seat.is_past else "ticket.see_you")],
                    h.h1[seat.title],
                    fact_list((t(key), value) for key, value in _when_and_where(seat, t)),
                ],
                stubs((seat.ticket,), t, is_paid=seat.is_paid),
                h.p(".ticket__note")[t("ticket.scan")],
            ],
        ]
    )


def void_seat(t: Words) -> Markup:
    """Return what a shared seat's page shows once the seat was given up."""
    return rendered(
        h.section(".lost")[h.p(role="status")[t("refusal.ticket_void")], h.a(".button", href="/")[t("lost.home")]]
    )


def history(booking: BookingView, t: Words) -> Markup:
    """Return everything that happened to the booking, the newest last."""
    events = (
        h.li[h.time(datetime=event.at.isoformat())[t.moment(event.at)], " ", _describe(event, t)]
        for event in booking.events
    )
    return rendered(h.details(".history")[h.summary[t("steps.title")], h.ol(data_testid="history")[events]])


def bookings_list(bookings: tuple[BookingView, ...], t: Words) -> Markup:
    """Return the visitor's bookings, past and coming, or where to get one."""
    if not bookings:
        browse = h.a(".button", href="/")[t("bookings.browse")]
        return rendered(h.h1[t("bookings.title")], h.p[t("bookings.none")], browse)
    groups = groupby(bookings, key=lambda booking: booking.is_past or booking.status.is_over)
    return rendered(
        h.h1[t("bookings.title")],
        (
            h.fragment[
                h.h2[t("bookings.past" if is_past else "bookings.coming")],
                h.ul(".bookings")[(_entry(booking, t) for booking in group)],
            ]
            for is_past, group in groups
        ),
    )


def _head(booking: BookingView, t: Words) -> Renderable:
    return h.div(".ticket__head")[
        _heading(booking, t),
        h.h1[booking.title],
        fact_list((t(key), value) for key, value in _when_and_where(booking, t)),
    ]


def _heading(booking: BookingView, t: Words) -> Renderable:
    if booking.status.is_over:
        return h.p(".ticket__heading")[t(f"status.{booking.status}")]
    if booking.is_past:
        return h.p(".chip")[t("ticket.past")]
    return h.p(".ticket__heading")[t("ticket.heading")]


def _farewell(booking: BookingView, t: Words) -> h.Node:
    if booking.status.is_over or booking.is_past:
        return None
    return h.p(".ticket__note")[t("ticket.scan"), " ", t("ticket.see_you")]


def _code(booking: BookingView, t: Words) -> Renderable:
    """Return the code, to be said at the counter and at the door, and the downloads."""
    return h.div(".ticket__code")[
        h.span[t("ticket.code")], h.b(data_testid="booking-code")[booking.code], _downloads(booking, t)
    ]


def _when_and_where(show: BookingView | SharedSeat, t: Words) -> list[tuple[str, h.Node]]:
    return [
        ("ticket.when", f"{t.day(show.starts_at)}, {_span(show, t)}"),
        ("ticket.where", t.studio(show.studio_number, show.studio_name)),
    ]


def _facts(booking: BookingView, t: Words) -> list[tuple[str, h.Node]]:
    total = h.span(data_testid="total")[t.money(booking.total)]
    good: list[tuple[str, h.Node]] = [("ticket.seats", ", ".join(booking.seats)), ("ticket.total", total)]
    name = h.bdi(data_testid="customer-name")[booking.customer_name]
    contact: list[tuple[str, h.Node]] = [("ticket.contact", h.bdi[booking.contact])] if booking.contact else []
    return [*([] if booking.status.is_over else good), ("ticket.name", name), *contact]


def _downloads(booking: BookingView, t: Words) -> Renderable:
    if booking.status.is_over:
        again = h.a(".button", href=f"/movie/{booking.movie_id}")[t("ticket.again")]
        return h.p(".papers")[_download(booking, "ics", t("ticket.calendar_off")), again]
    return h.p(".papers")[_download(booking, "pdf", t("ticket.pdf")), _download(booking, "ics", t("ticket.calendar"))]


def _download(booking: BookingView, kind: str, label: str) -> Renderable:
    return h.a(".button", href=f"/ticket/{booking.code}.{kind}", download=True, data_testid=kind)[label]


def _email(booking: BookingView, t: Words) -> h.Node:
    if (outcome := EMAIL_OUTCOMES.get(booking.email_state or "")) is None:
        return None
    words = t(f"ticket.email_{outcome}", contact=booking.contact)
    again = action_button(t("ticket.email_again"), "send_email", style="button button--quiet", testid="send-email")
    return h.p(".email-state", data_testid="email-state", data_outcome=outcome)[
        words, h.fragment[" ", again] if outcome != "waiting" and not booking.is_past else None
    ]


def _describe(event: BookingEventView, t: Words) -> str:
    gaps = {"seats": ", ".join(event.seats), "into": ", ".join(event.into)}
    if event.what is BookingEventType.MOVED and event.starts_at:
        return t("steps.moved_show", time=t.moment(event.starts_at), **gaps)
    return t(f"steps.{event.what}", **gaps)


def _entry(booking: BookingView, t: Words) -> Renderable:
    seats = f" · {', '.join(booking.seats)}" if booking.seats else ""
    studio = t("gallery.studio", number=booking.studio_number)
    return h.li[
        h.a(".booking", href=f"/ticket/{booking.code}", data_testid="booking", data_status=booking.status)[
            poster(booking.movie_id, booking.title),
            h.span(".booking__facts")[
                h.strong[booking.title],
                h.span[f"{t.day(booking.starts_at)}, {_span(booking, t)}"],
                h.span[f"{studio}{seats} · {t(f'status.{booking.status}')}"],
            ],
            h.b[booking.code],
        ]
    ]


def _span(show: BookingView | SharedSeat, t: Words) -> str:
    start, end, zone = t.hour(show.starts_at), t.hour(show.ends_at), t.zone_name(show.starts_at)
    return t("ticket.until", start=start, end=end, zone=zone)
