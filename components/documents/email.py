"""Emails: about a booking, or with a link to an account."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import htpy as h
from htpy import Renderable
from markupsafe import Markup

from components.documents.calendar_entry import calendar_entry
from components.documents.names import greeting
from components.documents.pdf import pdf_ticket
from components.documents.qr import qr_png
from components.markup import rendered
from components.payment_state import payment_state
from components.theme import PRINT
from components.words import Words
from tiketa.bookings.read_models import BookingView, TicketView
from tiketa.bookings.statuses import BookingEventType

SEVEN_BIT = SMTP.clone(cte_type="7bit")  # not every mail server takes 8-bit text
BODY = (
    "margin:0;padding:24px 12px;background:{tint};color:{ink};"
    "font:16px/1.5 Figtree,system-ui,Segoe UI,Roboto,sans-serif"
).format(**PRINT)
SHEET = (
    "max-width:560px;margin:0 auto;background:{paper};border-top:5px solid {accent};overflow-wrap:anywhere"
).format(**PRINT)
POSTER = "display:block;width:100%;height:auto"
WORDS = "padding:24px 20px"
HOUSE = "margin:0;color:{accent};font-weight:700".format(**PRINT)
FACT_NAME = "margin:0;color:{soft};font-size:14px".format(**PRINT)  # on a line of its own: a phone has no room beside
FACT_VALUE = "margin:0 0 10px;font-weight:700"
BUTTON = (
    "display:inline-block;padding:10px 18px;border-radius:8px;background:{accent};color:{paper};font-weight:700;"
    "text-decoration:none"
).format(**PRINT)
CHANGES = {BookingEventType.SEATS_CANCELLED, BookingEventType.MOVED}  # what makes older tickets void
FACTS = ("email.movie", "ticket.when", "ticket.where", "ticket.seats", "ticket.code", "paper.total", "email.status")


def booking_email(
    booking: BookingView,
    t: Words,
    *,
    recipient: str,
    sender: str,
    message_id: str,
    link: str,
    poster: bytes = b"",
) -> EmailMessage:
    """Return the email that states what a booking is now, with its ticket and calendar entry, and a `poster` (JPEG)."""
    occasion = _occasion(booking)
    email = _envelope(t, recipient=recipient, sender=sender, message_id=message_id, written_at=booking.changed_at)
    email["Subject"] = _one_line(t(f"email.{occasion}", title=booking.title))
    paragraphs = [greeting(booking.customer_name, t), t(f"email.{occasion}_says")]
    closing = t("email.withdrawn" if booking.status.is_over else "email.attached")
    facts = _facts(booking, t)
    lines = [f"{name}: {value}" for name, value in facts]
    email.set_content("\n\n".join([*paragraphs, "\n".join(lines), f"{t('email.open')}: {link}", closing]))
    content = _paragraphs(paragraphs) + _facts_list(facts) + _button(t("email.open"), link) + _pictures(booking, t)
    content = content + _paragraphs([closing])
    email.make_alternative()
    email.attach(
        _page(_html(t, email["Subject"], content, poster=_poster(booking) if poster else None), booking, poster)
    )
    _add_files(email, booking, t, link=link, organizer=f"mailto:{sender}")
    return _in_language(email, t)


def account_email(
    t: Words, *, recipient: str, sender: str, message_id: str, link: str, minutes: int, sent_at: datetime
) -> EmailMessage:
    """Return the email with a link that signs in."""
    email = _envelope(t, recipient=recipient, sender=sender, message_id=message_id, written_at=sent_at)
    email["Subject"] = t("email.account")
    says = t("email.account_says", house=t("house.name"))
    closing = [t("email.account_minutes", minutes=minutes), t("email.account_ignore")]
    email.set_content("\n\n".join([says, link, *closing]))
    content = _paragraphs([says]) + _button(t("email.account_open"), link) + _paragraphs(closing)
    email.add_alternative(_html(t, email["Subject"], content), subtype="html")
    return _in_language(email, t)


def _occasion(booking: BookingView) -> str:
    if booking.status.is_over:
        return booking.status
    return "changed" if CHANGES & {step.what for step in booking.events} else "booked"


def _envelope(t: Words, *, recipient: str, sender: str, message_id: str, written_at: datetime) -> EmailMessage:
    email = EmailMessage(policy=SEVEN_BIT)
    email["From"] = Address(t("house.name"), addr_spec=_one_line(sender))
    email["To"] = _one_line(recipient)
    email["Date"] = written_at
    email["Message-ID"] = _one_line(message_id)
    email["Auto-Submitted"] = "auto-generated"  # RFC 3834: automatic replies do not answer it
    return email


def _in_language(email: EmailMessage, t: Words) -> EmailMessage:
    """Set the language of the whole email; set before it has parts, it would move to the first of them."""
    email["Content-Language"] = t.language
    return email


def _one_line(words: str) -> str:
    """Return the words without line breaks: with one, a customer's text could begin a header of its own."""
    return " ".join(words.split())


