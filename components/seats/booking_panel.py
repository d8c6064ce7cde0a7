"""What stands beside a seat map: where one is, which seats one has, what they cost, and the way to a ticket."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from components.fragment import EMPTY, part
from components.words import Words, milliseconds
from tiketa.bookings.read_models import BookingView
from tiketa.halls.seat_map import SeatMap, SeatState
from tiketa.pricing.quote import Quote
from tiketa.programme.read_models import ShowtimeDetail

EXTEND, CANCEL, WHEELCHAIR = "extend", "cancel", "wheelchair"  # what the panel's buttons say when they are clicked
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
        studio=t.studio(detail.studio_number, detail.studio_name),
        day=t.day(show.starts_at),
        start=t.hour(show.starts_at),
        zone=t.zone_name(show.starts_at),
        end=t("movie.ends", time=t.hour(show.ends_at)),
        note=Markup('<p class="book-head__note">{}</p>').format(note) if note else EMPTY,
        together=part("together", party_sizes(limit, t)) if limit else EMPTY,
    )


def booking_panel(mine: Markup, form: Markup) -> Markup:
    """Return the panel; its parts `mine` and `notice` change. A button says `take:…` and the seats, or an act."""
    return Markup(
        '<section class="panel"><div class="notice" role="status" data-testid="notice" data-part="notice"></div>'
        "{mine}{form}</section>"
    ).format(mine=part("mine", mine), form=form)


@lru_cache(maxsize=256)
def booking_form(t: Words, *, rules: tuple[str, ...], name: str, longest_name: int, longest_contact: int) -> Markup:
    """Return the form of a new booking, with the rules that hold for it; `name` is filled in."""
    # The empty placeholder lets the style see whether anything was typed.
    field = Markup(
        '<label class="labelled"><span>{label}</span>'
        '<input class="field" name="{name}" autocomplete="{fill}" maxlength="{most}" value="{value}" placeholder=" ">'
        "</label>"
    )
    return Markup('<form class="booking-form">{name}{contact}{confirm}{rules}</form>').format(
        name=field.format(label=t("book.name"), name=NAME, fill="name", most=longest_name, value=name),
        contact=field.format(label=t("book.contact"), name=CONTACT, fill="email", most=longest_contact, value=""),
        confirm=_confirm(t("book.confirm")),
        rules=_rules(rules),
    )


def move_form(booking: BookingView, seats: Sequence[str], t: Words, *, rules: Sequence[str]) -> Markup:
    """Return what a move to this map is about, and its button."""
    return Markup(
        '<form class="booking-form booking-form--move"><p class="move" data-testid="moving"><b>{title}</b> {what}</p>'
        '{confirm}<a class="button button--quiet" href="/ticket/{code}">{back}</a>{rules}</form>'
    ).format(
        title=t("move.title", code=booking.code),
        what=t("move.what", seats=", ".join(seats), count=len(seats)),
        confirm=_confirm(t("move.confirm")),
        code=booking.code,
        back=t("move.back"),
        rules=_rules(rules),
    )


def bill(quote: Quote, t: Words) -> Markup:
    """Return what seats cost, each kind by itself where there are several; nothing where there are none."""
    if not quote.lines:
        return EMPTY
    if not quote.total:
        return Markup('<p class="bill"><b data-testid="total">{}</b></p>').format(t.money(quote.total))
    lines = [
        f"{t('book.bill', count=line.count, price=t.money(line.unit_price))} {t(f'kind.{line.kind.name.lower()}')}"
        for line in quote.lines
    ]
    return Markup('<p class="bill"><span>{}</span> <b data-testid="total">{}</b></p>').format(
        ", ".join(lines), t.money(quote.total)
    )


def chosen_seats(
    seats: SeatMap, t: Words, *, now: datetime, minutes: int, limit: int, hints: Sequence[str], cost: Markup
) -> Markup:
    """Return the visitor's seats, their cost, the time left for them and hints, or what to do to have some."""
    if seats.mine:
        hint = EMPTY.join(Markup('<p class="hint">{}</p>').format(each) for each in hints)
        chosen = Markup('<p class="chosen"><span>{}</span> <b data-testid="my-seats">{}</b></p>').format(
            t("book.chosen"), ", ".join(seats.mine)
        )
        return chosen + _clock(seats, t, now) + cost + hint
    if seats.lapsed:
        lapsed = t("book.lapsed", seats=", ".join(seats.lapsed))
        return Markup('<p class="chosen chosen--lapsed" data-testid="lapsed">{}</p>').format(lapsed) + cost
    what_to_do = t("book.choose", minutes=minutes, limit=limit) if seats.count(SeatState.FREE) else t("book.full")
    return Markup('<p class="chosen chosen--none">{}</p>').format(what_to_do)


def notice(words: str, t: Words, *, done: bool = False, offer: Sequence[str] = ()) -> Markup:
    """Return what was said, `done` or refused; its button says the seats that are offered, with spaces between."""
    button = Markup('<button type="button" class="button" data-act="take:{seats}">{label}</button>')
    take = button.format(seats=" ".join(offer), label=t("book.take", seats=", ".join(offer))) if offer else EMPTY
    said = Markup('<span class="done">{}</span> {}') if done else Markup("<span>{}</span> {}")
    return said.format(words, take) if words else EMPTY


@lru_cache
def party_sizes(limit: int, t: Words, *, wheelchair: bool = False) -> Markup:
    """Return what finds seats side by side for a party, with a wheelchair place among them if that was asked for."""
    button = Markup('<button type="button" class="chip" data-act="party:{size}" aria-label="{label}">{size}</button>')
    sizes = (button.format(size=size, label=t("book.together_count", count=size)) for size in range(1, limit + 1))
    return Markup(
        '<div class="together" role="group" aria-label="{label}"><span>{label}</span>'
        '<div class="chips">{sizes}</div>{wheelchair}</div>'
    ).format(label=t("book.together"), sizes=EMPTY.join(sizes), wheelchair=_wheelchair(t, pressed=wheelchair))


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


def _wheelchair(t: Words, *, pressed: bool) -> Markup:
    button = Markup(
        '<button type="button" class="chip chip--wheelchair" data-act="{act}" aria-pressed="{pressed}">'
        '<span aria-hidden="true">♿︎</span> {label}</button>'
    )
    return button.format(act=WHEELCHAIR, label=t("book.with_wheelchair"), pressed=str(pressed).lower())


def _confirm(label: str) -> Markup:
    return Markup('<button class="button button--go" data-testid="confirm">{}</button>').format(label)


def _rules(rules: Sequence[str]) -> Markup:
    return Markup('<p class="rules" data-testid="rules">{}</p>').format(" ".join(rules))
