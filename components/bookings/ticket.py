"""Tickets: one to show at the door, and the list of a visitor's own."""

from itertools import groupby

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.documents.qr import qr_svg
from components.markup import action_button, fact_list, rendered
from components.movies.poster import backdrop, poster
from components.payment_state import payment_state
from components.words import Words
from tiketa.bookings.read_models import BookingEventView, BookingView, TicketView
from tiketa.bookings.statuses import BookingEventType

EMAIL_OUTCOMES = {
    "waiting": "waiting", "sending": "waiting", "sent": "sent", "failed": "failed", "uncertain": "failed",
}  # fmt: skip


def ticket(booking: BookingView, t: Words) -> Markup:
    """Return the whole ticket."""
    return rendered(
        h.article(".ticket", data_testid="ticket", data_status=booking.status)[
            backdrop(booking.movie_id, booking.title),
            h.div(".ticket__body")[
                h.p(".chip")[t("ticket.past")] if booking.is_past else None,
                h.p(".ticket__heading")[
                    t(f"status.{booking.status}") if booking.status.is_over else t("ticket.heading")
                ],
                h.h1[booking.title],
                fact_list((t(key), value) for key, value in _facts(booking, t)),
                h.p(".payment-state", data_testid="payment-state")[payment_state(booking, t)],
                _stubs(booking, t),
                h.div(".ticket__code")[
                    h.span[t("ticket.code")],
                    h.b(data_testid="booking-code")[booking.code],
                    h.small[t("ticket.note")] if booking.tickets else None,
                ],
                fact_list((t(key), value) for key, value in _customer(booking)),
                _downloads(booking, t),
                _email(booking, t),
                h.p(".ticket__foot")[
                    h.small[t("ticket.booked", time=f"{t.day(booking.booked_at)}, {t.hour(booking.booked_at)}")],
                    " ",
                    h.a(href="/bookings")[t("ticket.all")],
                ],
            ],
        ]
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


def _facts(booking: BookingView, t: Words) -> list[tuple[str, h.Node]]:
    when_and_where: list[tuple[str, h.Node]] = [
        ("ticket.when", f"{t.day(booking.starts_at)}, {_span(booking, t)}"),
        ("ticket.where", t.studio(booking.studio_number, booking.studio_name)),
    ]
    if booking.status.is_over:
        return when_and_where
    total = h.span(data_testid="total")[t.money(booking.total)]
    return [*when_and_where, ("ticket.seats", ", ".join(booking.seats)), ("ticket.total", total)]


def _customer(booking: BookingView) -> list[tuple[str, h.Node]]:
    name = h.bdi(data_testid="customer-name")[booking.customer_name]
    contact: list[tuple[str, h.Node]] = [("ticket.contact", h.bdi[booking.contact])] if booking.contact else []
    return [("ticket.name", name), *contact]


def _stubs(booking: BookingView, t: Words) -> h.Node:
    if not booking.tickets:
        return None
    return h.ul(".stubs", aria_label=t("ticket.scan"))[(_stub(each, t) for each in booking.tickets)]


def _stub(one: TicketView, t: Words) -> Renderable:
    used = t("ticket.used", time=t.hour(one.checked_in_at)) if one.checked_in_at else ""
    return h.li(".stub", data_testid="stub", data_stub=one.seat)[
        qr_svg(one.token, t("ticket.qr", seat=one.seat)),
        h.p[
            h.b[one.seat],
            " ",
            h.span[t(f"kind.{one.kind.name.lower()}")],
            " ",
            h.span[t.money(one.price)],
            h.fragment[" ", h.em(".chip")[used]] if used else None,
        ],
    ]


def _downloads(booking: BookingView, t: Words) -> Renderable:
    if booking.status.is_over:
        again = h.a(".button", href=f"/movie/{booking.movie_id}")[t("ticket.again")]
        return h.p(".papers")[_download(booking, "ics", t("ticket.calendar_off")), again]
    return h.p(".papers")[_download(booking, "ics", t("ticket.calendar")), _download(booking, "pdf", t("ticket.pdf"))]


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


def _span(booking: BookingView, t: Words) -> str:
    return t(
        "ticket.until",
        start=t.hour(booking.starts_at),
        end=t.hour(booking.ends_at),
        zone=t.zone_name(booking.starts_at),
    )
