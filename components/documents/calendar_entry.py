"""The calendar entry of a booking; a newer one replaces an older one, by its uid and sequence."""

from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress

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
    calendar.add_component(_zone(t.zone))
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
        "dtstart": booking.starts_at.astimezone(t.zone),
        "dtend": booking.ends_at.astimezone(t.zone),
        "status": "CANCELLED" if booking.status.is_over else "CONFIRMED",
        "summary": booking.title,
        "location": f"{t('house.name')}, {studio}",
        "description": _description(booking, t),
    }


def _description(booking: BookingView, t: Words) -> str:
    lines = [t("calendar.code", code=booking.code), payment_state(booking, t)]
    if booking.seats:
        lines.insert(0, t("calendar.seats", seats=", ".join(booking.seats)))
    return "\n".join(lines)


def _alarm(booking: BookingView, t: Words) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", t("calendar.soon", title=booking.title))
    alarm.add("trigger", REMINDER)
    return alarm


@lru_cache
def _zone(zone: ZoneInfo) -> Timezone:
    """Return the zone's rules; kept, because finding them takes longer than the rest of the entry."""
    return Timezone.from_tzinfo(zone)
