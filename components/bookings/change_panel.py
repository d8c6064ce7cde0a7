"""What stands below a ticket: choosing seats to move or to cancel, and being asked once more before it is done."""

from collections.abc import Collection, Sequence

from markupsafe import Markup

from components.fragment import EMPTY
from components.words import Words
from tiketa.bookings.read_models import BookingView
from tiketa.bookings.statuses import BookingStatus
from tiketa.programme.read_models import ShowtimeView

SEAT, CANCEL, MOVE, YES, NO = "seat", "cancel", "move", "yes", "no"  # what the buttons say when they are clicked


def change_panel(
    booking: BookingView, t: Words, *, chosen: Collection[str], showtimes: Sequence[ShowtimeView], minutes: int
) -> Markup:
    """Return how the booking can be changed, or why not; `minutes` before the show changes end."""
    if booking.status.is_over or booking.is_past:
        return EMPTY
    content = _choices(booking, t, chosen, showtimes) if booking.changeable else EMPTY
    rule = (
        t("change.until", time=t.moment(booking.change_until))
        if booking.changeable
        else t("change.too_late", minutes=minutes)
    )
    return Markup(
        '<section class="change surface" aria-labelledby="change" tabindex="-1" data-testid="change">'
        '<h2 id="change">{title}</h2><p>{rule}</p>{content}</section>'
    ).format(title=t("change.title"), rule=rule, content=content)


def question(booking: BookingView, t: Words, *, seats: Sequence[str]) -> Markup:
    """Return the question before seats are cancelled, with what follows from it."""
    back = booking.quote_of(seats).total
    is_paid = booking.status is BookingStatus.PAID and back
    return Markup(
        '<section class="change surface" role="group" aria-labelledby="sure" tabindex="-1" data-testid="sure">'
        '<h2>{title}</h2><p id="sure">{sure}</p>{refund}<p class="change__buttons">'
        '<button type="button" class="button button--go" data-act="{yes}" data-testid="yes">{yes_label}</button>'
        '<button type="button" class="button" data-act="{no}">{no_label}</button></p></section>'
    ).format(
        title=t("change.title"),
        sure=t("change.sure", seats=", ".join(seats), title=booking.title),
        refund=Markup("<p>{}</p>").format(t("change.refund", amount=t.money(back))) if is_paid else EMPTY,
        yes=YES,
        yes_label=t("change.yes"),
        no=NO,
        no_label=t("change.no"),
    )


def _choices(booking: BookingView, t: Words, chosen: Collection[str], showtimes: Sequence[ShowtimeView]) -> Markup:
    seats = ", ".join(seat for seat in booking.seats if seat in chosen)
    every = len(chosen) == len(booking.seats)
    act = Markup('<button type="button" class="button" data-act="{act}" data-testid="{act}">{label}</button>')
    cancel = t("change.cancel_all") if every else t("change.cancel_seats", seats=seats)
    buttons = (
        act.format(act=MOVE, label=t("change.seats", seats=seats)) + act.format(act=CANCEL, label=cancel)
        if chosen
        else Markup("<p>{}</p>").format(t("change.pick_first"))
    )
    return Markup('{which}<div class="change__buttons">{buttons}</div>{elsewhere}').format(
        which=_seats(booking, t, chosen) if len(_pieces(booking)) > 1 else EMPTY,
        buttons=buttons,
        elsewhere=_elsewhere(booking, t, showtimes),
    )


def _seats(booking: BookingView, t: Words, chosen: Collection[str]) -> Markup:
    button = Markup(
        '<button type="button" class="chip" data-act="{act}:{seat}" aria-pressed="{pressed}">{seats}</button>'
    )
    chips = (
        button.format(act=SEAT, seat=seats[0], pressed=str(seats[0] in chosen).lower(), seats=", ".join(seats))
        for seats in _pieces(booking)
    )
    return Markup(
        '<div class="change__seats" role="group" aria-label="{label}"><span>{label}</span>{chips}</div>'
    ).format(label=t("change.which"), chips=EMPTY.join(chips))


def _pieces(booking: BookingView) -> Collection[tuple[str, ...]]:
    """Return what can be given up by itself: seats, and whole sofas."""
    return dict.fromkeys(ticket.together for ticket in booking.tickets)


def _elsewhere(booking: BookingView, t: Words, showtimes: Sequence[ShowtimeView]) -> Markup:
    others = [_other(show, booking, t) for show in showtimes if show.id != booking.showtime_id]
    return Markup('<details class="change__elsewhere"><summary>{}</summary><ul>{}</ul>{}</details>').format(
        t("change.showtimes"), EMPTY.join(others), EMPTY if others else t("change.no_showtimes")
    )


def _other(show: ShowtimeView, booking: BookingView, t: Words) -> Markup:
    """Return a showtime to move to, or that too few seats are left at it."""
    when, left = t.moment(show.starts_at), t("movie.left", left=show.left) if show.left else t("movie.full")
    if show.left < len(booking.seats):
        return Markup('<li><span class="chip" data-testid="too-full">{} · {}</span></li>').format(when, left)
    link = Markup('<li><a class="chip" href="/book/{id}?move={code}" data-testid="elsewhere">{when} · {left}</a></li>')
    return link.format(id=show.id, code=booking.code, when=when, left=left)
