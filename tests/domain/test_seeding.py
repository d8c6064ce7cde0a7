"""Seeding: The Time Gallery's first data, from the file that ships with Tiketa."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import select

from tests.support.race import race, refusals
from tests.support.sample_house import FakeClock, Guest, findings
from tiketa.kernel import time_of_day
from tiketa.kernel.errors.for_operator import InvalidFilms
from tiketa.kernel.events import Event, ProgrammeChanged
from tiketa.office import BoxOffice
from tiketa.programme import movies, movies_file, schedule, seeding
from tiketa.programme.read_models import StudioNow
from tiketa.programme.schedule import Plan
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.transaction import Transaction, reading

pytestmark = pytest.mark.skipif(not movies_file.FILE.exists(), reason="the films are not there yet")

Show = tuple[int, datetime, datetime]  # the studio's number, when it begins and when it ends

MIDNIGHT = datetime(2026, 3, 1, 17, tzinfo=UTC)  # in Jakarta


@pytest.fixture
def gallery(office: BoxOffice, clock: FakeClock) -> BoxOffice:
    """Return an office on its opening day, just after midnight."""
    clock.now = MIDNIGHT
    assert office.perform_now(seeding.seed) == 21
    return office


def test_file_has_21_films() -> None:
    films = movies_file.films()
    assert [film.studio_number for film in films] == list(range(1, 22))
    assert len({film.title for film in films}) == len({film.studio_name for film in films}) == 21


def test_every_film_is_complete() -> None:
    for film in movies_file.films():
        assert set(film.description) == {"id", "en"}
        assert all(len(text) > 80 for text in film.description.values())
        assert re.fullmatch(r"[\w-]{11}", film.trailer_youtube_id)
        assert film.runtime_minutes > 0
        assert film.genres
        assert film.director
        assert film.country


@pytest.mark.parametrize(
    ("was", "wrong", "why"),
    [
        (
            "runtime_minutes = 106",
            'runtime_minutes = "106"',
            "movie 2: runtime_minutes: Input should be a valid int",
        ),
        ("release_date = 2016-08-26", "release_date = 20:16:08", "movie 2: release_date: Input should be a valid date"),
        ('studio_name = "Itomori"', "", "movie 2: studio_name: Field required"),
        ("studio_number = 2\n", "studio_number = \n", r"cannot be read: Invalid value \(at line \d+"),
        ("[[movie]]", "[movies]", "cannot be read: Cannot declare"),
    ],
)
def test_broken_film_file_is_one_line(tmp_path: Path, was: str, wrong: str, why: str) -> None:
    broken = tmp_path / "movies.toml"
    broken.write_text(movies_file.FILE.read_text(encoding="utf-8").replace(was, wrong), encoding="utf-8")
    with pytest.raises(InvalidFilms, match=why) as refused:
        movies_file.films(broken)
    assert len(str(refused.value).splitlines()) == 1


def interval(now: StudioNow) -> timedelta:
    return now.coming[1].starts_at - now.coming[0].starts_at


def test_opening_has_every_films_card(gallery: BoxOffice) -> None:
    cards = gallery.perform_now(movies.now_showing)
    assert [card.studio_number for card in cards] == list(range(1, 22))
    now = gallery.perform_now(movies.studios_now)
    assert {now[card.id].coming[0].starts_at for card in cards} == {MIDNIGHT + timedelta(hours=6)}
    assert {interval(now[card.id]) for card in cards if card.studio_number % 2} == {timedelta(hours=4)}
    assert {interval(now[card.id]) for card in cards if card.studio_number % 2 == 0} == {timedelta(hours=3)}
    assert {now[card.id].coming[0].capacity for card in cards} == {210, 188}
    assert findings(gallery) == ()


def test_seeding_twice_changes_nothing(news: list[Event], gallery: BoxOffice) -> None:
    before = gallery.perform_now(movies.now_showing)
    assert gallery.perform_now(seeding.seed) == 0
    assert gallery.perform_now(movies.now_showing) == before
    assert news == [ProgrammeChanged()]


def test_concurrent_seeding_adds_films_once(office: BoxOffice) -> None:
    outcomes = race([partial(office.perform_now, seeding.seed) for _ in range(8)])
    assert refusals(outcomes) == set()
    assert sorted(str(outcome.answer) for outcome in outcomes) == 7 * ["0"] + ["21"]
    assert findings(office) == ()


def test_gallery_programme_rolls_without_clash(gallery: BoxOffice, clock: FakeClock) -> None:
    plan = gallery.perform_now(schedule.roll)
    assert (len(plan.create), plan.clashes) == (2 * (11 * 5 + 10 * 6), ())
    clock.advance(timedelta(days=1, hours=3))
    plan = gallery.perform_now(schedule.roll)
    assert (len(plan.archive), len(plan.create), plan.clashes) == (115, 115, ())
    assert gallery.perform_now(schedule.roll) == Plan((), (), ())
    assert findings(gallery) == ()


def test_gallery_seat_can_be_bought(gallery: BoxOffice) -> None:
    [card, *_] = gallery.perform_now(movies.now_showing)
    Guest(gallery, gallery.perform_now(movies.studios_now)[card.id].coming[0].id, "ana").buy("C4")
    assert gallery.perform_now(movies.showtimes, card.id)[0].left == 209


def opening_day() -> set[Show]:
    """Return all showtimes of the opening day, from DESIGN.md, section 6."""
    shows = set()
    for film in movies_file.films():
        slots, hours = (5, 4) if film.studio_number % 2 else (6, 3)
        for number in range(slots):
            starts_at = MIDNIGHT + timedelta(hours=6 + number * hours)
            shows.add((film.studio_number, starts_at, starts_at + timedelta(minutes=film.runtime_minutes)))
    return shows


@reading
def stored(tx: Transaction) -> set[Show]:
    """Return the showtimes that were made, also those that no page would show."""
    return set(tx.session.exec(select(Showtime.studio_number, Showtime.starts_at, Showtime.ends_at)))


@pytest.fixture(params=["06:00", "09:30", "15:00", "19:45", "23:30"])
def opened_late(office: BoxOffice, clock: FakeClock, request: pytest.FixtureRequest) -> BoxOffice:
    """Return the house that opened at this hour of its first day, when films have begun."""
    hour = time_of_day.parse(request.param)
    clock.now = MIDNIGHT + timedelta(hours=hour.hour, minutes=hour.minute)
    office.perform_now(seeding.seed)
    return office


def test_late_opening_shows_running_films(opened_late: BoxOffice, clock: FakeClock) -> None:
    expected = {show for show in opening_day() if show[1] <= clock.now < show[2]}
    cards = opened_late.perform_now(movies.now_showing)
    now = opened_late.perform_now(movies.studios_now)
    on_screen = [(card.studio_number, show) for card in cards if card.id in now and (show := now[card.id].on_screen)]
    assert len(expected) > 5
    assert {(number, show.starts_at, show.ends_at) for number, show in on_screen} == expected
    assert findings(opened_late) == ()


def test_late_opening_makes_nothing_over(opened_late: BoxOffice, clock: FakeClock) -> None:
    made = opened_late.perform_now(stored)
    assert made == {show for show in opening_day() if show[2] > clock.now}
