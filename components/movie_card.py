"""A movie in the gallery: one element, redrawn when its next showtime or how full it is has changed."""

from markupsafe import Markup

from components.text import Words
from tiketa.views import MovieCard, ShowtimeView


def movie_card(card: MovieCard, t: Words) -> Markup:
    """Return the card's inside: a link that says the movie's id when it is clicked."""
    return Markup(
        '<a class="card" href="/movie/{id}" data-act="{id}" data-testid="movie-card" data-studio="{studio}">'
        '{art}<span class="card__body"><span class="chip">{chip}</span><strong class="card__title">{title}</strong>'
        '<span class="card__genres">{genres}</span><span class="card__shows">{shows}</span>{next}</span></a>'
    ).format(
        id=card.id,
        studio=card.studio_number,
        art=art(card.studio_number, card.title),
        chip=t("card.studio", number=card.studio_number),
        title=card.title,
        genres=" · ".join(map(t.genre, card.genres)),
        shows=t("card.shows", count=card.shows_a_day),
        next=_next(card.next_show, t),
    )


def art(studio_number: int | None, title: str) -> Markup:
    """Return a plain picture in the house's light: the title's initials over a glow that only this studio has."""
    hue = (studio_number or 0) * 360 // 21
    initials = "".join(word[0] for word in title.split() if word[0].isalnum())[:3].upper()
    return Markup('<span class="art" style="--hue:{hue}" aria-hidden="true"><b>{initials}</b></span>').format(
        hue=hue, initials=initials
    )


def _next(show: ShowtimeView | None, t: Words) -> Markup:
    if show is None:
        return Markup('<span class="card__next">{}</span>').format(t("card.none"))
    left = t("card.left", left=show.left) if show.left else t("card.full")
    time = t("card.next", time=f"{t.hour(show.starts_at)} {t.zone_name(show.starts_at)}")
    return Markup(
        '<span class="card__next"><span>{time}</span><span class="card__left">{left}</span>{bar}</span>'
    ).format(time=time, left=left, bar=fullness(show))


def fullness(show: ShowtimeView) -> Markup:
    """Return a bar that is as long as the showtime is full; the number stands beside it in words."""
    percent = round(100 * show.taken / show.capacity)
    return Markup('<span class="fullness" style="--full:{}%" aria-hidden="true"></span>').format(percent)
