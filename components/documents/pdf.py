"""The ticket as a PDF: one page with everything, to print or to keep."""

from collections.abc import Callable
from datetime import UTC
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import cast

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm
from reportlab.pdfbase.pdfmetrics import getFont, getRegisteredFontNames, registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from components.documents import outlines
from components.documents.names import unlinked
from components.documents.qr import QUIET_ZONE, qr_bars, qr_modules
from components.payment_state import payment_state
from components.theme import ASSETS, PRINT
from components.words import Words
from tiketa.bookings.read_models import BookingView, TicketView

MAKER = "Tiketa"
DISPLAY, TEXT, BOLD = "big-shoulders-display-extrabold", "figtree-regular", "figtree-bold"

EDGE = 1.7 * cm
LEFT, TOP, WIDTH = EDGE, A4[1] - EDGE, A4[0] - 2 * EDGE
SIDES = ((4.6 * cm, 3, 3), (3.2 * cm, 4, 8), (1.9 * cm, 7, 21))  # a code without its quiet zone; in a row; at most
TITLE_SIZES = (46, 38, 30, 24)
TITLE_LINES = 2
FACT_SIZES = (14, 12, 10, 8)

NON_ZERO = 1  # the rule of filling that faces are drawn for: where two strokes cross there is no hole

Point = tuple[float, float]
Font = tuple[str, float]
"""A face and its size in points."""

# All threads share the faces, and each face one position in its file: two PDFs at once would have wrong characters.
FACES = Lock()


def pdf_ticket(booking: BookingView, t: Words) -> bytes:
    """Return the ticket as a PDF of one page; the same booking gives the same bytes."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, lang=t.language, invariant=1, pageCompression=1)
    canvas.setTitle(_tidy(f"{t('ticket.title', code=booking.code)} · {booking.title}"))
    canvas.setSubject(_tidy(booking.title))
    canvas.setAuthor(t("house.name"))
    canvas.setCreator(MAKER)
    canvas.setDateFormatter(lambda *_: f"{booking.changed_at.astimezone(UTC):D:%Y%m%d%H%M%SZ}")
    y = _head(canvas, booking, t)
    y = _facts(canvas, y, booking, t)
    y = _payment_state(canvas, y, booking, t)
    _codes(canvas, y, booking, t)
    _foot(canvas, t)
    with FACES:
        canvas.save()
    return file.getvalue()


def _head(canvas: Canvas, booking: BookingView, t: Words) -> float:
    """Draw the cinema's name and the film's title, and return where they end."""
    canvas.setFillColor(HexColor(PRINT["accent"]))
    canvas.rect(LEFT, TOP - 5, WIDTH, 5, stroke=0, fill=1)
    _write(canvas, (LEFT, TOP - 32), t("house.name"), (BOLD, 13), colour="accent")
    size, lines = _title(booking.title)
    y = TOP - 46.0
    for line in lines:
        y -= size
        _write(canvas, (LEFT, y), line, (DISPLAY, size))
    return y - 32


def _title(title: str) -> tuple[float, list[str]]:
    """Return the largest size at which the title fits in few lines, and the lines; a longer title is cut."""
    for size in TITLE_SIZES:
        lines = _wrapped(title, (DISPLAY, size))
        if len(lines) <= TITLE_LINES and all(_width(line, (DISPLAY, size)) <= WIDTH for line in lines):
            return size, lines
    first, *rest = _wrapped(title, (DISPLAY, TITLE_SIZES[-1]))
    return TITLE_SIZES[-1], [first, " ".join(rest)] if rest else [first]


def _facts(canvas: Canvas, y: float, booking: BookingView, t: Words) -> float:
    """Draw when, where and for whom in two columns, and return where they end."""
    start, end, zone = t.hour(booking.starts_at), t.hour(booking.ends_at), t.zone_name(booking.starts_at)
    rows = (
        (
            (t("ticket.when"), t.day(booking.starts_at), t("ticket.until", start=start, end=end, zone=zone)),
            (t("ticket.where"), *_studio(booking, t)),
        ),
        ((t("ticket.name"), unlinked(booking.customer_name)), (t("ticket.code"), booking.code)),
        ((t("ticket.seats"), ", ".join(booking.seats)), (t("paper.total"), t.money(booking.total))),
    )
    for left, right in rows:
        _fact(canvas, (LEFT, y), *left)
        _fact(canvas, (LEFT + WIDTH / 2, y), *right)
        y -= 14 + 16 * len(left)
    return y + 6


def _studio(booking: BookingView, t: Words) -> tuple[str, str]:
    """Return a studio's number and name, or two empty texts where its name is its number."""
    number = t("gallery.studio", number=booking.studio_number)
    return number, "" if booking.studio_name == number else booking.studio_name


def _fact(canvas: Canvas, at: Point, label: str, value: str, detail: str = "") -> None:
    (x, y), width = at, WIDTH / 2 - 12
    _write(canvas, (x, y), label, (TEXT, 9), colour="soft")
    _write(canvas, (x, y - 16), value, (BOLD, _size_of(value, width)), width=width)
    _write(canvas, (x, y - 31), detail, (TEXT, 12), width=width)


def _size_of(value: str, width: float) -> float:
    """Return the largest size at which a fact fits; a longer one is cut at the smallest."""
    return next((size for size in FACT_SIZES if _width(value, (BOLD, size)) <= width), FACT_SIZES[-1])


