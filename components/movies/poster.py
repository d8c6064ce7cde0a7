"""Posters of one series on one template (the plate); art is a file, or else generated from title and genres."""

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import combinations, pairwise
from pathlib import Path
from string import Template

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.markup import rendered

POSTERS = Path(__file__).parents[2] / "assets" / "posters"
PREVIEWS = POSTERS.parent / "previews"  # made by tools.posters
SERIES = POSTERS / "series"  # what all posters share
ART = re.compile(r'<g id="art" data-night="(?P<night>#\w+)" data-glow="(?P<glow>#\w+)">.*</g><!-- art -->', re.DOTALL)

# The plate's measures, in units of a poster 400 wide and 600 high; letters are 0.8 of their size high.
LEFT, WIDTH = 28, 344
TITLE_FOOT, CREDIT_FOOT, HEAD = 550, 578, 42
TALLEST_TITLE = 150
LEADING = 0.93
SIZES = range(78, 29, -2)
SMALL = 15
TRACKING = 90  # thousandths of the size, between the letters of the small lines


g, path, use = h.Element("g"), h.Element("path"), h.Element("use")  # of SVG


def slug(title: str) -> str:
    """Return the name of a film's art, such as "spirited-away"."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def poster(movie_id: int, title: str, *, eager: bool = False) -> Markup:
    """Return the picture of a film's poster; its alternative text is empty, because the title is beside it."""
    loading = {} if eager else {"loading": "lazy"}
    size = {"alt": "", "width": "400", "height": "600", "decoding": "async"}
    return rendered(h.span(".poster")[h.img(size | loading, src=poster_address(movie_id, title))])


def backdrop(movie_id: int, title: str) -> Markup:
    """Return the poster's art without lettering, three times as wide."""
    size = {"alt": "", "width": "1200", "height": "420", "decoding": "async"}
    return rendered(h.img(".backdrop", size, src=f"{poster_address(movie_id, title)}#wide"))


@lru_cache
def poster_address(movie_id: int, title: str) -> str:
    """Return where a film's poster is served; the address has a hash of the art, so that changed art has another."""
    file = POSTERS / f"{slug(title)}.svg"
    if not file.exists():
        return f"/posters/{movie_id}.svg"
    return f"/assets/posters/{file.name}?{sha256(file.read_bytes()).hexdigest()[:12]}"


@lru_cache
def preview_address(title: str = "") -> str:
    """Return the address of the picture for link previews of a film, or of the gallery."""
    file = PREVIEWS / f"{slug(title)}.jpg"
    return f"/assets/previews/{file.name if file.exists() else 'all-studios.jpg'}"


@lru_cache(maxsize=32)
def preview_picture(title: str) -> bytes:
    """Return the picture of a film as JPEG, 800 wide and 420 high; empty for one that nobody has drawn."""
    file = PREVIEWS / f"{slug(title)}.jpg"
    return file.read_bytes() if file.exists() else b""


def generated(title: str, genres: Sequence[str], *, studio: str, credit: str) -> Markup:
    """Return a poster of the series for a film that nobody has drawn one for: its colours depend on its title."""
    motifs = tomllib.loads((SERIES / "motifs.toml").read_text(encoding="utf-8"))
    motif = motifs.get(genres[0] if genres else "", motifs["other"])
    hue = int(sha256(title.encode()).hexdigest(), 16) % 360
    template = Template((SERIES / "generated.svg").read_text(encoding="utf-8"))
    art = template.substitute(hue=hue, other=(hue + 50) % 360, motif=motif)
    return add_lettering(art, title=title, studio=studio, credit=credit)


def add_lettering(drawing: str, *, title: str, studio: str, credit: str) -> Markup:
    """Put the art in a drawing on the plate, in the film's own colours that it names.

    The art is what stands between `<g id="art" data-night="#…" data-glow="#…">` and `</g><!-- art -->`; it may fill
    from -400 to 800 across, for the same file is the backdrop. Raises `ValueError` where there is none.
    """
    if not (art := ART.search(drawing)):
        raise ValueError("a drawing without its art, or without data-night and data-glow")
    lines, size = _fit(title.upper())
    top = TITLE_FOOT - round((len(lines) - 1) * size * LEADING)
    written = [_line(text, LEFT, top + round(row * size * LEADING), size) for row, text in enumerate(lines)]
    small = [
        _line(studio.upper(), LEFT, HEAD, SMALL, TRACKING),
        _line(_shortened(credit.upper()), LEFT, CREDIT_FOOT, SMALL, TRACKING),
    ]
    used = sorted(set("".join((*lines, studio.upper(), credit.upper()))) & _glyphs().keys() - {" "})
    shapes = (path(id=f"u{ord(each):x}", d=_glyphs()[each][1]) for each in used)
    plate = Template((SERIES / "plate.svg").read_text(encoding="utf-8"))
    whole = plate.substitute(
        label=Markup.escape(title),
        night=art["night"],
        art=art.group(),
        letters=rendered(shapes),
        lettering=rendered(written, g(fill=art["glow"])[small]),
    )
    return Markup(whole)  # noqa: S704  the plate and the art are ours, and what fills them is escaped above


@lru_cache
def _glyphs() -> dict[str, tuple[int, str]]:
    found = json.loads((SERIES / "letters.json").read_text(encoding="utf-8"))
    return {each: (advance, path) for each, (advance, path) in found.items()}


def _fit(title: str) -> tuple[list[str], int]:
    """Return the title's lines and the largest size at which they fit; a line ends at a colon where it can."""
    words = title.split()
    for size in SIZES:
        room = int(TALLEST_TITLE // (size * LEADING))
        for count in range(1, min(room, len(words)) + 1):
            if fitting := [lines for lines in _in_lines(words, count) if _widest(lines, size) <= WIDTH]:
                return min(fitting, key=lambda lines: (not lines[0].endswith(":"), _widest(lines, size))), size
    return words, SIZES[-1]


def _in_lines(words: Sequence[str], count: int) -> Iterator[list[str]]:
    """Yield all ways to put the words into so many lines."""
    for inner in combinations(range(1, len(words)), count - 1):
        yield [" ".join(words[start:end]) for start, end in pairwise((0, *inner, len(words)))]


def _widest(lines: Sequence[str], size: int) -> float:
    return max(_width(line, size) for line in lines)


def _width(text: str, size: int, tracking: int = 0) -> float:
    return sum(_advance(each) + tracking for each in text) * size / 1000


def _advance(each: str) -> int:
    return _glyphs().get(each, (1000, ""))[0]


def _shortened(credit: str) -> str:
    while _width(credit, SMALL, TRACKING) > WIDTH and " " in credit:
        credit = credit.rpartition(" ")[0]
    return credit


def _line(text: str, left: int, foot: int, size: int, tracking: int = 0) -> Renderable:
    """Return a line of letters; characters that the face lacks are left to the browser's font."""
    at, pieces = 0, []
    for each in text:
        if each in _glyphs():
            if each != " ":
                pieces.append(use(href=f"#u{ord(each):x}", x=at))
        else:
            pieces.append(h.Element("text")({"x": at, "font-size": "900"})[each])
        at += _advance(each) + tracking
    return g(transform=f"translate({left} {foot})scale({size / 1000})")[pieces]
