"""What stands beside a seat map: where one is, which seats one has, and what was said."""

from collections.abc import Sequence

from markupsafe import Markup

from components.text import Words
from tiketa.seat_map import SeatMap
from tiketa.views import ShowtimeDetail

EMPTY = Markup("")


def showtime_head(detail: ShowtimeDetail, t: Words, *, note: str = "") -> Markup:
    """Return the movie, the place and the time above the map; `note` says what is special about it."""
    show = detail.showtime
    return Markup(
        '<section class="book-head"><a href="/movie/{movie_id}">← {back}</a><h1>{title}</h1>'
        '<p><span class="chip">{studio}</span> <span>{day}, {start} {zone}, {end}</span></p>{note}</section>'
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
    )


def party_sizes(limit: int, t: Words) -> Markup:
    """Return a button for each size of a party; it says the size."""
    button = Markup('<button type="button" class="chip" data-act="{size}" aria-label="{label}">{size}</button>')
    sizes = (button.format(size=size, label=t("book.together_count", count=size)) for size in range(1, limit + 1))
    return Markup('<div class="chips" role="group" aria-label="{label}"><span>{label}</span>{sizes}</div>').format(
        label=t("book.together"), sizes=EMPTY.join(sizes)
    )


def chosen_seats(seats: SeatMap, t: Words, *, minutes: int, limit: int, alone: Sequence[str]) -> Markup:
    """Return the visitor's seats and whom they leave alone, or what to do to have some."""
    if seats.mine:
        hint = t("book.orphan", seats=", ".join(alone)) if alone else ""
        return Markup(
            '<p class="chosen"><span>{}</span> <b data-testid="my-seats">{}</b></p><p class="hint">{}</p>'
        ).format(t("book.chosen"), ", ".join(seats.mine), hint)
    if seats.lapsed:
        lapsed = t("book.lapsed", seats=", ".join(seats.lapsed))
        return Markup('<p class="chosen chosen--lapsed" data-testid="lapsed">{}</p>').format(lapsed)
    return Markup('<p class="chosen">{}</p>').format(t("book.choose", minutes=minutes, limit=limit))


def notice(words: str, t: Words, *, offer: Sequence[str] = ()) -> Markup:
    """Return what was said; the button beside it says the seats that are offered, with spaces between."""
    button = Markup('<button type="button" class="button" data-act="{seats}">{label}</button>')
    take = button.format(seats=" ".join(offer), label=t("book.take", seats=", ".join(offer))) if offer else EMPTY
    return Markup("<span>{}</span> {}").format(words, take) if words else EMPTY
