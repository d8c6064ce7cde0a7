"""Puts the art in each file of `assets/posters/` on the current template (the plate), with its lettering.

`python -m tools.posters [DIRECTORY]`. A file's art stays as it was drawn; everything else is written by
`components.movies.poster`.
"""

import sys
from pathlib import Path

from components.movies.poster import POSTERS, add_lettering, slug
from tiketa.programme.movies_file import films


def main() -> None:
    """Rewrite each film's poster that exists."""
    directory = Path(sys.argv[1]) if sys.argv[1:] else POSTERS
    for movie in films():
        file = directory / f"{slug(movie.title)}.svg"
        if not file.exists():
            sys.stderr.write(f"no art yet for {movie.title}: {file.name}\n")
            continue
        poster = add_lettering(
            file.read_text(encoding="utf-8"),
            title=movie.title,
            studio=f"Studio {movie.studio_number}",
            credit=f"{movie.director} · {movie.release_date.year}",
        )
        file.write_text(poster, encoding="utf-8")


if __name__ == "__main__":
    main()
