"""A movie on a page of its own, for links, and on the screen that the gallery's dialog shows as well."""

from collections.abc import Callable
from datetime import date, datetime

import htpy as h
from nicegui import ui

from components import theme
from components.fragment import Fragment
from components.markup import rendered
from components.movies.movie_detail import TIMES, movie_detail, movie_times, story
from components.movies.poster import preview_address
from components.movies.trailer import play_trailer
from pages.edge.live import LiveFeeds
from pages.edge.request_context import Visit, number_in
from pages.error_pages import show_not_found
from tiketa.kernel.errors.programme import UnknownMovie
from tiketa.programme import movies
from tiketa.programme.read_models import MovieDetail, ShowtimeView


class MoviePage:
    """Shows one movie."""

    def __init__(self, visit: Visit, feeds: LiveFeeds) -> None:
        """Serve this visit."""
        self._visit = visit
        self._feeds = feeds

    async def build(self, address: str) -> None:
        """Build the page, or the 404 page where there is no such movie."""
        visit = self._visit
        try:
            movie = await visit.perform(movies.movie, number_in(address))
        except UnknownMovie:
            return show_not_found(visit)
        words = story(movie, visit.t)
        theme.frame(
            visit.t,
            visit.t("house.page", title=movie.title),
            here=visit.path,
            preview=theme.Preview(words, preview_address(movie.title), visit.origin),
            without_scripts=rendered(h.h1[movie.title], h.p[words]),
        )
        theme.main(MovieScreen(movie, visit, self._feeds).show())
        return None


class MovieScreen:
    """Shows a movie, plays its trailer, and keeps its showtimes current: seats, minutes, and days after midnight."""

    _shown: Fragment

    def __init__(self, movie: MovieDetail, visit: Visit, feeds: LiveFeeds) -> None:
        """Show this movie to this visit."""
        self._movie = movie
        self._seen = movie.showtimes, _minute(visit)
        self._visit = visit
        self._feeds = feeds
        self._day: date | None = None

    def show(self, *, on_close: Callable[[], object] | None = None) -> Fragment:
        """Build it here; in a dialog the close button calls `on_close`."""
        movie, visit = self._movie, self._visit
        detail = movie_detail(movie, visit.t, now=self._seen[1], closable=on_close is not None)
        self._shown = Fragment(detail).on_action(trailer=self.play, close=on_close or _nothing, day=self.choose_day)
        self._feeds.movies.watch(movie, ui.context.client, self.refresh)
        return self._shown

    def play(self) -> None:
        """Play the trailer."""
        if self._movie.trailer_youtube_id:
            play_trailer(self._movie.trailer_youtube_id, self._movie.title, self._visit.t)

    def choose_day(self, day: str) -> None:
        """Show the showtimes of a day, named as 2026-03-02; anything else is ignored."""
        try:
            self._day = date.fromisoformat(day)
        except ValueError:
            return
        self._show_times()

    def refresh(self, showtimes: tuple[ShowtimeView, ...]) -> None:
        """Show the showtimes as they are now, if they or the minute have changed."""
        seen, self._seen = self._seen, (showtimes, _minute(self._visit))
        if self._seen != seen:
            self._show_times()

    def _show_times(self) -> None:
        showtimes, now = self._seen
        self._shown.patch({TIMES: movie_times(showtimes, self._visit.t, now=now, day=self._day)})


def _minute(visit: Visit) -> datetime:
    return visit.office.clock().replace(second=0, microsecond=0)


def _nothing() -> None:
    """Do nothing: a page of its own has no close button."""
