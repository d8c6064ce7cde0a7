"""A movie on a page of its own, for links."""

from collections.abc import Callable

from markupsafe import Markup

from components import theme
from components.fragment import Fragment
from components.movies.movie_detail import CLOSE, TRAILER, movie_detail, told
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
        story = told(movie, visit.t)
        theme.frame(
            visit.t,
            visit.t("house.page", title=movie.title),
            here=visit.path,
            preview=theme.Preview(story, preview_address(movie.title), visit.origin),
            without_scripts=Markup("<h1>{}</h1><p>{}</p>").format(movie.title, story),
        )
        theme.main(show_movie(movie, visit))
        return None


def show_movie(movie: MovieDetail, visit: Visit, *, on_close: Callable[[], object] | None = None) -> Fragment:
    """Show the movie here, its trailer at a click; in a dialog of its own, `on_close` hears its close button."""

    def act(said: str) -> None:
        if said == TRAILER and movie.trailer_youtube_id:
            play_trailer(movie.trailer_youtube_id, movie.title, visit.t)
        if said == CLOSE and on_close:
            on_close()

    detail = movie_detail(movie, visit.t, now=visit.office.clock(), closable=on_close is not None)
    return Fragment(detail).on_act(act)
