"""When news of other processes may have been lost, all that is shown is read anew."""

from pathlib import Path

import pytest
from nicegui import app

from pages.edge.feed import Feed
from pages.edge.live import LiveFeeds
from tests.support.sample_house import settings_for
from tiketa.kernel.events import NewsLost
from tiketa.office import BoxOffice


def test_lost_news_rereads_all_feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[object] = []
    monkeypatch.setattr(app, "timer", lambda *_: None)  # which compares every few seconds
    office = BoxOffice(settings_for(f"sqlite:///{tmp_path}/another.db"))
    feeds = LiveFeeds(office)

    def compare(feed: object) -> None:
        compared.append(feed)

    monkeypatch.setattr(Feed, "compare", compare)
    office.bus.publish(NewsLost())
    assert compared == [feeds.seats, feeds.bookings, feeds.gallery, feeds.movies]
    office.close()