def _facts(booking: BookingView, t: Words) -> list[tuple[str, str]]:
    start, end, zone = t.hour(booking.starts_at), t.hour(booking.ends_at), t.zone_name(booking.starts_at)
    values = (
        booking.title,
        f"{t.day(booking.starts_at)}, {t('ticket.until', start=start, end=end, zone=zone)}",
        f"{t('house.name')}, {t.studio(booking.studio_number, booking.studio_name)}",
        ", ".join(booking.seats),
        booking.code,
        t.money(booking.total) if booking.tickets else "",
        payment_state(booking, t),
    )
    return [(t(key), value) for key, value in zip(FACTS, values, strict=True) if value]


def _html(t: Words, subject: str, content: Markup, *, poster: h.Node = None) -> str:
    """Return the whole page; its style stands in its elements, because mail programs drop style sheets."""
    return str(
        rendered(
            h.html(lang=t.language)[
                h.head[
                    h.meta(charset="utf-8"),
                    h.meta(name="viewport", content="width=device-width,initial-scale=1"),
                    h.title[subject],
                ],
                h.body(style=BODY)[
                    h.div(style=SHEET)[
                        poster,
                        h.div(style=WORDS)[
                            h.p(style=HOUSE)[t("house.name")],
                            h.h1(style="margin:4px 0 16px;font-size:24px;line-height:1.2")[subject],
                            content,
                        ],
                    ]
                ],
            ]
        )
    )


def _paragraphs(paragraphs: list[str]) -> Markup:
    return rendered(h.p(style="margin:0 0 12px")[words] for words in paragraphs)


def _facts_list(facts: list[tuple[str, str]]) -> Markup:
    rows = (h.fragment[h.dt(style=FACT_NAME)[name], h.dd(style=FACT_VALUE)[value]] for name, value in facts)
    return rendered(h.dl(style="margin:16px 0")[rows])


def _button(words: str, link: str) -> Markup:
    return rendered(h.p(style="margin:20px 0")[h.a(href=link, style=BUTTON)[words]])


def _poster(booking: BookingView) -> Renderable:
    """Return the film's picture; its alternative text is empty, because the title is below it."""
    return h.img(src=f"cid:{_poster_cid(booking)}", alt="", width="560", style=POSTER)


def _poster_cid(booking: BookingView) -> str:
    return f"{booking.code}-poster@tiketa"


def _pictures(booking: BookingView, t: Words) -> Markup:
    return rendered(_picture(booking, ticket, t) for ticket in booking.tickets)


def _picture(booking: BookingView, ticket: TicketView, t: Words) -> Renderable:
    size = {"width": "200", "height": "200", "style": "display:block"}
    return h.div(style="display:inline-block;margin:0 12px 12px 0;text-align:center")[
        h.img(size, src=f"cid:{_cid(booking, ticket)}", alt=t("email.qr", seat=ticket.seat)),
        h.b[t("paper.seat", seat=ticket.seat)],
    ]


def _cid(booking: BookingView, ticket: TicketView) -> str:
    """Return a picture's name in the email, of ASCII letters whatever the seat is called."""
    return f"{booking.code}-{ticket.seat.encode().hex()}@tiketa"


def _page(html: str, booking: BookingView, poster: bytes) -> EmailMessage:
    """Return the HTML with its pictures as related parts, so that they are shown in it and not listed as files."""
    page = EmailMessage(policy=SEVEN_BIT)
    page.set_content(html, subtype="html")
    for ticket in booking.tickets:
        page.add_related(qr_png(ticket.token), "image", "png", cid=f"<{_cid(booking, ticket)}>", disposition="inline")
    if poster:
        page.add_related(poster, "image", "jpeg", cid=f"<{_poster_cid(booking)}>", disposition="inline")
    if booking.tickets or poster:
        page.set_param("type", "text/html")  # RFC 2387 requires it
    return page


def _add_files(email: EmailMessage, booking: BookingView, t: Words, *, link: str, organizer: str) -> None:
    """Attach the calendar entry, and the ticket to print while it is good."""
    if not booking.status.is_over:
        paper = pdf_ticket(booking, t)
        email.add_attachment(paper, "application", "pdf", filename=f"tiketa-{booking.code}.pdf")
    email.add_attachment(
        calendar_entry(booking, t, address=link, organizer=organizer).decode(),
        subtype="calendar",
        params={"method": "CANCEL" if booking.status.is_over else "PUBLISH"},
        filename=f"tiketa-{booking.code}.ics",
    )
