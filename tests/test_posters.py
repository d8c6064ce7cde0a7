"""The posters: small, complete, without foreign content, and lettered as the current template does it."""

import re
from xml.etree import ElementTree as ET

import pytest

from components.movies.poster import POSTERS, add_lettering, generated, preview_address, slug
from tests.support.source_code import ROOT
from tiketa.programme.movies_file import BundledFilm, films

MOST_BYTES = 14 * 1024
SVG = "{http://www.w3.org/2000/svg}"
each_film = pytest.mark.parametrize("film", films(), ids=lambda film: slug(film.title))


def with_lettering(drawing: str, film: BundledFilm) -> str:
    studio, credit = f"Studio {film.studio_number}", f"{film.director} · {film.release_date.year}"
    return str(add_lettering(drawing, title=film.title, studio=studio, credit=credit))


@each_film
def test_posters_are_light_and_complete(film: BundledFilm) -> None:
    drawn = (POSTERS / f"{slug(film.title)}.svg").read_text(encoding="utf-8")
    assert len(drawn.encode()) <= MOST_BYTES
    poster = ET.fromstring(drawn)  # noqa: S314  our own file
    assert poster.get("viewBox") == "0 0 400 600"
    assert poster.get("aria-label") == film.title
    assert not poster.findall(f".//{SVG}image")
    assert all(link.startswith("#") for link in re.findall(r'(?:href|src)="([^"]*)"', drawn))
    ids = [element.get("id") for element in poster.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:url\(#|href="#)([\w-]+)', drawn)) <= set(ids)
    assert (ROOT / preview_address(film.title).removeprefix("/")).exists()


@each_film
def test_lettering_twice_changes_nothing(film: BundledFilm) -> None:
    drawn = (POSTERS / f"{slug(film.title)}.svg").read_text(encoding="utf-8")
    assert with_lettering(drawn, film) == drawn, "run python -m tools.posters"


@pytest.mark.parametrize("genre", ["Action", "Drama", "Horror", ""])
@pytest.mark.parametrize("title", ["Pengabdi Setan", "<b>&", "千と千尋の神隠し", "x" * 60, "A very long title " * 6])
def test_generated_poster_is_complete(title: str, genre: str) -> None:
    poster = ET.fromstring(generated(title, (genre,), studio="Studio 3", credit="Joko Anwar · 2017"))  # noqa: S314  ours
    assert poster.get("aria-label") == title


def test_a_drawing_without_its_colours_is_refused() -> None:
    with pytest.raises(ValueError, match="data-night"):
        add_lettering('<g id="art"><path/></g>', title="x", studio="", credit="")
