"""The Time Gallery's films, read from the file that ships with Tiketa."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).parent / "movies.toml"


class BundledFilm(BaseModel):
    """One block of the file: a film's facts, its texts by language, and the name of its studio."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    studio_number: int
    studio_name: str
    title: str
    original_title: str | None = None
    director: str
    country: str
    release_date: date
    runtime_minutes: int
    trailer_youtube_id: str
    genres: tuple[str, ...]
    description: Mapping[str, str]


def films() -> tuple[BundledFilm, ...]:
    """Return the films in the order of their studios."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(BundledFilm.model_validate(block) for block in data["movie"])
