"""The panel beside a seat map: showtime, the visitor's seats, their cost, and the form that books them."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.fragment import part
from components.markup import EMPTY, action_attributes, action_button, labelled_field, notice_part, rendered
from components.words import Words, milliseconds
from tiketa.bookings.read_models import BookingView
from tiketa.halls.occupancy import HoldRules
from tiketa.halls.seat_map import SeatMap
from tiketa.pricing.quote import Quote
from tiketa.programme.read_models import ShowtimeDetail, ShowtimeView

NAME, CONTACT = "customer_name", "contact"  # the form's fields
FIELDS = {"invalid_name": NAME, "invalid_contact": CONTACT}  # what a refusal is about, by its code


class Offer(NamedTuple):
    """A button beside a notice: its label, and the action that it is."""

    label: str
    action: str
    args: Mapping[str, object]


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
    back = {"href": f"/movie/{movie_id}", "aria-label": t("book.back"), "title": t("book.back")}
    return rendered(
        h.header(".book-head")[
            h.a(".book-head__back", back)[h.span(aria_hidden="true")["←"]],
            h.h1[title],
            h.p[h.span(".chip")[studio], " ", h.span[hours]],
            h.p(".book-head__note")[note] if note else None,
            booked,
        ],
        part("together", party_sizes(limit, t)) if limit else None,
    )


@lru_cache(maxsize=256)
def booking_panel(mine: Markup, form: Markup) -> Markup:
    """Return the panel; its parts `mine` and `notice` change, and warnings that the time runs out have a place."""
    time_notice = h.p(".notice.notice--time", role="status", data_time_notice=True)
    return rendered(h.section(".panel")[notice_part(), time_notice, part("mine", mine), form])


@lru_cache(maxsize=256)
def booking_form(
    t: Words, *, rules: tuple[str, ...], name: str, longest_name: int, longest_contact: int, label: str
) -> Markup:
    """Return the form of a new booking, with the rules that hold for it; `name` is filled in, `label` the button's."""
    return rendered(
        h.form(".booking-form", novalidate=True)[
            labelled_field(
                t("book.name"),
                NAME,
                autocomplete="name",
                maxlength=longest_name,
                value=name,
                placeholder=t("book.name"),
            ),
            labelled_field(t("book.contact"), CONTACT, autocomplete="email", maxlength=longest_contact),
            _confirm(label),
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


def confirm_label(quote: Quote, t: Words) -> Markup:
    """Return the words on the button that books: how many seats, for how much."""
    count = sum(line.count for line in quote.lines)
    if not count:
        return Markup.escape(t("book.confirm"))
    return Markup.escape(t("book.confirm_seats", count=count, total=t.money(quote.total)))


def chosen_seats(
    seats: SeatMap, t: Words, *, now: datetime, rules: HoldRules, limit: int, hints: Sequence[str], cost: Markup
) -> Markup:
    """Return the visitor's seats, their cost, the time left for them and hints, or what to do to have some."""
    if seats.mine:
        return rendered(
            _countdown(seats, t, now, rules.lasts),
            h.div(".chosen")[h.span[t("book.chosen")], " ", h.b(data_testid="my-seats")[", ".join(seats.mine)], cost],
            _time_buttons(t, extendable=seats.extendable),
            (h.p(".hint")[hint] for hint in hints),
        )
    if seats.lapsed:
        lapsed = t("book.lapsed", seats=", ".join(seats.lapsed))
        return rendered(h.p(".chosen.chosen--lapsed", data_testid="lapsed")[lapsed], cost)
    return _none_chosen(t("book.choose", minutes=math.ceil(rules.lasts.total_seconds() / 60), limit=limit))


def nothing_left(words: str, others: Mapping[str, ShowtimeView], t: Words) -> Markup:
    """Return why nothing can be picked here, and other showtimes of the film by the addresses of their seats."""
    return rendered(
        h.p(".chosen.chosen--nothing", data_testid="nothing-left")[words],
        h.p(".chips")[(_other_showtime(*other, t) for other in others.items())] if others else None,
    )


@lru_cache(maxsize=16)
def _none_chosen(what_to_do: str) -> Markup:
    return rendered(h.p(".chosen.chosen--none")[what_to_do])


def take_offer(seats: Sequence[str], t: Words) -> Offer | None:
    """Return the offer of these seats, if there are any; its action is `take`."""
    return Offer(t("book.take", seats=", ".join(seats)), "take", {"seats": list(seats)}) if seats else None


def apart_offer(size: int, row: str, sizes: str, t: Words) -> Offer:
    """Return the offer to sit in two blocks of one row, of these sizes; its action is `party`."""
    return Offer(t("book.apart", sizes=sizes, row=row), "party", {"size": size, "apart": True})


def notice(words: str, *, number: int, done: bool = False, offer: Offer | None = None, field: str = "") -> Markup:
    """Return the result of an action, `done` or refused, with a button for what is on offer.

    By its `number` a notice that says the same as the one before is another element, and so announced again. `field`
    is the name of the form's field that it is about.
    """
    if not words:
        return EMPTY
    about = {"id": f"notice-{number}", "class": "done" if done else None, "data-field": field or None}
    button = action_button(offer.label, offer.action, args=offer.args) if offer else None
    return rendered(h.span(about)[words], " ", button)


@lru_cache
def party_sizes(limit: int, t: Words, *, wheelchair: bool = False) -> Markup:
    """Return the buttons that find seats side by side for a party, with a wheelchair place if that was asked for.

    Its actions are `party`, with a `size`, and `wheelchair`, which says whether one is `wanted`.
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


def _countdown(seats: SeatMap, t: Words, now: datetime, lasts: timedelta) -> h.Node:
    if seats.expires_at is None:
        return None
    countdown = {
        "data-testid": "countdown",
        "now": str(milliseconds(now)),
        "until": str(milliseconds(seats.expires_at)),
        "whole": str(int(lasts.total_seconds() * 1000)),
        "at-120": t("book.minutes_left", minutes=2),
        "at-60": t("book.minute_left"),
        "role": "timer",
        "aria-label": t("book.clock"),
    }
    return h.Element("tiketa-countdown")(countdown)


def _time_buttons(t: Words, *, extendable: bool) -> h.Node:
    quiet = "button button--quiet"
    return h.div(".panel__time")[
        action_button(t("book.extend"), "extend", style=quiet, testid="extend") if extendable else None,
        action_button(t("book.cancel"), "cancel", style=f"{quiet} panel__cancel", testid="cancel"),
    ]


def _other_showtime(address: str, show: ShowtimeView, t: Words) -> Renderable:
    left = h.small[t("movie.left", left=show.left)]
    return h.a(".button", href=address, data_testid="other-showtime")[
        t.day(show.starts_at), ", ", t.hour(show.starts_at), " ", left
    ]


def _wheelchair(t: Words, *, pressed: bool) -> Renderable:
    label = h.fragment[h.span(aria_hidden="true")["♿︎"], " ", t("book.with_wheelchair")]
    wish = {"wanted": not pressed}
    return action_button(label, "wheelchair", style="chip chip--wheelchair", args=wish, pressed=pressed)


def _confirm(label: str) -> Renderable:
    return h.button(".button.button--go", data_testid="confirm")[h.span(data_part="go")[label]]


def _rules(rules: Sequence[str]) -> Renderable:
    return h.p(".rules", data_testid="rules")[(h.fragment[h.span[rule], " "] for rule in rules)]
