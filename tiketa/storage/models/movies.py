"""The tables of movies and genres."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field

from tiketa.storage.models.base import Table


class Movie(Table, table=True):
    """The work; `description` has one text per language, an empty `studio_number` means a guest."""

    __tablename__ = "movies"
    __table_args__ = (
        CheckConstraint("length(trailer_youtube_id) = 11", name="trailer"),
        CheckConstraint("runtime_minutes > 0", name="runtime"),
    )

    id: int | None = Field(default=None, primary_key=True)
    title: str
    original_title: str | None = None
    director: str
    country: str
    release_date: date
    runtime_minutes: int | None = None
    trailer_youtube_id: str | None = None
    description: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    studio_number: int | None = Field(default=None, foreign_key="studios.number", unique=True)


class Genre(Table, table=True):
    """A canonical genre, named in English."""

    __tablename__ = "genres"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class MovieGenre(Table, table=True):
    """A movie's genre; `position` is the order in which they are shown."""

    __tablename__ = "movie_genres"

    movie_id: int = Field(foreign_key="movies.id", primary_key=True)
    genre_id: int = Field(foreign_key="genres.id", primary_key=True, index=True)
    position: int
