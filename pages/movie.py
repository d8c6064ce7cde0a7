"""A movie on a page of its own, for links."""

from collections.abc import Callable

from components import theme
from components.movie_detail import CLOSE, TRAILER, movie_detail
from components.trailer import TrailerDialog
from pages.lost import show_lost
from pages.visit import Visit, number_in
from tiketa import catalog
from tiketa.errors import UnknownMovie
from tiketa.views import MovieDetail


class MoviePage:
    """Shows one movie and plays its trailer."""

    def __init__(self, visit: Visit) -> None:
        """Serve this visit."""
        self._visit = visit

    async def build(self, address: str) -> None:
        """Build the page, or the 404 page where there is no such movie."""
        visit = self._visit
        try:
            movie = await visit.office.perform(catalog.movie, number_in(address))
        except UnknownMovie:
            return show_lost(visit)
        with theme.frame(visit.t, visit.t("house.page", title=movie.title), here=visit.path):
            show_movie(movie, visit)
        return None


def show_movie(movie: MovieDetail, visit: Visit, *, on_close: Callable[[], object] | None = None) -> None:
    """Show the movie and its trailer's dialog here; in a dialog of its own, `on_close` hears its close button."""
    trailer = TrailerDialog(visit.t)

    def act(said: str) -> None:
        if said == TRAILER and movie.trailer_youtube_id:
            trailer.open(movie.trailer_youtube_id, movie.title)
        if said == CLOSE and on_close:
            on_close()

    theme.markup(movie_detail(movie, visit.t, now=visit.office.clock(), closable=on_close is not None), on_act=act)
