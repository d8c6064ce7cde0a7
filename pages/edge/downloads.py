"""A ticket as a download: PDF and calendar entry; and the composing of emails."""

import asyncio
from email.message import EmailMessage
from functools import partial
from urllib.parse import quote, urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from nicegui import app

from components.documents.calendar_entry import calendar_entry
from components.documents.email import account_email, booking_email
from components.documents.pdf import pdf_ticket
from components.movies.poster import preview_picture
from components.words import Words
from pages.edge.request_context import language_of, performer
from tiketa.bookings import lookup
from tiketa.bookings.read_models import BookingView
from tiketa.kernel.errors.refusals import Refusal
from tiketa.office import BoxOffice
from tiketa.operations.mail_delivery import EmailToSend
from tiketa.settings import Settings


def register(office: BoxOffice) -> None:
    """Map the routes; before the ticket's own page, whose route would match their addresses."""
    app.get("/ticket/{code}.pdf", include_in_schema=False)(partial(download_paper, office))
    app.get("/ticket/{code}.ics", include_in_schema=False)(partial(download_calendar, office))


async def download_paper(office: BoxOffice, request: Request, code: str) -> Response:
    """Answer with the PDF of a ticket that the visitor may open; redirect to its page otherwise, or if it is over."""
    found = await _found(office, request, code)
    if found is None or found.status.is_over:
        return RedirectResponse(f"/ticket/{quote(code)}", status_code=303)
    # In a thread: making a PDF would block the event loop for too long.
    paper = await asyncio.to_thread(pdf_ticket, found, _words(office, request))
    return _file(paper, "application/pdf", f"{found.code}.pdf")


async def download_calendar(office: BoxOffice, request: Request, code: str) -> Response:
    """Answer with the calendar entry of a ticket that the visitor may open; redirect to its page otherwise."""
    found = await _found(office, request, code)
    if found is None:
        return RedirectResponse(f"/ticket/{quote(code)}", status_code=303)
    house, sender = str(request.base_url), office.settings.mail_from
    facts = {"address": f"{house}ticket/{found.code}", "organizer": f"mailto:{sender}" if sender else house}
    entry = await asyncio.to_thread(calendar_entry, found, _words(office, request), **facts)
    return _file(entry, "text/calendar", f"{found.code}.ics")


def compose(email: EmailToSend, settings: Settings) -> EmailMessage:
    """Return the message of an email, in its reader's language."""
    t = Words(email.language, settings.zone)
    host = urlsplit(settings.public_url or "").hostname
    envelope = {
        "recipient": email.recipient,
        "sender": settings.mail_from or "",
        # Stable: a mail server that gets an email twice can recognise it.
        "message_id": f"<{email.id}.{email.written_at:%Y%m%d%H%M%S}@{host}>",
    }
    if email.booking:
        link = f"{settings.public_url}/ticket/{email.booking.code}?key={email.key}"
        picture = preview_picture(email.booking.title)
        return booking_email(email.booking, t, link=link, poster=picture, **envelope)
    link = f"{settings.public_url}/account/{email.key}"
    return account_email(t, link=link, minutes=settings.link_minutes, sent_at=email.written_at, **envelope)


async def _found(office: BoxOffice, request: Request, code: str) -> BookingView | None:
    try:
        return await performer(office, request).perform(lookup.booking, code)
    except Refusal:
        return None


def _words(office: BoxOffice, request: Request) -> Words:
    return Words(language_of(request.scope), office.settings.zone)


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)
