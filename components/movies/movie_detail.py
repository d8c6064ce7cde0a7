"""All about a movie: facts, story, and the showtimes by date; the same in the dialog and on its own page."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.markup import action_attributes, action_button, fact_list, rendered
from components.movies.poster import backdrop, poster
from components.words import Words
from tiketa.programme.read_models import MovieDetail, ShowtimeView


def movie_detail(movie: MovieDetail, t: Words, *, now: datetime, closable: bool = False) -> Markup:
    """Return all about a movie; its actions are `trailer` and `close`; showtimes are links."""
    return _article(movie, t, now.replace(second=0, microsecond=0), closable=closable)


def story(movie: MovieDetail, t: Words) -> str:
    """Return the movie's story in the visitor's language, or else in the one that it has."""
    return movie.description.get(t.language) or next(iter(movie.description.values()), "")


@lru_cache(maxsize=256)
def _article(movie: MovieDetail, t: Words, now: datetime, *, closable: bool) -> Markup:
    return rendered(
        h.article(".movie")[
            _close_button(t) if closable else None,
            h.div(".movie__backdrop")[backdrop(movie.id, movie.title)],
            poster(movie.id, movie.title, eager=True),
            h.div(".movie__body")[
                h.p(".chip")[_studio(movie, t)],
                h.h1("#movie-title.movie__title")[movie.title],
                _original(movie),
                h.p(".movie__story")[story(movie, t)],
                _trailer_button(movie, t),
                _facts(movie, t),
                h.section(".showtimes")[
                    h.h2[t("movie.showtimes")],
                    _showtimes(movie.showtimes, t, now),
                ],
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


def _showtimes(showtimes: tuple[ShowtimeView, ...], t: Words, now: datetime) -> Renderable:
    if not showtimes:
        return h.p[t("movie.no_showtimes")]
    days = groupby(showtimes, key=lambda show: t.date_of(show.starts_at))
    return h.fragment[(_day(day, list(shows), t, now) for day, shows in days)]


def _day(day: date, shows: list[ShowtimeView], t: Words, now: datetime) -> Renderable:
    near = {t.date_of(now): "movie.today", t.date_of(now) + timedelta(days=1): "movie.tomorrow"}.get(day)
    return h.fragment[
        h.h3[
            h.fragment[h.b[t(near)], " "] if near else None, h.time(datetime=day.isoformat())[t.day(shows[0].starts_at)]
        ],
        h.ul(".strip")[(_show(show, t, is_running=show.starts_at <= now) for show in shows)],
    ]


@lru_cache(maxsize=4096)
def _show(show: ShowtimeView, t: Words, *, is_running: bool) -> Markup:
    hooks = {"data-testid": "showtime", "data-showtime": str(show.id)}
    shown = h.li[
        h.a(".show", hooks, href=f"/book/{show.id}")[
            h.strong[t.hour(show.starts_at), " ", h.small[t.zone_name(show.starts_at)]],
            h.span[t("movie.ends", time=t.hour(show.ends_at))],
            h.em[t("movie.running")] if is_running else None,
            h.span[t("movie.left", left=show.left) if show.left else t("movie.full")],
            # A bar as long as the share of seats that are taken; the number stands beside it in words.
            h.span(".fullness", style=f"--full:{show.percent_taken}%", aria_hidden="true"),
        ]
    ]
    return rendered(shown)
