"""Movies: reading them with their showtimes, and adding them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, func
from sqlmodel import col, select

from tiketa.halls.layout import Layout
from tiketa.kernel.errors.programme import UnknownMovie
from tiketa.programme.read_models import MovieCard, MovieDetail, ShowtimeView, StudioNow
from tiketa.storage.models.base import is_id
from tiketa.storage.models.halls import Studio, layout_text
from tiketa.storage.models.movies import Genre, Movie, MovieGenre
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.statements import Statement
from tiketa.storage.transaction import Transaction, reading

GenreNames = dict[int, tuple[str, ...]]

# Built once: building such a statement takes longer than running it.
_CARDS = Statement(
    select(  # type: ignore[call-overload]
        col(Movie.id), col(Movie.title), col(Movie.release_date), Studio.number, Studio.name, Studio.slots
    )
    .join(Studio)
    .order_by(col(Studio.number))
)
_GENRE_NAMES = (
    select(MovieGenre.movie_id, Genre.name).join(Genre).order_by(col(MovieGenre.movie_id), col(MovieGenre.position))
)
_GENRES = Statement(_GENRE_NAMES)
_TAKEN = (
    select(func.count())
    .select_from(SeatClaim)
    .where(col(SeatClaim.showtime_id) == col(Showtime.id), SeatClaim.lives(bindparam("now")))
    .correlate(Showtime)
    .scalar_subquery()
)
_SHOWS = (
    select(Showtime.movie_id, Showtime.id, Showtime.starts_at, Showtime.ends_at, _TAKEN, layout_text)  # type: ignore[call-overload]
    .join(Studio)
    .order_by(col(Showtime.starts_at))
)
_NOT_OVER = (col(Showtime.ends_at) > bindparam("now")) & ~col(Showtime.is_archived)
_SOONEST = (
    select(col(Showtime.movie_id), func.min(col(Showtime.starts_at)).label("starts_at"))
    .where(col(Showtime.starts_at) > bindparam("now"), ~col(Showtime.is_archived))
    .group_by(col(Showtime.movie_id))
    .subquery()
)
_IS_NEXT = (col(Showtime.movie_id) == _SOONEST.c.movie_id) & (col(Showtime.starts_at) == _SOONEST.c.starts_at)
_SHOWS_NOW = Statement(_SHOWS.where(_NOT_OVER & (col(Showtime.starts_at) <= bindparam("now"))))
_SHOWS_NEXT = Statement(_SHOWS.where(_IS_NEXT))
_SHOWS_OF_MOVIE = Statement(_SHOWS.where(_NOT_OVER & (col(Showtime.movie_id) == bindparam("movie_id"))))
_MOVIE = select(Movie, Studio.name).outerjoin(Studio).where(col(Movie.id) == bindparam("movie_id"))
_GENRES_OF_MOVIE = Statement(_GENRE_NAMES.where(col(MovieGenre.movie_id) == bindparam("movie_id")))


@reading
def now_showing(tx: Transaction) -> tuple[MovieCard, ...]:
    """Return a card for every movie that has a studio, in the studios' order."""
    genres = _by_movie(tx.run(_GENRES))
    now = studios_now(tx)
    return tuple(
        MovieCard(movie_id, number, name, title, released.year, genres[movie_id], slots, now.get(movie_id, StudioNow()))
        for movie_id, title, released, number, name, slots in tx.run(_CARDS)
    )


@reading
def studios_now(tx: Transaction) -> dict[int, StudioNow]:
    """Return what each movie's studio shows at this minute and next, by the movie's id."""
    on_screen, coming = dict(_showtimes(tx, _SHOWS_NOW)), dict(_showtimes(tx, _SHOWS_NEXT))
    return {movie: StudioNow(on_screen.get(movie), coming.get(movie)) for movie in on_screen.keys() | coming.keys()}


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


def _showtimes(tx: Transaction, which: Statement, **given: int) -> list[tuple[int, ShowtimeView]]:
    return [
        (movie_id, ShowtimeView(showtime_id, starts_at, ends_at, taken, len(Layout.from_text(layout).seats)))
        for movie_id, showtime_id, starts_at, ends_at, taken, layout in tx.run(which, now=tx.now, **given)
    ]


def _by_movie(rows: Iterable[Any]) -> GenreNames:
    names: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for movie_id, genre in rows:
        names[movie_id] += (genre,)
    return names
