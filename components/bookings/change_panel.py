"""The panel below a ticket: choosing seats to move or to cancel, and the question before cancelling."""

from collections.abc import Collection, Sequence

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.markup import EMPTY, action_button, rendered
from components.words import Words
from tiketa.bookings.read_models import BookingView
from tiketa.bookings.statuses import BookingStatus
from tiketa.programme.read_models import ShowtimeView


def change_panel(
    booking: BookingView, t: Words, *, chosen: Collection[str], showtimes: Sequence[ShowtimeView], minutes: int
) -> Markup:
    """Return how the booking can be changed, or why not; `minutes` before the show changes end.

    Its actions are `choose`, with a `seat`, `move` and `cancel`.
    """
    if booking.status.is_over or booking.is_past:
        return EMPTY
    rule = (
        t("change.until", time=t.moment(booking.change_until))
        if booking.changeable
        else t("change.too_late", minutes=minutes)
    )
    return rendered(
        h.section(".change.surface", aria_labelledby="change", tabindex="-1", data_testid="change")[
            h.h2("#change")[t("change.title")],
            h.p[rule],
            _choices(booking, t, chosen, showtimes) if booking.changeable else None,
        ]
    )


def question(booking: BookingView, t: Words, *, seats: Sequence[str]) -> Markup:
    """Return the question before seats are cancelled, with what follows from it; its actions are `yes` and `no`."""
    back = booking.quote_of(seats).total
    is_paid = booking.status is BookingStatus.PAID and back
    return rendered(
        h.section(".change.surface", role="group", aria_labelledby="sure", tabindex="-1", data_testid="sure")[
            h.h2[t("change.title")],
            h.p("#sure")[t("change.sure", seats=", ".join(seats), title=booking.title)],
            h.p[t("change.refund", amount=t.money(back))] if is_paid else None,
            h.p(".change__buttons")[
                action_button(t("change.no"), "no"),
                action_button(t("change.yes"), "yes", style="button button--end", testid="yes"),
            ],
        ]
    )


def _choices(booking: BookingView, t: Words, chosen: Collection[str], showtimes: Sequence[ShowtimeView]) -> Renderable:
    return h.fragment[
        _seats(booking, t, chosen) if len(_pieces(booking)) > 1 else None,
        h.div(".change__buttons")[_buttons(booking, t, chosen) if chosen else h.p[t("change.pick_first")]],
        _other_showtimes(booking, t, showtimes),
    ]


def _buttons(booking: BookingView, t: Words, chosen: Collection[str]) -> Renderable:
    seats = ", ".join(seat for seat in booking.seats if seat in chosen)
    every = len(chosen) == len(booking.seats)
    cancel = t("change.cancel_all") if every else t("change.cancel_seats", seats=seats)
    return h.fragment[
        action_button(t("change.seats", seats=seats), "move", testid="move"),
        action_button(cancel, "cancel", style="button button--end", testid="cancel"),
    ]


def _seats(booking: BookingView, t: Words, chosen: Collection[str]) -> Renderable:
    return h.div(".change__seats", role="group", aria_label=t("change.which"))[
        h.span[t("change.which")],
        (
            action_button(", ".join(seats), "choose", style="chip", args={"seat": seats[0]}, pressed=seats[0] in chosen)
            for seats in _pieces(booking)
        ),
    ]


def _pieces(booking: BookingView) -> Collection[tuple[str, ...]]:
    """Return what can be cancelled by itself: single seats, and sofas whole."""
    return dict.fromkeys(ticket.together for ticket in booking.tickets)


def _other_showtimes(booking: BookingView, t: Words, showtimes: Sequence[ShowtimeView]) -> Renderable:
    others = [_other(show, booking, t) for show in showtimes if show.id != booking.showtime_id]
    return h.details(".change__showtimes")[
        h.summary[t("change.showtimes")], h.ul[others], None if others else t("change.no_showtimes")
    ]


def _other(show: ShowtimeView, booking: BookingView, t: Words) -> Renderable:
    """Return a showtime to move to, or that too few seats are left at it."""
    left = t("movie.left", left=show.left) if show.left else t("movie.full")
    label = f"{t.moment(show.starts_at)} · {left}"
    if show.left < len(booking.seats):
        return h.li[h.span(".chip", data_testid="too-full")[label]]
    return h.li[h.a(".chip", href=f"/book/{show.id}?move={booking.code}", data_testid="other-showtime")[label]]
