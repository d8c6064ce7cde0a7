"""Makes the faces of paper tickets, which PDF wants as TrueType files of one weight.

`python -m tools.paper_fonts DISPLAY TEXT WIDE` takes the folders of the npm packages
`@fontsource-variable/big-shoulders-display` and `@fontsource-variable/figtree`, and the file `DejaVuSans.ttf` (Debian's
`fonts-dejavu-core`), and writes `assets/fonts/*.ttf`. `python -m tools.paper_fonts SCRIPTS` takes a folder into which
Debian's `fonts-noto-core` and `fonts-droid-fallback` were unpacked (`dpkg-deb -x`), and writes `assets/fonts/scripts`.
Wants `pip install "fonttools[woff]"`; needed only when a face is changed.
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

JOINERS = (0x20, 0xA0, 0x200C, 0x200D, 0x25CC)  # spaces, what joins and keeps apart, and the circle under lone marks
SCRIPTS = {  # the blocks of Unicode that a face is for; Debian's file is named by the script
    "Arabic": ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF)),
    "Balinese": ((0x1B00, 0x1B7F),),
    "Batak": ((0x1BC0, 0x1BFF),),
    "Bengali": ((0x964, 0x965), (0x980, 0x9FF)),
    "Buginese": ((0x1A00, 0x1A1F), (0xA9CF, 0xA9CF)),
    "Devanagari": ((0x900, 0x97F),),
    "Gujarati": ((0xA80, 0xAFF),),
    "Gurmukhi": ((0xA00, 0xA7F),),
    "Javanese": ((0xA980, 0xA9DF),),
    "Kannada": ((0xC80, 0xCFF),),
    "Khmer": ((0x1780, 0x17FF),),
    "Lao": ((0xE80, 0xEFF),),
    "Malayalam": ((0xD00, 0xD7F),),
    "Myanmar": ((0x1000, 0x109F),),
    "Oriya": ((0xB00, 0xB7F),),
    "Sinhala": ((0xD80, 0xDFF),),
    "Sundanese": ((0x1B80, 0x1BBF),),
    "Tamil": ((0xB80, 0xBFF),),
    "Telugu": ((0xC00, 0xC7F),),
    "Thai": ((0xE00, 0xE7F),),
}
HAN = "DroidSansFallback.ttf"  # Chinese, Japanese and Korean in 3.4 MB; Noto's have 16 each


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


def slim(file: Path, characters: list[int] | None, *, features: tuple[str, ...] = ()) -> None:
    """Leave out what paper does not need: other letters, hints, and features where letters are set one by one."""
    font = TTFont(file)
    options = Options(hinting=False, layout_features=list(features), name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters or list(font.getBestCmap()))
    subsetter.subset(font)
    font.save(file)


def scripts(unpacked: Path) -> None:
    """Write a face for each script, with all its shapes, and one for Chinese, Japanese and Korean."""
    target = FONTS / "scripts"
    target.mkdir(exist_ok=True)
    for script, blocks in SCRIPTS.items():
        bold, regular = (f"NotoSans{script}-{weight}.ttf" for weight in ("Bold", "Regular"))
        source = next(file for name in (bold, regular) for file in unpacked.rglob(name))
        file = target / f"{script.lower()}.ttf"
        file.write_bytes(source.read_bytes())
        inside = [character for first, last in blocks for character in range(first, last + 1)]
        slim(file, [*JOINERS, *inside], features=("*",))
    [source] = unpacked.rglob(HAN)
    (target / "han.ttf").write_bytes(source.read_bytes())
    slim(target / "han.ttf", None)


def main() -> None:
    """Make them all, or those for other scripts."""
    if len(sys.argv) == 2:  # noqa: PLR2004
        scripts(Path(sys.argv[1]))
        return
    packages = dict(zip(("display", "text"), map(Path, sys.argv[1:3]), strict=True))
    for package, name, weight in FACES:
        face(packages[package], weight, FONTS / f"{name}.ttf")
    wide = FONTS / "dejavu-sans.ttf"
    wide.write_bytes(Path(sys.argv[3]).read_bytes())
    slim(wide, [character for first, last in WIDE for character in range(first, last + 1)])


if __name__ == "__main__":
    main()
