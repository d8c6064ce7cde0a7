"""A movie on a page of its own, for links."""

from collections.abc import Callable

import htpy as h

from components import theme
from components.fragment import Fragment
from components.markup import rendered
from components.movies.movie_detail import movie_detail, story
from components.movies.poster import preview_address
from components.movies.trailer import play_trailer
from pages.edge.request_context import Visit, number_in
from pages.error_pages import show_not_found
from tiketa.kernel.errors.programme import UnknownMovie
from tiketa.programme import movies
from tiketa.programme.read_models import MovieDetail


class MoviePage:
    """Shows one movie and plays its trailer."""

    def __init__(self, visit: Visit) -> None:
        """Serve this visit."""
        self._visit = visit

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
        theme.main(show_movie(movie, visit))
        return None


def show_movie(movie: MovieDetail, visit: Visit, *, on_close: Callable[[], object] | None = None) -> Fragment:
    """Show the movie here, its trailer at a click; in a dialog the close button calls `on_close`."""

    def play() -> None:
        if movie.trailer_youtube_id:
            play_trailer(movie.trailer_youtube_id, movie.title, visit.t)

    def close() -> None:
        if on_close:
            on_close()

    detail = movie_detail(movie, visit.t, now=visit.office.clock(), closable=on_close is not None)
    return Fragment(detail).on_action(trailer=play, close=close)
