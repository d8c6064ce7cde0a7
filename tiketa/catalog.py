"""The movies: what is shown in which studio, and what there is to say about it."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from tiketa.database import Transaction, reading
from tiketa.errors import UnknownMovie
from tiketa.models import Genre, Movie, MovieGenre, SeatClaim, Showtime, Studio, is_id
from tiketa.seat_map import Layout
from tiketa.views import MovieCard, MovieDetail, ShowtimeView

GenreNames = dict[int, tuple[str, ...]]


@reading
def now_showing(tx: Transaction) -> tuple[MovieCard, ...]:
    """Return a card for every movie that has a studio, in the studios' order."""
    columns = (
        col(Movie.id),
        col(Movie.title),
        col(Movie.release_date),
        Studio.number,
        Studio.name,
        Studio.slots,
    )
    rows = tx.session.execute(select(*columns).join(Studio).order_by(col(Studio.number)))  # type: ignore[call-overload]
    genres = _genres(tx)
    next_shows = next_showtimes(tx)
    return tuple(
        MovieCard(movie_id, number, name, title, released.year, genres[movie_id], slots, next_shows.get(movie_id))
        for movie_id, title, released, number, name, slots in rows
    )


@reading
def next_showtimes(tx: Transaction) -> dict[int, ShowtimeView]:
    """Return each movie's next showtime that has not begun, by the movie's id."""
    soonest = (
        select(col(Showtime.movie_id), func.min(col(Showtime.starts_at)).label("starts_at"))
        .where(col(Showtime.starts_at) > tx.now, ~col(Showtime.is_archived))
        .group_by(col(Showtime.movie_id))
        .subquery()
    )
    is_soonest = (col(Showtime.movie_id) == soonest.c.movie_id) & (col(Showtime.starts_at) == soonest.c.starts_at)
    return dict(_showtimes(tx, is_soonest))


@reading
def movie(tx: Transaction, movie_id: int) -> MovieDetail:
    """Return all about a movie, with its showtimes that are not over, in order; raises `UnknownMovie`."""
    found = tx.session.get(Movie, movie_id) if is_id(movie_id) else None
    if found is None:
        raise UnknownMovie
    studio = tx.session.get(Studio, found.studio_number) if found.studio_number else None
    facts = found.model_dump(exclude={"id", "studio_number"})
    return MovieDetail(
        **facts,
        id=movie_id,
        studio_number=studio.number if studio else None,
        studio_name=studio.name if studio else None,
        genres=_genres(tx, movie_id)[movie_id],
        showtimes=showtimes(tx, movie_id),
    )


@reading
def showtimes(tx: Transaction, movie_id: int) -> tuple[ShowtimeView, ...]:
    """Return the movie's showtimes that are neither over nor archived, in order."""
    open_ones = (col(Showtime.movie_id) == movie_id) & (col(Showtime.ends_at) > tx.now) & ~col(Showtime.is_archived)
    return tuple(view for _, view in _showtimes(tx, open_ones))


def add_movie(tx: Transaction, movie_row: Movie, *, genres: Sequence[str]) -> Movie:
    """Add a movie with its genres, named in English and in the order in which they are told."""
    tx.session.add(movie_row)
    tx.session.flush()
    for position, name in enumerate(genres):
        genre = tx.session.exec(select(Genre).where(Genre.name == name)).first() or Genre(name=name)
        tx.session.add(genre)
        tx.session.flush()
        tx.session.add(MovieGenre(movie_id=movie_row.id or 0, genre_id=genre.id or 0, position=position))
    return movie_row


def _showtimes(tx: Transaction, which: ColumnElement[bool]) -> list[tuple[int, ShowtimeView]]:
    taken = (
        select(func.count())
        .select_from(SeatClaim)
        .where(col(SeatClaim.showtime_id) == col(Showtime.id), SeatClaim.lives(tx.now))
        .correlate(Showtime)
        .scalar_subquery()
    )
    columns = (Showtime.movie_id, Showtime.id, Showtime.starts_at, Showtime.ends_at, taken, Studio.seat_map)
    rows = tx.session.execute(
        select(*columns).join(Studio).where(which).order_by(col(Showtime.starts_at))  # type: ignore[call-overload]
    )
    return [
        (movie_id, ShowtimeView(showtime_id, starts_at, ends_at, count, len(Layout.from_data(layout).seats)))
        for movie_id, showtime_id, starts_at, ends_at, count, layout in rows
    ]


def _genres(tx: Transaction, movie_id: int | None = None) -> GenreNames:
    named = select(MovieGenre.movie_id, Genre.name).join(Genre)
    if movie_id is not None:
        named = named.where(MovieGenre.movie_id == movie_id)
    names: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for owner, name in tx.session.exec(named.order_by(col(MovieGenre.movie_id), col(MovieGenre.position))):
        names[owner] += (name,)
    return names
