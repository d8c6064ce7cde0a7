"""Movies: reading them with their showtimes, and adding them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from tiketa.halls.layout import Layout
from tiketa.kernel.errors.programme import UnknownMovie
from tiketa.pricing import price_store, price_table
from tiketa.pricing.price_table import Prices
from tiketa.programme.read_models import MovieCard, MovieDetail, ShowtimeView, StudioNow
from tiketa.storage.models.base import is_id
from tiketa.storage.models.halls import Studio, layout_text
from tiketa.storage.models.movies import Genre, Movie, MovieGenre
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.statements import Statement
from tiketa.storage.transaction import Transaction, reading

MOST_COMING = 3  # showtimes on a card: as many as stand beside each other on a phone
END_OF_TIME = datetime.max.replace(tzinfo=UTC)

GenreNames = dict[int, tuple[str, ...]]

# Built once: building such a statement takes longer than running it.
_CARDS = Statement(
    select(  # type: ignore[call-overload]
        col(Movie.id), Studio.number, col(Movie.title), col(Movie.original_title), col(Movie.director)
    )
    .join(Studio)
    .order_by(col(Studio.number))
)
_GENRE_NAMES = (
    select(MovieGenre.movie_id, Genre.name).join(Genre).order_by(col(MovieGenre.movie_id), col(MovieGenre.position))
)
_GENRES = Statement(_GENRE_NAMES)
# Counted in the index alone, in a twentieth of the time that looking into each claim takes; so those that have
# expired, which are few until they are swept, are asked for apart.
_CLAIMED = (
    select(func.count())
    .select_from(SeatClaim)
    .where(col(SeatClaim.showtime_id) == col(Showtime.id))
    .correlate(Showtime)
    .scalar_subquery()
)
_EXPIRED = Statement(
    select(SeatClaim.showtime_id, func.count())
    .where(col(SeatClaim.expires_at) <= bindparam("now"))
    .group_by(col(SeatClaim.showtime_id))
)
_SHOWS = (
    select(Showtime.movie_id, Showtime.id, Showtime.starts_at, Showtime.ends_at, _CLAIMED, layout_text)  # type: ignore[call-overload]
    .join(Studio)
    .order_by(col(Showtime.starts_at))
)
_NOT_OVER = (col(Showtime.ends_at) > bindparam("now")) & ~col(Showtime.is_archived)
_LATER = aliased(Showtime)
_LAST_SHOWN = (
    select(col(_LATER.ends_at))
    .where(col(_LATER.movie_id) == col(Movie.id), col(_LATER.ends_at) > bindparam("now"), ~col(_LATER.is_archived))
    .order_by(col(_LATER.ends_at))
    .offset(MOST_COMING)  # the one that is on screen stands before them
    .limit(1)
    .correlate(Movie)
    .scalar_subquery()
)
# Materialized, so that each movie's few showtimes are then found by the index of ends, however many are planned.
_END_OF_TIME = bindparam("end_of_time", type_=col(Showtime.ends_at).type)  # type: ignore[attr-defined]
_WINDOWS = (
    select(col(Movie.id), func.coalesce(_LAST_SHOWN, _END_OF_TIME).label("until"))
    .cte("windows")
    .prefix_with("MATERIALIZED")
)
_IN_WINDOW = (col(Showtime.movie_id) == _WINDOWS.c.id) & (col(Showtime.ends_at) <= _WINDOWS.c.until)
_SHOWS_NOW = Statement(
    _SHOWS.join(_WINDOWS, _IN_WINDOW).where(
        col(Showtime.ends_at) > bindparam("now"),
        col(Showtime.is_archived).is_not(other=True),  # and not "= 0", by whose index SQLite would read all to come
    )
)
_SHOWS_OF_MOVIE = Statement(_SHOWS.where(_NOT_OVER & (col(Showtime.movie_id) == bindparam("movie_id"))))
_MOVIE = select(Movie, Studio.name).outerjoin(Studio).where(col(Movie.id) == bindparam("movie_id"))
_GENRES_OF_MOVIE = Statement(_GENRE_NAMES.where(col(MovieGenre.movie_id) == bindparam("movie_id")))


@reading
def now_showing(tx: Transaction) -> tuple[MovieCard, ...]:
    """Return a card for every movie that has a studio, in the studios' order."""
    genres = _by_movie(tx.run(_GENRES))
    return tuple(
        MovieCard(movie_id, number, title, original, director, genres[movie_id])
        for movie_id, number, title, original, director in tx.run(_CARDS)
    )


