"""The panel beside a seat map: showtime, the visitor's seats, their cost, and the form that books them."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.fragment import part
from components.markup import EMPTY, action_attributes, action_button, labelled_field, notice_part, rendered
from components.words import Words, milliseconds
from tiketa.bookings.read_models import BookingView
from tiketa.halls.seat_map import SeatMap, SeatState
from tiketa.pricing.quote import Quote
from tiketa.programme.read_models import ShowtimeDetail

NAME, CONTACT = "customer_name", "contact"  # the form's fields


def showtime_head(
    detail: ShowtimeDetail, t: Words, *, note: str = "", booked: Markup = EMPTY, limit: int = 0
) -> Markup:
    """Return the head of the map: movie, place, time, what is special (`note`), own seats (`booked`), party sizes."""
    show = detail.showtime
    when = f"{t.day(show.starts_at)}, {t.hour(show.starts_at)} {t.zone_name(show.starts_at)}"
    return _head(
        t,
        detail.movie_id,
        detail.title,
        studio=t.studio(detail.studio_number, detail.studio_name),
        hours=f"{when}, {t('movie.ends', time=t.hour(show.ends_at))}",
        note=note,
        booked=booked,
        limit=limit,
    )


def booked_note(seats: Sequence[str], codes: Sequence[str], t: Words) -> Markup:
    """Return what the visitor has booked here already, with the way to the ticket, or to all tickets."""
    if not seats:
        return EMPTY
    href = f"/ticket/{codes[0]}" if len(codes) == 1 else "/bookings"
    words = t("book.booked_here", seats=", ".join(seats))
    return rendered(h.p(".book-head__note", data_testid="booked-here")[words, " ", h.a(href=href)[t("book.to_ticket")]])


@lru_cache(maxsize=1024)
def _head(
    t: Words, movie_id: int, title: str, *, studio: str, hours: str, note: str, booked: Markup, limit: int
) -> Markup:
    return rendered(
        h.header(".book-head")[
            h.a(".book-head__back", href=f"/movie/{movie_id}")[h.span(aria_hidden="true")["←"], " ", t("book.back")],
            h.h1[title],
            h.p[h.span(".chip")[studio], " ", h.span[hours]],
            h.p(".book-head__note")[note] if note else None,
            booked,
            part("together", party_sizes(limit, t)) if limit else None,
        ]
    )


@lru_cache(maxsize=256)
def booking_panel(mine: Markup, form: Markup) -> Markup:
    """Return the panel; its parts `mine` and `notice` change."""
    return rendered(h.section(".panel")[notice_part(), part("mine", mine), form])


@lru_cache(maxsize=256)
def booking_form(t: Words, *, rules: tuple[str, ...], name: str, longest_name: int, longest_contact: int) -> Markup:
    """Return the form of a new booking, with the rules that hold for it; `name` is filled in."""
    # With an empty placeholder CSS can tell (`:placeholder-shown`) whether anything was typed.
    return rendered(
        h.form(".booking-form")[
            labelled_field(
                t("book.name"), NAME, autocomplete="name", maxlength=longest_name, value=name, placeholder=" "
            ),
            labelled_field(
                t("book.contact"), CONTACT, autocomplete="email", maxlength=longest_contact, placeholder=" "
            ),
            _confirm(t("book.confirm")),
            _rules(rules),
        ]
    )


def move_form(booking: BookingView, seats: Sequence[str], t: Words, *, rules: Sequence[str]) -> Markup:
    """Return what a move to this map is about, and its button."""
    what = t("move.what", seats=", ".join(seats), count=len(seats))
    return rendered(
        h.form(".booking-form.booking-form--move")[
            h.p(".move", data_testid="moving")[h.b[t("move.title", code=booking.code)], " ", what],
            _confirm(t("move.confirm")),
            h.a(".button.button--quiet", href=f"/ticket/{booking.code}")[t("move.back")],
            _rules(rules),
        ]
    )


def bill(quote: Quote, t: Words) -> Markup:
    """Return what seats cost, by kind where there are several; nothing for no seats."""
    if not quote.lines:
        return EMPTY
    total = h.b(data_testid="total")[t.money(quote.total)]
    if not quote.total:
        return rendered(h.p(".bill")[total])
    lines = (
        f"{t('book.bill', count=line.count, price=t.money(line.unit_price))} {t(f'kind.{line.kind.name.lower()}')}"
        for line in quote.lines
    )
    return rendered(h.p(".bill")[h.span[", ".join(lines)], " ", total])


def changed_bill(words: str) -> Markup:
    """Return what a moved booking costs, in words."""
    return rendered(h.p(".bill", data_testid="total")[words])


def chosen_seats(
    seats: SeatMap, t: Words, *, now: datetime, minutes: int, limit: int, hints: Sequence[str], cost: Markup
) -> Markup:
    """Return the visitor's seats, their cost, the time left for them and hints, or what to do to have some."""
    if seats.mine:
        return rendered(
            h.p(".chosen")[h.span[t("book.chosen")], " ", h.b(data_testid="my-seats")[", ".join(seats.mine)]],
            _clock(seats, t, now),
            cost,
            (h.p(".hint")[hint] for hint in hints),
        )
    if seats.lapsed:
        lapsed = t("book.lapsed", seats=", ".join(seats.lapsed))
        return rendered(h.p(".chosen.chosen--lapsed", data_testid="lapsed")[lapsed], cost)
    what_to_do = t("book.choose", minutes=minutes, limit=limit) if seats.count(SeatState.FREE) else t("book.full")
    return _none_chosen(what_to_do)


