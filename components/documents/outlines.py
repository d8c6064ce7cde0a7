"""Words in any script as outlines: joined and stacked as the script wants it, in the order in which they are read.

The PDF library sets letter by letter, and from left to right only. So words that a page's own face cannot write are
shaped by HarfBuzz and drawn as curves: only what is drawn is in the file, and no state is shared between papers.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import uharfbuzz

from components.theme import ASSETS

FONTS = ASSETS / "fonts"
WIDEST = FONTS / "dejavu-sans.ttf"  # other alphabets, signs and symbols
MISSING = "\u25a1"  # what is shown for a character that no face has
KEPT = 128  # lines whose shapes are kept: those of a paper are measured and cut many times
_KINDS = {"R": "R", "AL": "R", "L": "L", "EN": "N", "AN": "N"}  # by Unicode's bidirectional class; others are neutral
_RIGHT_TO_LEFT = re.compile("R[RNO]*[RN]|R")
_LEFT_TO_RIGHT = re.compile("L[LNO]*[LN]|L|N[NO]*N|N")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a face and where it stands, in parts of the type's size."""

    face: Path
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs from left to right, and how far they reach; `width` is in parts of the type's size."""

    glyphs: tuple[Glyph, ...]
    width: float


@lru_cache(maxsize=KEPT)
def line(words: str, own_face: str) -> Line:
    """Return the words as glyphs: of the page's own face where it has them, else of the face for their script."""
    glyphs: list[Glyph] = []
    x = 0.0
    for run, direction in runs(words):
        for face, part in _by_face(run, FONTS / f"{own_face}.ttf", direction):
            x = _shape(part, face, direction, x, glyphs)
    return Line(tuple(glyphs), x)


def is_written_by(face: Path, character: str) -> bool:
    """Say whether a face has a glyph for the character, or needs none."""
    return _font(face).get_nominal_glyph(ord(character)) is not None


def curves(glyph: Glyph) -> "Outline":
    """Return a glyph's outline."""
    return _outline(glyph.face, glyph.number)


Step = tuple[str, tuple[float, ...]]
Outline = tuple[Step, ...]
"""Steps of a path: "move" (x, y), "line" (x, y), "curve" (x1, y1, x2, y2, x, y), "close"; in parts of the size."""


def runs(words: str) -> list[tuple[str, str]]:
    """Return stretches of one direction, "ltr" or "rtl", from left to right as they are seen.

    A short form of the Unicode Bidirectional Algorithm (UAX 9) for one line without explicit marks: the first strong
    letter gives the line's direction, and numbers keep theirs. What is neutral goes with what is around it.
    """
    kinds = "".join(_KINDS.get(unicodedata.bidirectional(each), "O") for each in words)
    is_rtl = next((kind == "R" for kind in kinds if kind in "RL"), False)
    split = _split(words, kinds, _LEFT_TO_RIGHT if is_rtl else _RIGHT_TO_LEFT, inner_is_rtl=not is_rtl)
    found = [each for each in split if each[0]]
    return found[::-1] if is_rtl else found


def _split(words: str, kinds: str, inner: re.Pattern[str], *, inner_is_rtl: bool) -> Iterator[tuple[str, str]]:
    """Yield the stretches in the order of the line, the inner ones of the other direction; numbers are turned back."""
    at = 0
    for found in inner.finditer(kinds):
        yield words[at : found.start()], "ltr" if inner_is_rtl else "rtl"
        stretch, stretch_kinds = words[found.start() : found.end()], kinds[found.start() : found.end()]
        if inner_is_rtl:
            yield from reversed(list(_split(stretch, stretch_kinds, _LEFT_TO_RIGHT, inner_is_rtl=False)))
        else:
            yield stretch, "ltr"
        at = found.end()
    yield words[at:], "ltr" if inner_is_rtl else "rtl"


def _by_face(run: str, own_face: Path, direction: str) -> list[tuple[Path, str]]:
    """Return parts of a run that one face writes, from left to right; marks and joiners stay with their letter."""
    faces: list[Path] = []
    for character in run:
        stays = unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"} and faces
        keeps = stays and (unicodedata.category(character) == "Cf" or is_written_by(faces[-1], character))
        faces.append(faces[-1] if keeps else _face_for(character, own_face))
    parts = [(face, "".join(run[place] for place in places)) for face, places in _grouped(faces)]
    return parts[::-1] if direction == "rtl" else parts


def _grouped(faces: list[Path]) -> Iterator[tuple[Path, list[int]]]:
    for face, places in groupby(range(len(faces)), key=faces.__getitem__):
        yield face, list(places)


def _face_for(character: str, own_face: Path) -> Path:
    faces = (own_face, *_script_faces(), WIDEST)
    return next((face for face in faces if is_written_by(face, character)), WIDEST)


def _shape(part: str, face: Path, direction: str, x: float, glyphs: list[Glyph]) -> float:
    """Add a part's glyphs, from `x` on, and return where they end."""
    known = "".join(each if _is_drawn(face, each) else MISSING for each in part)
    font, buffer = _font(face), uharfbuzz.Buffer()
    buffer.add_str(known)
    buffer.guess_segment_properties()
    buffer.direction = direction
    uharfbuzz.shape(font, buffer)
    unit = font.face.upem
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append(Glyph(face, info.codepoint, x + position.x_offset / unit, position.y_offset / unit))
        x += position.x_advance / unit
    return x


def _is_drawn(face: Path, character: str) -> bool:
    return unicodedata.category(character) == "Cf" or is_written_by(face, character)


@lru_cache(maxsize=1)
def _script_faces() -> tuple[Path, ...]:
    return tuple(sorted((FONTS / "scripts").glob("*.ttf")))


@lru_cache(maxsize=32)
def _font(face: Path) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face))))  # mapped, not read


@lru_cache(maxsize=512)
def _outline(face: Path, number: int) -> Outline:
    steps: list[Step] = []
    font = _font(face)
    unit = font.face.upem
    draw = uharfbuzz.DrawFuncs()  # curves of TrueType become cubic ones, as PDF has
    draw.set_move_to_func(lambda x, y, _: steps.append(("move", (x / unit, y / unit))))
    draw.set_line_to_func(lambda x, y, _: steps.append(("line", (x / unit, y / unit))))
    draw.set_cubic_to_func(lambda *at: steps.append(("curve", tuple(each / unit for each in at[:6]))))
    draw.set_close_path_func(lambda _: steps.append(("close", ())))
    font.draw_glyph(number, draw, None)
    return tuple(steps)
