"""Emails about a booking, asked for once more by who did not find the first."""

from datetime import timedelta
from math import ceil

from tiketa.bookings import lookup
from tiketa.kernel.errors.bookings import EmailJustSent
from tiketa.kernel.errors.identity import MailUnavailable
from tiketa.kernel.events import BookingChanged
from tiketa.mail import outbox
from tiketa.storage.transaction import Transaction


def send_again(tx: Transaction, code: str) -> None:
    """Send the newest email about a booking once more, to the address that it was booked with.

    One that is on its way already is enough. Raises `EmailJustSent` where too little time has passed, `MailUnavailable`
    where there is no mail server or no email about this booking, and `UnknownBooking`.
    """
    found = lookup.find(tx, code)
    email = outbox.newest_about(tx, found.id or 0)
    if email is None or not tx.settings.sends_mail:
        raise MailUnavailable
    if not outbox.is_on_its_way(email):
        wait = outbox.again_at(email, found.booked_at) - tx.now
        if wait > timedelta(0):
            raise EmailJustSent(minutes=ceil(wait / timedelta(minutes=1)))
        outbox.queue_again(tx, email)
        tx.announce(BookingChanged(found.code))
