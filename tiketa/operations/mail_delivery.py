"""Sends the emails of the outbox to a mail server, one after another."""

import asyncio
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from types import TracebackType

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientRefused

from tiketa.bookings import access, lookup
from tiketa.bookings.read_models import BookingView
from tiketa.mail import outbox
from tiketa.office import BoxOffice
from tiketa.settings import Settings
from tiketa.storage.models.bookings import Booking
from tiketa.storage.models.outbox import EmailState
from tiketa.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class EmailToSend:
    """Mail that is to be sent now, with the `key` of a link: to the `booking` it is about, or else to an account."""

    id: int
    recipient: str
    language: str
    written_at: datetime
    booking: BookingView | None
    key: str


MOST_EMAILS_A_ROUND = 20
LINKS_LAST = timedelta(days=1)  # after the show: a customer may need the booking to ask for lost property
REFUSED_FOR_EVER = 500  # SMTP reply codes from 500 on: a permanent refusal
LONGEST_ERROR = 200

Composer = Callable[[EmailToSend, Settings], EmailMessage]
"""Makes the message of an email; runs in a worker thread."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an email; WAITING means that no server has taken it and another try may help."""

    state: EmailState
    error: str | None = None
    is_stopped: bool = False  # by the end of this process, and not by a fault


STOPPED = Outcome(EmailState.WAITING, is_stopped=True)


class MailDelivery:
    """Sends what is due, one email after another; safe to run in every process at once."""

    def __init__(self, office: BoxOffice, compose: Composer) -> None:
        """Send by the server of the office's settings what `compose` makes."""
        self._office = office
        self._settings = office.settings
        self._compose = compose
        self._ends = False

    def take_no_more(self) -> None:
        """Finish the email in hand, and begin no other: the process stops."""
        self._ends = True

    async def deliver(self) -> str:
        """Send what is due, stop where the server fails, and return the counts of emails by state for the log."""
        if await self._office.perform(outbox.is_due):
            await self._send_what_is_due()
        counts = await self._office.perform(outbox.counts)
        return ", ".join(f"{state} {count}" for state, count in counts.items()) or "nothing to send"

    async def _send_what_is_due(self) -> None:
        for _ in range(MOST_EMAILS_A_ROUND):
            email = None if self._ends else await self._office.perform(next_email)
            if email is None:
                return
            outcome = await self._send(email)
            if outcome.error:
                logging.getLogger(__name__).warning("email %d is %s: %s", email.id, outcome.state, outcome.error)
            await self._office.perform(_settle, email.id, outcome)
            if outcome.state in {EmailState.WAITING, EmailState.UNCERTAIN}:
                return  # the server has a fault; the other emails would fail too

    async def _send(self, email: EmailToSend) -> Outcome:
        try:
            # In a thread: making a PDF would block the event loop for too long.
            sender, text = await asyncio.to_thread(self._write, email)
        except asyncio.CancelledError:
            return STOPPED
        except Exception as error:
            logging.getLogger(__name__).exception("email %d cannot be written", email.id)
            return Outcome(EmailState.FAILED, _in_short(error))
        return await _hand_over(sender, email.recipient, text, self._settings)

    def _write(self, email: EmailToSend) -> tuple[str, bytes]:
        """Return who sends the email, and its text as it goes over the line."""
        message = self._compose(email, self._settings)
        return parseaddr(str(message["From"]))[1], message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def next_email(tx: Transaction) -> EmailToSend | None:
    """Take the next due email and return all that is needed to write it; None where none is due."""
    email = outbox.take_next(tx)
    if email is None:
        return None
    about, key = None, email.secret or ""
    if email.booking_id:
        about = lookup.booking(tx, tx.session.get_one(Booking, email.booking_id).code)
        key = access.link_key(tx, about.code, about.ends_at + LINKS_LAST)
    return EmailToSend(
        **email.model_dump(include={"id", "recipient", "language", "written_at"}), booking=about, key=key
    )


def _settle(tx: Transaction, email_id: int, outcome: Outcome) -> None:
    if outcome.is_stopped and outcome.state is EmailState.WAITING:
        outbox.put_back(tx, email_id)
    elif outcome.state is EmailState.WAITING:
        outbox.try_again(tx, email_id, outcome.error or "")
    else:
        outbox.finish(tx, email_id, outcome.state, outcome.error)


async def _hand_over(sender: str, recipient: str, text: bytes, settings: Settings) -> Outcome:
    """Give an email to the server; a failure before its text is sent allows another try, a later one does not.

    Cancelled, when the process stops, it says at once how far it came.
    """
    so_far = EmailState.WAITING
    try:
        async with _server(settings) as server:
            await server.mail(sender)
            await server.rcpt(recipient)
            so_far = EmailState.UNCERTAIN
            await server.data(text, timeout=settings.smtp_answer_seconds)
            so_far = EmailState.SENT
    except (SMTPRecipientRefused, SMTPDataError) as error:  # the server refused this email, not the connection
        for_ever = error.code >= REFUSED_FOR_EVER
        return Outcome(EmailState.FAILED if for_ever else EmailState.WAITING, _in_short(error))
    except asyncio.CancelledError:
        return Outcome(so_far, None if so_far is EmailState.SENT else "the process stopped", is_stopped=True)
    except (SMTPException, OSError) as error:
        return Outcome(so_far, None if so_far is EmailState.SENT else _in_short(error))
    return Outcome(so_far)


class _Connection(SMTP):
    """A connection that is gone when it is closed: over TLS it would wait for the server's farewell, up to 30 s."""

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say goodbye; where this is cancelled, which it is once, go without."""
        if isinstance(error, asyncio.CancelledError):
            self.close()
        else:
            await super().__aexit__(kind, error, trace)

    def close(self) -> None:
        """Close the connection, whatever the server does."""
        transport = self.transport
        super().close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()


def _server(settings: Settings) -> SMTP:
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    return _Connection(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user,
        password=password,
        timeout=settings.smtp_seconds,
        use_tls=settings.smtp_security == "tls",
        start_tls=settings.smtp_security == "starttls",
        tls_context=ssl.create_default_context() if settings.smtp_security != "none" else None,
    )


def _in_short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
