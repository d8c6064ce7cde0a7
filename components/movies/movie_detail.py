"""All about a movie: facts, story, and the showtimes by date; the same in the dialog and on its own page."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup

from components.movies.poster import backdrop, poster
from components.words import Words
from tiketa.programme.read_models import MovieDetail, ShowtimeView

TRAILER = "trailer"  # what the trailer's button says when it is clicked
CLOSE = "close"
EMPTY = Markup("")


def movie_detail(movie: MovieDetail, t: Words, *, now: datetime, closable: bool = False) -> Markup:
    """Return the whole of it; the trailer's button says `TRAILER`, the close button `CLOSE`; showtimes are links."""
    return Markup(
        '<article class="movie">{close}<div class="movie__backdrop">{backdrop}</div>{poster}<div class="movie__body">'
        '<p class="chip">{studio}</p><h1 class="movie__title" id="movie-title">{title}</h1>{original}'
        '<p class="movie__story">{story}</p>{trailer}<dl class="facts">{facts}</dl>'
        '<section class="showtimes"><h2>{heading}</h2>{showtimes}</section></div></article>'
    ).format(
        close=_close_button(t) if closable else EMPTY,
        backdrop=backdrop(movie.id, movie.title),
        poster=poster(movie.id, movie.title, eager=True),
        studio=_studio(movie, t),
        title=movie.title,
        original=_original(movie),
        story=told(movie, t),
        trailer=_trailer_button(movie, t),
        facts=_facts(movie, t),
        heading=t("movie.showtimes"),
        showtimes=_showtimes(movie.showtimes, t, now.replace(second=0, microsecond=0)),
    )


def told(movie: MovieDetail, t: Words) -> str:
    """Return the movie's story in the visitor's language, or in the one there is."""
    return movie.description.get(t.language) or next(iter(movie.description.values()), "")


def _close_button(t: Words) -> Markup:
    button = Markup('<button type="button" class="close" data-act="{}" aria-label="{}">&times;</button>')
    return button.format(CLOSE, t("movie.close"))


def _studio(movie: MovieDetail, t: Words) -> str:
    if movie.studio_number is None:
        return t("movie.guest")
    return t.studio(movie.studio_number, movie.studio_name or "")


def _original(movie: MovieDetail) -> Markup:
    if movie.original_title is None or movie.original_title == movie.title:
        return EMPTY
    return Markup('<p class="movie__original">{}</p>').format(movie.original_title)


def _trailer_button(movie: MovieDetail, t: Words) -> Markup:
    if movie.trailer_youtube_id is None:
        return EMPTY
    return Markup(
        '<button type="button" class="button" data-act="{act}" data-testid="trailer">{label}</button>'
    ).format(act=TRAILER, label=t("movie.trailer"))


def _facts(movie: MovieDetail, t: Words) -> Markup:
    runtime = movie.runtime_minutes
    facts = (
        ("movie.released", t.long_date(movie.release_date)),
        ("movie.runtime", t("movie.minutes", minutes=runtime) if runtime else t("movie.unknown")),
        ("movie.director", movie.director),
        ("movie.country", t.country(movie.country)),
        ("movie.genres", ", ".join(map(t.genre, movie.genres))),
    )
    row = Markup("<div><dt>{}</dt><dd>{}</dd></div>")
    return EMPTY.join(row.format(t(key), value) for key, value in facts)


@lru_cache(maxsize=256)
def _showtimes(showtimes: tuple[ShowtimeView, ...], t: Words, now: datetime) -> Markup:
    if not showtimes:
        return Markup("<p>{}</p>").format(t("movie.no_showtimes"))
    days = groupby(showtimes, key=lambda show: t.date_of(show.starts_at))
    return EMPTY.join(_day(day, list(shows), t, now) for day, shows in days)


def _day(day: date, shows: list[ShowtimeView], t: Words, now: datetime) -> Markup:
    return Markup('<h3>{near}<time datetime="{iso}">{day}</time></h3><ul class="strip">{shows}</ul>').format(
        near=_near(day, t.date_of(now), t),
        iso=day.isoformat(),
        day=t.day(shows[0].starts_at),
        shows=EMPTY.join(_show(show, t, now) for show in shows),
    )


def _near(day: date, today: date, t: Words) -> Markup:
    near = {today: "movie.today", today + timedelta(days=1): "movie.tomorrow"}.get(day)
    return Markup("<b>{}</b> ").format(t(near)) if near else EMPTY


def _show(show: ShowtimeView, t: Words, now: datetime) -> Markup:
    return Markup(
        '<li><a class="show" href="/book/{id}" data-testid="showtime" data-showtime="{id}">'
        "<strong>{start} <small>{zone}</small></strong><span>{end}</span>{running}<span>{left}</span>{bar}</a></li>"
    ).format(
        id=show.id,
        start=t.hour(show.starts_at),
        zone=t.zone_name(show.starts_at),
        end=t("movie.ends", time=t.hour(show.ends_at)),
        running=Markup("<em>{}</em>").format(t("movie.running")) if show.starts_at <= now else EMPTY,
        left=t("movie.left", left=show.left) if show.left else t("movie.full"),
        bar=fullness(show),
    )


def fullness(show: ShowtimeView) -> Markup:
    """Return a bar that is as long as the showtime is full; the number stands beside it in words."""
    return Markup('<span class="fullness" style="--full:{}%" aria-hidden="true"></span>').format(show.percent_taken)