@lru_cache(maxsize=16)
def _none_chosen(what_to_do: str) -> Markup:
    return rendered(h.p(".chosen.chosen--none")[what_to_do])


def notice(words: str, t: Words, *, done: bool = False, offer: Sequence[str] = ()) -> Markup:
    """Return the result of an action, `done` or refused; its own action `take` holds the `seats` on offer."""
    if not words:
        return EMPTY
    label = t("book.take", seats=", ".join(offer))
    take = action_button(label, "take", args={"seats": list(offer)}) if offer else None
    return rendered(h.span(class_="done" if done else None)[words], " ", take)


@lru_cache
def party_sizes(limit: int, t: Words, *, wheelchair: bool = False) -> Markup:
    """Return the buttons that find seats side by side for a party, with a wheelchair place if that was asked for.

    Its actions are `party`, with a `size`, and `wheelchair`.
    """
    return rendered(
        h.div(".together", role="group", aria_label=t("book.together"))[
            h.span[t("book.together")],
            h.div(".chips")[(_party_size(size, t) for size in range(1, limit + 1))],
            _wheelchair(t, pressed=wheelchair),
        ]
    )


def _party_size(size: int, t: Words) -> Renderable:
    attributes = {"type": "button", "aria-label": t("book.together_count", count=size)}
    return h.button(".chip", attributes | action_attributes("party", {"size": size}))[str(size)]


def _clock(seats: SeatMap, t: Words, now: datetime) -> h.Node:
    if seats.expires_at is None:
        return None
    countdown = {
        "data-testid": "countdown",
        "now": str(milliseconds(now)),
        "until": str(milliseconds(seats.expires_at)),
        "at-120": t("book.minutes_left", minutes=2),
        "at-60": t("book.minute_left"),
    }
    quiet = "button button--quiet"
    extend = action_button(t("book.extend"), "extend", style=quiet, testid="extend") if seats.extendable else None
    return h.fragment[
        h.p(".countdown", role="timer")[h.span[t("book.clock")], " ", h.Element("tiketa-countdown")(countdown)],
        h.p(".panel__time")[extend, action_button(t("book.cancel"), "cancel", style=quiet, testid="cancel")],
    ]


def _wheelchair(t: Words, *, pressed: bool) -> Renderable:
    label = h.fragment[h.span(aria_hidden="true")["♿︎"], " ", t("book.with_wheelchair")]
    return action_button(label, "wheelchair", style="chip chip--wheelchair", pressed=pressed)


def _confirm(label: str) -> Renderable:
    return h.button(".button.button--go", data_testid="confirm")[label]


def _rules(rules: Sequence[str]) -> Renderable:
    return h.p(".rules", data_testid="rules")[" ".join(rules)]
