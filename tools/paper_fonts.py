"""Makes the faces of paper tickets, which PDF wants as TrueType files of one weight.

`python -m tools.paper_fonts DISPLAY TEXT WIDE` takes the folders of the npm packages
`@fontsource-variable/big-shoulders-display` and `@fontsource-variable/figtree`, and the file `DejaVuSans.ttf` (Debian's
`fonts-dejavu-core`), and writes `assets/fonts/*.ttf`. Wants `pip install "fonttools[woff]"`; needed only when a face is
changed.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parent.parent / "assets" / "fonts"
PARTS = ("latin", "latin-ext")  # the packages come in pieces
FACES = (
    ("display", "big-shoulders-display-extrabold", 800),
    ("text", "figtree-regular", 400),
    ("text", "figtree-bold", 700),
)
# Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic and Georgian letters, signs and symbols: what a name may be made of.
WIDE = (
    *((0x20, 0x590), (0x5B0, 0x6FF), (0x10A0, 0x10FF), (0x1E00, 0x2189)),
    *((0x2190, 0x22FF), (0x2500, 0x26E2), (0xFB00, 0xFFFD)),
)


def face(package: Path, weight: int, target: Path) -> None:
    """Write a face of one weight, put together from its parts."""
    with TemporaryDirectory() as directory:
        parts = [Path(directory) / f"{part}.ttf" for part in PARTS]
        for part, file in zip(PARTS, parts, strict=True):
            [source] = package.glob(f"files/*-{part}-wght-normal.woff2")
            static = instantiateVariableFont(TTFont(source), {"wght": weight})
            static.flavor = None
            static.save(file)
        Merger().merge([str(file) for file in parts]).save(target)
    slim(target, None)


def slim(file: Path, characters: list[int] | None) -> None:
    """Leave out what paper does not need: other letters, hints and features; the PDF library sets letter by letter."""
    font = TTFont(file)
    options = Options(hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters or list(font.getBestCmap()))
    subsetter.subset(font)
    font.save(file)


def main() -> None:
    """Make them all."""
    packages = dict(zip(("display", "text"), map(Path, sys.argv[1:3]), strict=True))
    for package, name, weight in FACES:
        face(packages[package], weight, FONTS / f"{name}.ttf")
    wide = FONTS / "dejavu-sans.ttf"
    wide.write_bytes(Path(sys.argv[3]).read_bytes())
    slim(wide, [character for first, last in WIDE for character in range(first, last + 1)])


if __name__ == "__main__":
    main()
