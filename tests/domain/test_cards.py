"""What a card of the gallery shows: the film that is running, and the next three showtimes with seats and price."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.sample_house import SMALL_LAYOUT, START, FakeClock, Guest, add_showtime, open_studio
from tiketa.halls.layout import SeatKind
from tiketa.office import BoxOffice
from tiketa.pricing import price_table
from tiketa.programme import movies
from tiketa.programme.read_models import StudioNow

HOUR = timedelta(hours=1)
AT = (-HOUR, 2 * HOUR, 5 * HOUR, 8 * HOUR, 11 * HOUR)  # of its showtimes, the first of which is running


@pytest.fixture
def shows(office: BoxOffice) -> list[int]:
    """Return the ids of a studio's showtimes, at a house with one film."""
    office.perform_now(open_studio, 1, layout=SMALL_LAYOUT)
    return [office.perform_now(add_showtime, starts_at=START + after) for after in AT]


def card(office: BoxOffice) -> StudioNow:
    [found] = office.perform_now(movies.studios_now).values()
    return found


def test_card_shows_running_and_next(office: BoxOffice, shows: list[int]) -> None:
    now = card(office)
    assert now.on_screen
    assert [now.on_screen.id, *(show.id for show in now.coming)] == shows[:4]


def test_dark_studio_shows_next_three(office: BoxOffice, shows: list[int], clock: FakeClock) -> None:
    clock.advance(HOUR)  # the first is over
    now = card(office)
    assert now.on_screen is None
    assert [show.id for show in now.coming] == shows[1:4]


def test_archived_showtime_is_not_shown(office: BoxOffice, shows: list[int]) -> None:
    archived = office.perform_now(add_showtime, starts_at=START + HOUR, is_archived=True)
    assert archived not in {show.id for show in card(office).coming}
    assert len(card(office).coming) == len(shows) - 2


def test_expired_hold_takes_no_seat(office: BoxOffice, shows: list[int], clock: FakeClock) -> None:
    guest = Guest(office, shows[1], "ana")
    guest.buy("A1")
    guest.hold("A2")
    assert card(office).coming[0].taken == 2
    clock.advance(timedelta(minutes=9))
    assert card(office).coming[0].taken == 1
    assert office.perform_now(movies.showtimes, 1)[1].taken == 1


def test_price_from_follows_the_table(office: BoxOffice, shows: list[int]) -> None:
    del shows
    assert [show.price_from for show in card(office).coming] == [35_000, 45_000, 45_000]  # 14.00, 17.00 and 20.00


def test_places_for_wheelchairs_set_no_price() -> None:
    prices = price_table.bundled_table().at(datetime(2026, 3, 6, 12, tzinfo=UTC))  # a Friday
    assert prices[SeatKind.WHEELCHAIR] < price_table.lowest(prices, set(SeatKind)) == prices[SeatKind.REGULAR]
    assert price_table.lowest(prices, {SeatKind.WHEELCHAIR}) == prices[SeatKind.WHEELCHAIR]
