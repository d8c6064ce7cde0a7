"""The gallery: what every studio shows now and next, live, narrowed by genre and by text."""

from nicegui import ui

from components import theme
from components.dialog import only_dialog
from components.movies.gallery import GalleryView, list_of_movies
from components.movies.poster import preview_address
from pages.edge.live import LiveFeeds
from pages.edge.request_context import Visit, number_in
from pages.movie import show_movie
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
        self._feeds.gallery.watch(ui.context.client, visit.t, {card.id: card.now for card in cards})
        gallery = GalleryView(
            cards,
            visit.t,
            now=visit.office.clock(),
            genre=genre,
            text=text[:LONGEST_SEARCH],
            current=lambda: self._feeds.gallery.latest,
            on_open=self.open_movie,
        )
        theme.main(gallery)

    async def open_movie(self, movie_id: str) -> None:
        """Open the movie's detail over the gallery."""
        try:
            movie = await self._visit.perform(movies.movie, number_in(movie_id))
        except UnknownMovie:
            return
        with only_dialog("movie-dialog") as dialog, ui.element("div").classes("movie-dialog__sheet"):
            dialog.props["aria-labelledby"] = "movie-title"
            show_movie(movie, self._visit, on_close=dialog.close)
        dialog.open()
