"""Names of all scripts on paper: every letter is there, joined and stacked, in the order in which it is read."""

import pypdfium2
import pytest

from components.documents import outlines
from components.documents.outlines import FONTS, WIDEST
from components.documents.pdf import pdf_ticket
from tests.test_documents import ID, booking

NAMES = {
    "arabic": "محمد",
    "balinese": "ᬅᬓ᭄ᬱᬭ",
    "batak": "ᯅᯖᯂ᯲",
    "bengali": "নজরুল ইসলাম",
    "buginese": "ᨅᨔ ᨕᨘᨁᨗ",
    "devanagari": "क्षत्रिय नरेन्द्र",
    "gujarati": "ગુજરાતી",
    "gurmukhi": "ਗੁਰਮੁਖੀ",
    "han": "王小明 김민준 ひらがな",
    "javanese": "ꦱꦸꦒꦼꦁ ꦫꦮꦸꦃ",
    "kannada": "ಕನ್ನಡ",
    "khmer": "ខ្មែរ",
    "lao": "ລາວ",
    "malayalam": "മലയാളം",
    "myanmar": "မြန်မာ",
    "oriya": "ଓଡ଼ିଆ",
    "sinhala": "සිංහල",
    "sundanese": "ᮞᮥᮔ᮪ᮓ",
    "tamil": "தமிழ்ச்செல்வி",
    "telugu": "ఆంధ్ర",
    "thai": "ก่ำ สมชาย",
}
TOP_OF_NAME, FOOT_OF_NAME = 255, 285  # points from the paper's top, at its left half
MOST_BYTES = 60_000  # of a ticket with two seats; one without outlines has 30,000


def drawn(words: str) -> list[tuple[str, int]]:
    return [(glyph.face.stem, glyph.number) for glyph in outlines.line(words, "figtree-bold").glyphs]


def test_every_face_is_tried() -> None:
    assert {file.stem for file in (FONTS / "scripts").glob("*.ttf")} == set(NAMES)


@pytest.mark.parametrize("script", NAMES)
def test_script_has_all_its_letters(script: str) -> None:
    glyphs = drawn(NAMES[script])
    assert {face for face, _ in glyphs} - {"figtree-bold"} == {script}  # Figtree has the spaces
    assert all(number for _, number in glyphs)  # 0 is a box


@pytest.mark.parametrize("script", sorted(NAMES.keys() - {"buginese", "han", "lao", "batak"}))
def test_letters_are_joined_or_stacked(script: str) -> None:
    words = NAMES[script]
    assert {number for _, number in drawn(words)} != {number for each in words for _, number in drawn(each)}


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        ("Ana", ["Ana"]),
        ("Ana אבג 12 Budi", ["Ana ", "12", "אבג ", " Budi"]),
        ("אבג (Ana B) דה", [") דה", "Ana B", "אבג ("]),
        ("אבג 12", ["12", "אבג "]),
        ("12 אבג", ["אבג", "12"]),
        ("12", ["12"]),
    ],
)
def test_runs_stand_as_they_are_read(words: str, runs: list[str]) -> None:
    assert [run.strip() for run, _ in outlines.runs(words)] == [run.strip() for run in runs]


def test_arabic_is_set_from_the_right() -> None:
    glyphs = outlines.line("محمد", "figtree-bold").glyphs
    assert [glyph.x for glyph in glyphs] == sorted(glyph.x for glyph in glyphs)
    backwards = outlines.line("دمحم", "figtree-bold").glyphs
    assert [glyph.number for glyph in glyphs] != [glyph.number for glyph in backwards]
    assert drawn("محمد Ana")[0][0] == "figtree-bold"  # what is read last stands on the left


def test_brackets_open_to_the_left() -> None:
    assert drawn("אבג (")[0] == drawn(")")[0]


def test_unknown_characters_are_boxes() -> None:
    assert drawn("🎬") == drawn(outlines.MISSING) == [(WIDEST.stem, drawn(outlines.MISSING)[0][1])]


@pytest.mark.parametrize("script", ["arabic", "han", "javanese"])
def test_paper_shows_the_name(script: str) -> None:
    paper = pdf_ticket(booking(customer_name=NAMES[script], title=NAMES[script]), ID)
    assert len(paper) < MOST_BYTES
    picture = pypdfium2.PdfDocument(paper)[0].render(grayscale=True).to_pil()
    name = picture.crop((48, TOP_OF_NAME, 290, FOOT_OF_NAME))
    assert name.getextrema()[0] < 128  # ink


def test_drawn_words_can_be_read_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    said = NAMES["javanese"].encode("utf-16-be").hex()
    made: list[str] = []
    monkeypatch.setattr("reportlab.pdfgen.canvas.Canvas.addLiteral", lambda _, words: made.append(words))
    pdf_ticket(booking(customer_name=NAMES["javanese"]), ID)
    assert any(said in words for words in made)
