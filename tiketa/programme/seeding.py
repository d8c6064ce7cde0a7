"""First data of a new database: 21 studios, their films, and the showtimes of the opening day."""

from datetime import time

from sqlmodel import select

from tiketa.halls.default_layouts import layout_of
from tiketa.identity import authorization
from tiketa.programme import movies, schedule
from tiketa.programme.movies_file import BundledFilm, films
from tiketa.storage.models.halls import Studio
from tiketa.storage.models.movies import Movie
from tiketa.storage.transaction import Transaction

OPENING_DAY_FIRST_SHOW = time(6)  # DESIGN.md, section 6, as are the hours below
FIRST_SHOW = time(7)
EVEN_PATTERN = {"slots": 6, "interval_minutes": 180}
ODD_PATTERN = {"slots": 5, "interval_minutes": 240}


def seed(tx: Transaction) -> int:
    """Add the films, their studios and the opening day, and return how many films; none where there are any."""
    authorization.require_house(tx)
    tx.serialize_on("programme")
    if tx.session.exec(select(Movie.id).limit(1)).first() is not None:
        return 0
    house = films()
    for film in house:
        _open_studio(tx, film)
    schedule.roll(tx, opening=True)
    return len(house)


def _open_studio(tx: Transaction, film: BundledFilm) -> None:
    tx.session.add(
        Studio(
            number=film.studio_number,
            name=film.studio_name,
            seat_map=dict(layout_of(film.studio_number)),
            opening_day_first_show=OPENING_DAY_FIRST_SHOW,
            first_show=FIRST_SHOW,
            **(ODD_PATTERN if film.studio_number % 2 else EVEN_PATTERN),
        )
    )
    tx.session.flush()
    facts = film.model_dump(exclude={"studio_name", "genres"})
    movies.add_movie(tx, Movie(**facts), genres=film.genres)