def _payment_state(canvas: Canvas, y: float, booking: BookingView, t: Words) -> float:
    """Draw the payment state on a tinted strip, and return the height below it, in points from the page's foot."""
    canvas.setFillColor(HexColor(PRINT["tint"]))
    canvas.roundRect(LEFT, y - 32, WIDTH, 32, 5, stroke=0, fill=1)
    _write(canvas, (LEFT + 12, y - 20), payment_state(booking, t), (BOLD, 10), colour="accent", width=WIDTH - 24)
    return y - 54


def _codes(canvas: Canvas, y: float, booking: BookingView, t: Words) -> None:
    """Draw a code for each seat, larger where there are few; `Settings` allows no more than fit on the page."""
    side, columns, _ = next(size for size in SIDES if len(booking.tickets) <= size[2])
    pitch = (WIDTH - side) / (columns - 1)
    for number, ticket in enumerate(booking.tickets):
        row, column = divmod(number, columns)
        _seat(canvas, (LEFT + column * pitch, y - row * (side + 62)), ticket, t, side=side, width=pitch - 6)


def _seat(canvas: Canvas, at: Point, ticket: TicketView, t: Words, *, side: float, width: float) -> None:
    x, top = at
    _qr(canvas, at, side, ticket.token)
    for words, font, colour, below in (
        (t("paper.seat", seat=ticket.seat), (BOLD, 15), "ink", 20),
        (t.money(ticket.price), (TEXT, 11), "soft", 34),
    ):
        _write(canvas, (x, top - side - below), words, font, colour=colour, width=width)


def _qr(canvas: Canvas, at: Point, side: float, token: str) -> None:
    """Draw a code as one path: parts drawn one by one show hairlines between them.

    Its quiet zone is the paper around it, so that its dark part is aligned with the text.
    """
    module = side / (len(qr_modules(token)) - 2 * QUIET_ZONE)
    left, top = at[0] - QUIET_ZONE * module, at[1] + QUIET_ZONE * module
    path = canvas.beginPath()
    for column, row, length in qr_bars(token):
        path.rect(left + column * module, top - (row + 1) * module, length * module, module)
    canvas.setFillColor(HexColor(PRINT["ink"]))
    canvas.drawPath(path, stroke=0, fill=1)


def _foot(canvas: Canvas, t: Words) -> None:
    _write(canvas, (LEFT, EDGE), t("paper.note"), (TEXT, 10), colour="soft")


def _write(canvas: Canvas, at: Point, words: str, font: Font, *, colour: str = "ink", width: float = WIDTH) -> None:
    """Draw one line, cut where the width ends."""
    shown = _cut(_tidy(words), font, width)
    canvas.setFillColor(HexColor(PRINT[colour]))
    if _is_written_by(font[0], shown):
        canvas.setFont(*font)
        canvas.drawString(*at, shown)
    else:
        _outline(canvas, at, shown, font)


def _outline(canvas: Canvas, at: Point, words: str, font: Font) -> None:
    """Draw a line as curves, with its words for who reads or copies from the file."""
    path, size = canvas.beginPath(), font[1]
    draw: dict[str, Callable[..., object]] = {
        "move": path.moveTo,
        "line": path.lineTo,
        "curve": path.curveTo,
        "close": path.close,
    }
    for glyph in outlines.line(words, font[0]).glyphs:
        left, foot = at[0] + glyph.x * size, at[1] + glyph.y * size
        for step, points in outlines.curves(glyph):
            draw[step](*(point * size + (foot if place % 2 else left) for place, point in enumerate(points)))
    said = f"feff{words.encode('utf-16-be').hex()}"
    canvas.addLiteral(f"/Span << /ActualText <{said}> >> BDC")
    canvas.drawPath(path, stroke=0, fill=1, fillMode=NON_ZERO)
    canvas.addLiteral("EMC")


def _cut(words: str, font: Font, width: float) -> str:
    if _width(words, font) <= width:
        return words
    while words and _width(f"{words}…", font) > width:
        words = words[:-1]
    return f"{words}…"


def _wrapped(words: str, font: Font) -> list[str]:
    """Return lines of whole words that are no wider than the page where that is possible."""
    lines: list[str] = []
    for word in _tidy(words).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        lines[-1:] = [longer] if _width(longer, font) <= WIDTH or not lines else [lines[-1], word]
    return lines


def _width(words: str, font: Font) -> float:
    """Return how wide a line is, in points."""
    face, size = font
    if _is_written_by(face, words):
        return stringWidth(words, face, size)
    return outlines.line(words, face).width * size


def _is_written_by(face: str, words: str) -> bool:
    return characters_of(face).issuperset(map(ord, words))


def _tidy(words: str) -> str:
    return " ".join(words.split())


@lru_cache
def characters_of(face: str) -> frozenset[int]:
    """Return what a face can write; it is read once, then kept by the library."""
    with FACES:
        if face not in getRegisteredFontNames():
            font = TTFont(face, ASSETS / "fonts" / f"{face}.ttf")
            font.face.name = face.encode()  # else all weights of a family would be drawn as the first one
            registerFont(font)
    return frozenset(cast("TTFont", getFont(face)).face.charToGlyph)
