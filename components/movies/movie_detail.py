"""All about a movie: its showtimes by day, then story and facts; the same in the dialog and on its own page."""

from datetime import date, datetime, timedelta
from functools import lru_cache

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.fragment import part
from components.markup import EMPTY, action_attributes, action_button, fact_list, rendered
from components.movies.poster import backdrop
from components.words import Words
from tiketa.programme.read_models import MovieDetail, ShowtimeView

TIMES = "times"  # the part with the showtimes
MINUTE = timedelta(minutes=1)


def movie_detail(movie: MovieDetail, t: Words, *, now: datetime, closable: bool = False) -> Markup:
    """Return all about a movie; its actions are `trailer`, `close` and `day`; its part `TIMES` has the showtimes.

    `now` is a whole minute: what is shown is kept by its values.
    """
    return _article(movie, t, now, closable=closable)


def movie_times(showtimes: tuple[ShowtimeView, ...], t: Words, *, now: datetime, day: date | None) -> Markup:
    """Return the days, to choose from, and the showtimes of one: of `day` where it has some, else of the next one.

    A showtime that has begun comes last, and is not what is offered first. `now` is a whole minute.
    """
    return _times(showtimes, t, now, day)


def story(movie: MovieDetail, t: Words) -> str:
    """Return the movie's story in the visitor's language, or else in the one that it has."""
    return movie.description.get(t.language) or next(iter(movie.description.values()), "")


@lru_cache(maxsize=256)
def _article(movie: MovieDetail, t: Words, now: datetime, *, closable: bool) -> Markup:
    return rendered(
        h.article(".movie")[
            _close_button(t) if closable else None,
            h.header(".movie__head")[
                backdrop(movie.id, movie.title),
                h.p(".movie__studio")[_studio(movie, t)],
                h.h1("#movie-title.movie__title")[movie.title],
                _trailer_button(movie, t),
            ],
            h.section(".showtimes")[part(TIMES, _times(movie.showtimes, t, now, None))],
            h.div(".movie__about")[
                h.div[_original(movie), h.p(".movie__story")[story(movie, t)]],
                _facts(movie, t),
            ],
        ]
    )


def _close_button(t: Words) -> Renderable:
    attributes = {"type": "button", "aria-label": t("movie.close")} | action_attributes("close")
    return h.button(".close", attributes)["\u00d7"]


def _studio(movie: MovieDetail, t: Words) -> str:
    if movie.studio_number is None:
        return t("movie.guest")
    return t.studio(movie.studio_number, movie.studio_name or "")


def _original(movie: MovieDetail) -> h.Node:
    if movie.original_title is None or movie.original_title == movie.title:
        return None
    return h.p(".movie__original")[movie.original_title]


def _trailer_button(movie: MovieDetail, t: Words) -> h.Node:
    if movie.trailer_youtube_id is None:
        return None
    return action_button(t("movie.trailer"), "trailer", testid="trailer")


def _facts(movie: MovieDetail, t: Words) -> Renderable:
    runtime = movie.runtime_minutes
    facts = (
        ("movie.released", t.long_date(movie.release_date)),
        ("movie.runtime", t("movie.minutes", minutes=runtime) if runtime else t("movie.unknown")),
        ("movie.director", movie.director),
        ("movie.country", t.country(movie.country)),
        ("movie.genres", ", ".join(map(t.genre, movie.genres))),
    )
    return fact_list((t(key), value) for key, value in facts)


@lru_cache(maxsize=256)
def _times(showtimes: tuple[ShowtimeView, ...], t: Words, now: datetime, day: date | None) -> Markup:
    title = h.h2(".for-readers")[t("movie.showtimes")]
    if not showtimes:
        return rendered(title, h.p[t("movie.no_showtimes")])
    coming = [show for show in showtimes if show.starts_at > now]
    days = sorted({t.date_of(show.starts_at) for show in showtimes})
    chosen = day if day in days else t.date_of((coming or showtimes)[0].starts_at)
    shows = sorted((show for show in showtimes if t.date_of(show.starts_at) == chosen), key=lambda s: s not in coming)
    tabs = (_day(each, t, t.date_of(now), is_chosen=each == chosen) for each in days)
    return rendered(
        title,
        h.div(".days.chips", role="group", aria_label=t("movie.days"))[tabs],
        h.ul(".strip")[(_show(show, t, now if show not in coming else None, show in coming[:1]) for show in shows)],
    )


def _day(day: date, t: Words, today: date, *, is_chosen: bool) -> Renderable:
    near = {today: "movie.today", today + timedelta(days=1): "movie.tomorrow"}.get(day)
    label = h.time(datetime=day.isoformat())[h.b[t(near)] if near else h.b[t.weekday(day)], " ", t.short_date(day)]
    return action_button(label, "day", style="chip", args={"day": day.isoformat()}, pressed=is_chosen)


@lru_cache(maxsize=4096)
def _show(show: ShowtimeView, t: Words, running_at: datetime | None, is_next: bool) -> Markup:  # noqa: FBT001  cached
    hooks = {"data-testid": "showtime", "data-showtime": str(show.id)} | ({"data-next": ""} if is_next else {})
    return rendered(
        h.li[
            h.a(".show", hooks, href=f"/book/{show.id}")[
                h.strong[t.hour(show.starts_at), " ", h.small[t.zone_name(show.starts_at)]],
                h.span[t("movie.ends", time=t.hour(show.ends_at))],
                h.em[_progress(show, t, running_at)] if running_at else EMPTY,
                h.span[t("movie.left", left=show.left) if show.left else t("movie.full")],
                h.span(".show__price")[t.price_from(show.price_from)] if show.left else EMPTY,
                # A bar as long as the share of seats that are taken; the number stands beside it in words.
                h.span(".fullness", style=f"--full:{show.percent_taken}%", aria_hidden="true"),
            ]
        ]
    )


def _progress(show: ShowtimeView, t: Words, now: datetime) -> str:
    runtime = (show.ends_at - show.starts_at) // MINUTE
    return t("movie.running", minute=min((now - show.starts_at) // MINUTE + 1, runtime), runtime=runtime)
