"""The calendar entry of a booking; a newer one replaces an older one, by its uid and sequence.

Its instants are in UTC, which every calendar shows in its reader's zone. A VTIMEZONE would name the venue's zone, but
parsers differ in how they read its rules: where there is summer time, two of three were an hour wrong.
"""

from datetime import UTC, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress

from components.payment_state import payment_state
from components.words import Words
from tiketa.bookings.read_models import BookingView

MAKER = "-//Tiketa//Tiketa//EN"
REMINDER = timedelta(hours=-1)


def calendar_entry(booking: BookingView, t: Words, *, address: str, organizer: str) -> bytes:
    """Return an iCalendar file; `address` is where the booking is seen, `organizer` the URI of who publishes it."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if booking.status.is_over else "PUBLISH")
    calendar.add_component(_event(booking, t, address, organizer))
    file: bytes = calendar.to_ical()
    return file


def _event(booking: BookingView, t: Words, address: str, organizer: str) -> Event:
    event = Event()
    for name, value in _facts(booking, t).items():
        event.add(name, value)
    event.add("url", address)
    event.add("organizer", vCalAddress(organizer), parameters={"cn": t("house.name")})  # RFC 5546 requires one
    if not booking.status.is_over:
        event.add_component(_alarm(booking, t))
    return event


def _facts(booking: BookingView, t: Words) -> dict[str, object]:
    """Return the event's properties; a calendar takes the entry with the highest sequence of a uid."""
    studio = t.studio(booking.studio_number, booking.studio_name)
    return {
        "uid": f"{booking.code}@tiketa",
        "sequence": booking.sequence,
        "dtstamp": booking.changed_at,
        "last-modified": booking.changed_at,
        "dtstart": booking.starts_at.astimezone(UTC),
        "dtend": booking.ends_at.astimezone(UTC),
        "status": "CANCELLED" if booking.status.is_over else "CONFIRMED",
        "summary": booking.title,
        "location": f"{t('house.name')}, {studio}",
        "description": _description(booking, t),
    }


def _description(booking: BookingView, t: Words) -> str:
    start, end, zone = t.hour(booking.starts_at), t.hour(booking.ends_at), t.zone_name(booking.starts_at)
    when = f"{t.day(booking.starts_at)}, {t('ticket.until', start=start, end=end, zone=zone)}"  # the venue's clock
    seats = [t("calendar.seats", seats=", ".join(booking.seats))] if booking.seats else []
    return "\n".join([when, *seats, t("calendar.code", code=booking.code), payment_state(booking, t)])


def _alarm(booking: BookingView, t: Words) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", t("calendar.soon", title=booking.title))
    alarm.add("trigger", REMINDER)
    return alarm
