"""What a ticket is besides a page: paper, a calendar's entry, an email; each read back by another library."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from time import sleep
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import vobject
import zxingcpp
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontParser

from components.documents import pdf
from components.documents.calendar_entry import calendar_entry
from components.documents.email import account_email, booking_email
from components.documents.pdf import pdf_ticket
from components.documents.qr import qr_modules, qr_png, qr_svg
from components.movies.poster import preview_picture
from components.words import Words
from tiketa.bookings.read_models import BookingEventView, BookingView, TicketView
from tiketa.bookings.statuses import BookingEventType, BookingStatus
from tiketa.halls.layout import SeatKind
from tiketa.kernel.actor import ActorKind

ID, EN = (Words(language, ZoneInfo("Asia/Jakarta")) for language in ("id", "en"))
STARTS_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
ORGANIZER = "mailto:t@example.com"
LINK = "https://cinema.example/ticket/ABCDE-FGHJK?key=signed"


def booking(seats: int = 2, **changes: object) -> BookingView:
    tickets = tuple(
        TicketView(f"C{number}", SeatKind.REGULAR, 45_000, f"T1-{number}-ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for number in range(1, seats + 1)
    )
    view = BookingView(
        code="ABCDE-FGHJK",
        customer_name="Ana",
        contact="ana@example.com",
        language="id",
        movie_id=7,
        title="Interstellar",
        showtime_id=1,
        studio_number=7,
        studio_name="Gargantua",
        starts_at=STARTS_AT,
        ends_at=STARTS_AT + timedelta(minutes=169),
        tickets=tickets,
        owed=0,
        status=BookingStatus.RESERVED,
        pay_by=STARTS_AT - timedelta(minutes=20),
        change_until=STARTS_AT - timedelta(hours=1),
        changeable=True,
        sequence=0,
        booked_at=STARTS_AT - timedelta(hours=5),
        changed_at=STARTS_AT - timedelta(hours=4),
        events=(),
        email_state=None,
        is_past=False,
    )
    return replace(view, **changes)  # type: ignore[arg-type]


MOVED = BookingEventView(STARTS_AT, BookingEventType.MOVED, ActorKind.VISITOR, ("A1",))
CANCELLED = booking(0, status=BookingStatus.CANCELLED, pay_by=None, sequence=3)


def codes_in(picture: Image.Image) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(picture)}


def read_paper(paper: bytes) -> tuple[str, set[str]]:
    """Return the words and the codes on a paper of one page."""
    document = pypdfium2.PdfDocument(paper)
    assert len(document) == 1
    words = " ".join(document[0].get_textpage().get_text_range().split())
    return words, codes_in(document[0].render(scale=3).to_pil())


@pytest.mark.parametrize("t", [ID, EN])
@pytest.mark.parametrize("seats", [*range(1, 10), 20])
def test_paper_is_one_complete_page(seats: int, t: Words) -> None:
    view = booking(seats)
    words, codes = read_paper(pdf_ticket(view, t))
    assert codes == {ticket.token for ticket in view.tickets}
    for fact in ("Interstellar", "ABCDE-FGHJK", "Ana", "Gargantua", t.day(STARTS_AT), t.hour(STARTS_AT), "WIB", "C1"):
        assert fact in words
    assert f"Rp {45 * seats}.000" in words.replace("\xa0", " ")


@pytest.mark.parametrize(
    "name", ["مرحبا", "陈小明 🎬", "x" * 80, "Łukasz Ünïcödé", "e\u0301" * 40, "\u202eoverride\u202c", "<b>&amp;"]
)
def test_any_name_is_printed(name: str) -> None:
    words, codes = read_paper(pdf_ticket(booking(customer_name=name, title=name * 3), ID))
    assert len(codes) == 2
    assert "ABCDE-FGHJK" in words


def test_paper_uses_its_fonts() -> None:
    faces = set(re.findall(rb"/BaseFont /\w+\+([\w-]+)", pdf_ticket(booking(), ID)))
    assert faces == {b"big-shoulders-display-extrabold", b"figtree-regular", b"figtree-bold"}


def test_paper_names_every_seat() -> None:
    tickets = tuple(replace(ticket, seat=f"H{10 + place}") for place, ticket in enumerate(booking(8).tickets))
    assert ", ".join(ticket.seat for ticket in tickets) in read_paper(pdf_ticket(booking(tickets=tickets), ID))[0]


def test_concurrent_papers_are_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    views = [booking(1 + number % 8, customer_name=("Ana", "Łukasz", "مرحبا")[number % 3]) for number in range(48)]
    alone = [pdf_ticket(view, ID) for view in views]
    read: list[str] = []
    seek = TTFontParser.seek

    def seek_and_let_others_run(face: TTFontParser, position: int) -> None:
        seek(face, position)
        sleep(0)  # makes a switch of threads likely right here

    def register(font: TTFont) -> None:
        read.append(font.fontName)
        pdfmetrics.registerFont(font)

    monkeypatch.setattr(TTFontParser, "seek", seek_and_let_others_run)
    monkeypatch.setattr(pdf, "registerFont", register)
    monkeypatch.setattr(pdfmetrics, "_fonts", {})  # as in a process that has made no paper yet
    pdf.characters_of.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda view: pdf_ticket(view, ID), views))
    assert together == alone
    assert sorted(read) == sorted(set(read))


def test_qr_code_reads_back() -> None:
    token = booking(1).tickets[0].token
    assert codes_in(Image.open(BytesIO(qr_png(token)))) == {token}
    drawing = str(qr_svg(token, 'kursi "C4" <&>'))
    assert 'aria-label="kursi &#34;C4&#34; &lt;&amp;&gt;"' in drawing
    drawn = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", drawing)
        for step in range(int(length))
    }
    rows = enumerate(qr_modules(token))
    assert drawn == {(x, y) for y, row in rows for x, dark in enumerate(row) if dark}


def entry(view: BookingView, t: Words = ID) -> vobject.base.Component:
    return vobject.readOne(calendar_entry(view, t, address=LINK, organizer=ORGANIZER).decode())


@pytest.mark.parametrize("starts_at", [STARTS_AT, STARTS_AT + timedelta(days=150)])  # winter, and summer time
@pytest.mark.parametrize("zone", ["Asia/Jakarta", "America/New_York", "Asia/Kathmandu"])
def test_calendar_entry_has_right_instants(zone: str, starts_at: datetime) -> None:
    there = ZoneInfo(zone)
    view = booking(
        starts_at=starts_at.astimezone(there), ends_at=(starts_at + timedelta(minutes=169)).astimezone(there)
    )
    file = calendar_entry(view, Words("id", there), address=LINK, organizer=ORGANIZER)
    assert f"DTSTART:{starts_at:%Y%m%dT%H%M%SZ}".encode() in file  # no parser needs to know a zone
    assert b"TZID" not in file
    event = vobject.readOne(file.decode()).vevent
    assert (event.dtstart.value, event.dtend.value) == (starts_at, starts_at + timedelta(minutes=169))
    assert Words("id", there).hour(starts_at) in event.description.value
    assert (event.uid.value, event.sequence.value, event.status.value) == ("ABCDE-FGHJK@tiketa", "0", "CONFIRMED")
    assert event.summary.value == "Interstellar"
    assert "C1, C2" in event.description.value
    assert (event.organizer.value, event.organizer.params["CN"]) == (ORGANIZER, ["The Time Gallery"])


def test_calendar_entry_replaces_itself() -> None:
    changed, cancelled = entry(booking(sequence=2)), entry(CANCELLED)
    assert changed.vevent.uid.value == cancelled.vevent.uid.value
    assert (changed.method.value, changed.vevent.sequence.value) == ("PUBLISH", "2")
    assert (cancelled.method.value, cancelled.vevent.sequence.value) == ("CANCEL", "3")
    assert cancelled.vevent.status.value == "CANCELLED"
    assert "valarm" not in cancelled.vevent.contents


def received_email(view: BookingView, t: Words = ID) -> EmailMessage:
    """Return an email as it is parsed from the bytes that are sent."""
    envelope = {"recipient": "ana@example.com", "sender": "t@example.com", "message_id": "<1@cinema.example>"}
    made = booking_email(view, t, link=LINK, poster=preview_picture(view.title), **envelope)
    return message_from_bytes(made.as_bytes(), policy=default)


def parts(message: EmailMessage) -> dict[str, list[EmailMessage]]:
    found: dict[str, list[EmailMessage]] = {}
    for part in message.walk():
        found.setdefault(part.get_content_type(), []).append(part)
    return found


@pytest.mark.parametrize("t", [ID, EN])
def test_email_is_complete_in_both_forms(t: Words) -> None:
    found = parts(received_email(booking(), t))
    plain, html = (found[kind][0].get_content() for kind in ("text/plain", "text/html"))
    for words in (plain, html):
        for fact in ("Interstellar", "ABCDE-FGHJK", "Ana", "C1, C2"):
            assert fact in words
    assert LINK in plain
    assert found["multipart/related"][0].get_param("type") == "text/html"
    [poster] = found["image/jpeg"]
    pictures = {part["Content-ID"].strip("<>"): part.get_content() for part in found["image/png"]}
    assert re.findall(r'src="cid:([^"]+)"', html) == [poster["Content-ID"].strip("<>"), *pictures]
    tokens = {ticket.token for ticket in booking().tickets}
    assert set().union(*(codes_in(Image.open(BytesIO(picture))) for picture in pictures.values())) == tokens
    assert read_paper(found["application/pdf"][0].get_content())[1] == tokens
    assert vobject.readOne(found["text/calendar"][0].get_content()).vevent.uid.value == "ABCDE-FGHJK@tiketa"


def test_email_facts_need_no_width() -> None:
    [html] = parts(received_email(booking(title="A film without a picture")))["text/html"]
    assert "<table" not in html.get_content()
    assert "cid:ABCDE-FGHJK-poster" not in html.get_content()
    assert re.findall(r"<dt[^>]*>([^<]+)</dt><dd", html.get_content())[:2] == ["Film", "Waktu"]


def test_emails_say_what_has_happened() -> None:
    views = (booking(), booking(events=(MOVED,)), CANCELLED, replace(CANCELLED, status=BookingStatus.RELEASED))
    subjects = {str(received_email(view)["Subject"]) for view in views}
    assert len(subjects) == 4
    assert "application/pdf" not in parts(received_email(CANCELLED))
    assert parts(received_email(CANCELLED))["text/calendar"][0].get_param("method") == "CANCEL"


def test_payment_keeps_tickets_valid() -> None:
    paid = BookingEventView(STARTS_AT, BookingEventType.PAID, ActorKind.STAFF, ("C1", "C2"))
    late = received_email(booking(status=BookingStatus.PAID, pay_by=None, sequence=1, events=(paid,)))
    assert late["Subject"] == received_email(booking())["Subject"]


@pytest.mark.parametrize(
    "nasty", ["a\r\nBcc: all@example.com", "a\nX: y", "\u2028line", "🎬" * 60, "<script>alert(1)</script>"]
)
def test_names_cannot_inject_headers(nasty: str) -> None:
    message = received_email(booking(title=nasty, customer_name=nasty))
    assert "Bcc" not in message
    assert "X" not in message
    assert "<script" not in parts(message)["text/html"][0].get_content()


@pytest.mark.parametrize(
    "name",
    ["Menang! https://evil.example/x", "evil.example", "WWW.evil.example", "evil\uff0eexample", "a@evil.example",
     "evil\u3002example", "call 0812-3456-7890", "http:\\\\evil.example"],
)  # fmt: skip
def test_greeting_carries_no_link(name: str) -> None:
    found = parts(received_email(booking(customer_name=name)))
    words = [found[kind][0].get_content() for kind in ("text/plain", "text/html")]
    words.append(read_paper(found["application/pdf"][0].get_content())[0])
    assert not [
        text for text in words if re.search(r"(?i)evil\W?example(?<!evil. example)|//evil|www\.evil|@evil", text)
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Dr.Budi", "Halo Dr. Budi,"),
        ("J. R. R.", "Halo J. R. R.,"),
        ("7", "Halo 7,"),
        ("Menang! evil.example/x", "Halo,"),
        ("call 0812-3456-7890", "Halo,"),
    ],
)
def test_greeting_has_name_or_none(name: str, said: str) -> None:
    assert said in parts(received_email(booking(customer_name=name)))["text/plain"][0].get_content()


@pytest.mark.parametrize("t", [ID, EN])
def test_account_email_states_link_lifetime(t: Words) -> None:
    made = account_email(
        t,
        recipient="ana@example.com",
        sender="t@example.com",
        message_id="<2@cinema.example>",
        link="https://cinema.example/account/secret",
        minutes=15,
        sent_at=STARTS_AT,
    )
    message = message_from_bytes(made.as_bytes(), policy=default)
    assert message["Content-Language"] == t.language
    for part in ("text/plain", "text/html"):
        content = parts(message)[part][0].get_content()
        assert "https://cinema.example/account/secret" in content
        assert "15" in content
