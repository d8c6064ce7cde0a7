"""What stands beside a seat map: where one is, which seats one has, what was said, and the way to a ticket."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from components.html import EMPTY, part
from components.text import Words, milliseconds
from tiketa.seat_map import SeatMap, SeatState
from tiketa.views import ShowtimeDetail

EXTEND, CANCEL = "extend", "cancel"  # what the panel's buttons say when they are clicked
NAME, CONTACT = "customer_name", "contact"  # its fields


def showtime_head(detail: ShowtimeDetail, t: Words, *, note: str = "", limit: int = 0) -> Markup:
    """Return what stands above the map: movie, place, time, what is special (`note`), and party sizes up to `limit`."""
    show = detail.showtime
    return Markup(
        '<header class="book-head"><a class="book-head__back" href="/movie/{movie_id}">'
        '<span aria-hidden="true">←</span> {back}</a><h1>{title}</h1>'
        '<p><span class="chip">{studio}</span> <span>{day}, {start} {zone}, {end}</span></p>{note}{together}</header>'
    ).format(
        movie_id=detail.movie_id,
        back=t("book.back"),
        title=detail.title,
        studio=t("movie.studio", number=detail.studio_number, name=detail.studio_name),
        day=t.day(show.starts_at),
        start=t.hour(show.starts_at),
        zone=t.zone_name(show.starts_at),
        end=t("movie.ends", time=t.hour(show.ends_at)),
        note=Markup('<p class="book-head__note">{}</p>').format(note) if note else EMPTY,
        together=_party_sizes(limit, t) if limit else EMPTY,
    )


def booking_panel(t: Words, mine: Markup, *, longest_name: int, longest_contact: int) -> Markup:
    """Return the panel; its parts `mine` and `notice` change. A button says `take:…` and the seats, or an act."""
    return Markup(
        '<section class="panel"><div class="notice" role="status" data-testid="notice" data-part="notice"></div>'
        "{mine}{form}</section>"
    ).format(
        mine=part("mine", mine),
        form=_form(t, longest_name=longest_name, longest_contact=longest_contact),
    )


def chosen_seats(seats: SeatMap, t: Words, *, now: datetime, minutes: int, limit: int, alone: Sequence[str]) -> Markup:
    """Return the visitor's seats, the time left for them and whom they leave alone, or what to do to have some."""
    if seats.mine:
        hint = Markup('<p class="hint">{}</p>').format(t("book.orphan", seats=", ".join(alone))) if alone else EMPTY
        chosen = Markup('<p class="chosen"><span>{}</span> <b data-testid="my-seats">{}</b></p>').format(
            t("book.chosen"), ", ".join(seats.mine)
        )
        return chosen + _clock(seats, t, now) + hint
    if seats.lapsed:
        lapsed = t("book.lapsed", seats=", ".join(seats.lapsed))
        return Markup('<p class="chosen chosen--lapsed" data-testid="lapsed">{}</p>').format(lapsed)
    what_to_do = t("book.choose", minutes=minutes, limit=limit) if seats.count(SeatState.FREE) else t("book.full")
    return Markup('<p class="chosen chosen--none">{}</p>').format(what_to_do)


def notice(words: str, t: Words, *, offer: Sequence[str] = ()) -> Markup:
    """Return what was said; the button beside it says the seats that are offered, with spaces between."""
    button = Markup('<button type="button" class="button" data-act="take:{seats}">{label}</button>')
    take = button.format(seats=" ".join(offer), label=t("book.take", seats=", ".join(offer))) if offer else EMPTY
    return Markup("<span>{}</span> {}").format(words, take) if words else EMPTY


@lru_cache
def _party_sizes(limit: int, t: Words) -> Markup:
    button = Markup('<button type="button" class="chip" data-act="party:{size}" aria-label="{label}">{size}</button>')
    sizes = (button.format(size=size, label=t("book.together_count", count=size)) for size in range(1, limit + 1))
    return Markup(
        '<div class="together" role="group" aria-label="{label}"><span>{label}</span>'
        '<div class="chips">{sizes}</div></div>'
    ).format(label=t("book.together"), sizes=EMPTY.join(sizes))


def _clock(seats: SeatMap, t: Words, now: datetime) -> Markup:
    if seats.expires_at is None:
        return EMPTY
    button = Markup(
        '<button type="button" class="button button--quiet" data-act="{act}" data-testid="{act}">{label}</button>'
    )
    return Markup(
        '<p class="countdown" role="timer"><span>{label}</span> '
        '<tiketa-countdown data-testid="countdown" until="{until}" now="{now}" at-120="{two}" at-60="{one}">'
        "</tiketa-countdown></p>"
        '<p class="panel__time">{extend}{cancel}</p>'
    ).format(
        label=t("book.clock"),
        until=milliseconds(seats.expires_at),
        now=milliseconds(now),
        two=t("book.minutes_left", minutes=2),
        one=t("book.minute_left"),
        extend=button.format(act=EXTEND, label=t("book.extend")) if seats.extendable else EMPTY,
        cancel=button.format(act=CANCEL, label=t("book.cancel")),
    )


@lru_cache
def _form(t: Words, *, longest_name: int, longest_contact: int) -> Markup:
    field = Markup(
        '<label class="labelled"><span>{label}</span>'
        '<input class="field" name="{name}" autocomplete="{fill}" maxlength="{most}"></label>'
    )
    return Markup(
        '<form class="booking-form">{name}{contact}'
        '<button class="button button--go" data-testid="confirm">{confirm}</button></form>'
    ).format(
        name=field.format(label=t("book.name"), name=NAME, fill="name", most=longest_name),
        contact=field.format(label=t("book.contact"), name=CONTACT, fill="email", most=longest_contact),
        confirm=t("book.confirm"),
    )
