"""Feeds keep nothing of subjects that no open page shows."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from nicegui import Client
from nicegui.testing import User

from components.words import Words
from pages.edge.gallery_feed import EVERY_STUDIO, GalleryFeed, Studios
from pages.edge.seat_feed import SeatFeed
from tiketa.halls.default_layouts import DEFAULT_LAYOUT
from tiketa.halls.layout import Layout
from tiketa.halls.occupancy import HoldRules, Occupancy

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)
RULES = HoldRules(timedelta(minutes=8), timedelta(minutes=30), timedelta(minutes=1))


def empty_hall(now: datetime = NOW) -> Occupancy:
    return Occupancy(Layout.from_data(DEFAULT_LAYOUT), {}, now, closed=False, rules=RULES)


@pytest.fixture
async def client(user: User) -> Client:
    """Return the client of a page that was loaded."""
    before = set(Client.instances)
    await user.http_client.get("/bookings")
    [client_id] = Client.instances.keys() - before
    return Client.instances[client_id]


async def test_closed_page_is_not_read_for(client: Client) -> None:
    read: list[int] = []

    async def look(showtime_id: int) -> Occupancy:
        read.append(showtime_id)
        return empty_hall()

    feed = SeatFeed(look)
    seen = empty_hall()
    feed.watch(7, "ana", client, seen, lambda _: None)
    assert feed.latest(7, empty_hall()) is seen
    client.delete()
    instead = empty_hall()
    assert feed.latest(7, instead) is instead
    feed.stir(7)
    feed.compare()
    assert not read


async def test_closed_gallery_is_not_read_for(client: Client) -> None:
    read: list[str] = []

    async def look(subject: str) -> Studios:
        read.append(subject)
        return {}

    feed = GalleryFeed(look, ZoneInfo("Asia/Jakarta"))
    feed.watch(client, Words("id", ZoneInfo("Asia/Jakarta")), {})
    client.delete()
    feed.stir(EVERY_STUDIO)
    feed.compare()
    assert not read