@reading
def studios_now(tx: Transaction) -> dict[int, StudioNow]:
    """Return what each movie's studio shows at this minute, and its next `MOST_COMING` showtimes, by the movie's id."""
    shows: defaultdict[int, list[ShowtimeView]] = defaultdict(list)
    for movie_id, view in _showtimes(tx, _SHOWS_NOW, end_of_time=END_OF_TIME):
        shows[movie_id].append(view)
    return {movie_id: _studio_now(views, tx.now) for movie_id, views in shows.items()}


@reading
def movie(tx: Transaction, movie_id: int) -> MovieDetail:
    """Return all about a movie, with its showtimes that are not over, in order; raises `UnknownMovie`."""
    row = tx.session.execute(_MOVIE, {"movie_id": movie_id}).first() if is_id(movie_id) else None
    if row is None:
        raise UnknownMovie
    found, studio_name = row
    return MovieDetail(
        **found.model_dump(),
        studio_name=studio_name,
        genres=_by_movie(tx.run(_GENRES_OF_MOVIE, movie_id=movie_id))[movie_id],
        showtimes=showtimes(tx, movie_id),
    )


@reading
def showtimes(tx: Transaction, movie_id: int) -> tuple[ShowtimeView, ...]:
    """Return the movie's showtimes that are neither over nor archived, in order."""
    return tuple(view for _, view in _showtimes(tx, _SHOWS_OF_MOVIE, movie_id=movie_id))


def add_movie(tx: Transaction, movie_row: Movie, *, genres: Sequence[str]) -> Movie:
    """Add a movie with its genres, named in English and in the order in which they are shown."""
    tx.session.add(movie_row)
    tx.session.flush()
    for position, name in enumerate(genres):
        genre = tx.session.exec(select(Genre).where(Genre.name == name)).first() or Genre(name=name)
        tx.session.add(genre)
        tx.session.flush()
        tx.session.add(MovieGenre(movie_id=movie_row.id or 0, genre_id=genre.id or 0, position=position))
    return movie_row


def _studio_now(shows: Sequence[ShowtimeView], now: datetime) -> StudioNow:
    on_screen = next((show for show in shows if show.starts_at <= now), None)
    return StudioNow(on_screen, tuple(show for show in shows if show.starts_at > now)[:MOST_COMING])


def _showtimes(tx: Transaction, which: Statement, **given: int | datetime) -> list[tuple[int, ShowtimeView]]:
    prices, rows = price_store.by_start(tx), tx.run(which, now=tx.now, **given)
    expired: dict[int, int] = dict(tx.run(_EXPIRED, now=tx.now))
    return [(movie_id, _view(facts, expired, prices)) for movie_id, *facts in rows]


def _view(row: Sequence[Any], expired: Mapping[int, int], prices: Callable[[datetime], Prices]) -> ShowtimeView:
    showtime_id, starts_at, ends_at, claimed, layout = row
    hall = Layout.from_text(layout)
    taken = claimed - expired.get(showtime_id, 0)
    price_from = price_table.lowest(prices(starts_at), hall.seat_kinds)
    return ShowtimeView(showtime_id, starts_at, ends_at, taken, len(hall.seats), price_from)


def _by_movie(rows: Iterable[Any]) -> GenreNames:
    names: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for movie_id, genre in rows:
        names[movie_id] += (genre,)
    return names
