"""Cuts the two shipped faces to the characters in use, and writes the outlines that posters are lettered with.

`python -m tools.fonts DISPLAY TEXT` takes the whole faces, as woff2 files of the npm packages
`@fontsource-variable/big-shoulders-display` and `@fontsource-variable/figtree`, and writes `assets/fonts/`
and `assets/posters/series/letters.json`. Wants `pip install "fonttools[woff]"`; needed only when a face or a letter is
added.
"""

import json
import subprocess
import sys
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ASSETS = Path(__file__).parent.parent / "assets"
COMMON = "U+20-7E,U+A0,U+B7,U+D7,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2026"
LETTERED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;!?&'\u2019-\u2013·()/+#ÁÀÂÄÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØÚÙÛÜÝ"
POSTER_WEIGHT = 800


def cut(face: Path, target: str, unicodes: str) -> None:
    """Write the part of a face with these characters, tabular figures kept."""
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "fontTools.subset", face, f"--unicodes={unicodes}", "--layout-features=kern,tnum",
         "--no-hinting", "--flavor=woff2", f"--output-file={ASSETS / 'fonts' / target}"],
        check=True,
    )  # fmt: skip


def outlines(face: Path) -> dict[str, object]:
    """Return each letter's advance and SVG path, y downwards, in units of a thousandth of the letter's size."""
    font = instantiateVariableFont(TTFont(face), {"wght": POSTER_WEIGHT})
    scale = 1000 / font["head"].unitsPerEm
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    glyphs_by_character: dict[str, object] = {}
    for character in LETTERED:
        if ord(character) not in names:
            continue
        glyph = glyphs[names[ord(character)]]
        pen = SVGPathPen(glyphs, ntos=lambda number: str(round(number)))
        glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, 0, 0)))
        glyphs_by_character[character] = [round(glyph.width * scale), pen.getCommands()]
    return glyphs_by_character


def main() -> None:
    """Write all files."""
    display, text = map(Path, sys.argv[1:3])
    cut(display, "big-shoulders-display.woff2", COMMON)
    cut(text, "figtree.woff2", f"{COMMON},U+C0-FF,U+2190-2193,U+2212")
    lines = (
        f"{json.dumps(character, ensure_ascii=False)}: {json.dumps(shape)}"
        for character, shape in outlines(display).items()
    )
    (ASSETS / "posters" / "series" / "letters.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
