"""All live feeds."""

from functools import partial

from nicegui import app

from pages.edge.booking_feed import BookingFeed
from pages.edge.gallery_feed import EVERY_STUDIO, GalleryFeed
from pages.edge.seat_feed import SeatFeed
from tiketa.kernel import events
from tiketa.office import BoxOffice
from tiketa.programme import movies
from tiketa.seating import occupancy

COMPARED_EVERY = 3.0  # seconds; bounds how long an open page can be wrong, whichever events were lost


class LiveFeeds:
    """All live feeds, made when pages are registered."""

    def __init__(self, office: BoxOffice) -> None:
        """Subscribe to the office's events, and compare with the database every `COMPARED_EVERY` seconds."""
        self.seats = SeatFeed(lambda showtime_id: office.perform(occupancy.occupancy, showtime_id))
        self.gallery = GalleryFeed(lambda _: office.perform(movies.studios_now), office.settings.zone)
        self.bookings = BookingFeed(office)
        for name, feed in (("seats", self.seats), ("gallery", self.gallery), ("bookings", self.bookings)):
            feed.on_flushed = partial(_observe, office, name)
        office.bus.subscribe(self._on_event)
        app.timer(COMPARED_EVERY, self._compare)

    def _on_event(self, event: events.Event) -> None:
        match event:
            case events.BookingChanged(code):
                self.bookings.stir(code)
            case events.SeatsChanged(showtime_id):
                self.seats.stir(showtime_id)
                self.gallery.stir(EVERY_STUDIO)
            case events.ProgrammeChanged():
                self.gallery.stir(EVERY_STUDIO)
            case events.NewsLost():
                self._compare()

    def _compare(self) -> None:
        self.seats.compare()
        self.bookings.compare()
        self.gallery.compare()


def _observe(office: BoxOffice, feed: str, read: float, sent: float) -> None:
    for observer in office.observers:
        observer.feed_flushed(feed, read, sent)
