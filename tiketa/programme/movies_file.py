"""The Time Gallery's films, read from the file that ships with Tiketa."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tiketa.kernel.errors.for_operator import InvalidFilms

FILE = Path(__file__).parent / "movies.toml"


class BundledFilm(BaseModel):
    """One block of the file: a film's facts, its texts by language, and the name of its studio."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    studio_number: int
    studio_name: str
    title: str
    original_title: str | None = None
    director: str
    country: str
    release_date: date
    runtime_minutes: int
    trailer_youtube_id: str
    genres: Annotated[tuple[str, ...], Field(strict=False)]  # TOML has lists
    description: Mapping[str, str]


def films(file: Path = FILE) -> tuple[BundledFilm, ...]:
    """Return the films in the order of their studios; raises `InvalidFilms` naming the first that is none."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidFilms(f"{file} cannot be read: {error}") from None
    blocks = data.get("movie")
    if not isinstance(blocks, list):
        raise InvalidFilms(f"{file} has no list of movies")
    return tuple(_film(file, number, block) for number, block in enumerate(blocks, 1))


def _film(file: Path, number: int, block: Any) -> BundledFilm:  # noqa: ANN401  whatever TOML has
    try:
        return BundledFilm.model_validate(block)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "movie"
        raise InvalidFilms(f"{file}, movie {number}: {where}: {first['msg']}") from None
