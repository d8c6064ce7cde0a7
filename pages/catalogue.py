"""The gallery: what every studio shows now and next, live, narrowed by genre and by text."""

from functools import partial

from nicegui import ui

from components import theme
from components.dialog import close_dialogs, only_dialog
from components.movies.gallery import GalleryView, list_of_movies
from components.movies.poster import preview_address
from pages.edge.live import LiveFeeds
from pages.edge.request_context import Visit, number_in
from pages.movie import MovieScreen
from tiketa.kernel.errors.programme import UnknownMovie
from tiketa.programme import movies

LONGEST_SEARCH = 80  # characters; the rest of the search text in an address is ignored


class CataloguePage:
    """Shows the cards, keeps them current, and opens a movie's dialog."""

    def __init__(self, visit: Visit, feeds: LiveFeeds) -> None:
        """Serve this visit."""
        self._visit = visit
        self._feeds = feeds

    async def build(self, *, genre: str, text: str) -> None:
        """Build the page as its address says it was filtered."""
        visit = self._visit
        cards = await visit.perform(movies.now_showing)
        theme.frame(
            visit.t,
            visit.t("house.title"),
            here=visit.path,
            preview=theme.Preview(visit.t("gallery.story"), preview_address(), visit.origin),
            without_scripts=list_of_movies(cards),
        )
        feed = self._feeds.gallery
        studios = feed.current
        if studios is None:
            studios = await visit.perform(movies.studios_now)
        feed.watch(ui.context.client, visit.t, studios)
        self._gallery = GalleryView(
            cards,
            visit.t,
            now=visit.office.clock(),
            genre=genre,
            text=text[:LONGEST_SEARCH],
            current=lambda: feed.latest,
        )
        theme.main(self._gallery.on_film(on_open=self.open_movie, on_close=self.close_movie))

    async def open_movie(self, movie_id: str) -> None:
        """Open the movie's detail over the gallery; the browser has given the page its address."""
        number = number_in(movie_id)
        try:
            movie = await self._visit.perform(movies.movie, number)
        except UnknownMovie:
            return self._gallery.film_closed(number)
        leave = partial(self._leave_movie, ui.context.client.id, number)
        with only_dialog("movie-dialog", on_hidden=leave) as dialog, ui.element("div").classes("movie-dialog__sheet"):
            dialog.props["aria-labelledby"] = "movie-title"
            MovieScreen(movie, self._visit, self._feeds).show(on_close=dialog.close)
        dialog.open()
        return None

    def close_movie(self) -> None:
        """Close the movie's detail, and its trailer: the browser went back to the gallery's address."""
        close_dialogs()

    def _leave_movie(self, client_id: str, movie_id: int) -> None:
        self._feeds.movies.leave(client_id)
        self._gallery.film_closed(movie_id)
