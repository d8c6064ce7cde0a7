"""The gallery: 21 films, the next showtime of each live, narrowed by genre and by text."""

from dataclasses import replace
from urllib.parse import urlencode

from markupsafe import Markup
from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from components import theme
from components.movie_card import movie_card
from components.text import Words
from pages.live import LiveFeeds
from pages.movie import show_movie
from pages.visit import Visit, number_in
from tiketa import catalog
from tiketa.errors import UnknownMovie
from tiketa.views import MovieCard, ShowtimeView

LONGEST_SEARCH = 80  # characters of the address that are looked at
ALL = ""


class CataloguePage:
    """Shows the cards, keeps them true, and opens a movie over them."""

    def __init__(self, visit: Visit, feeds: LiveFeeds) -> None:
        """Serve this visit."""
        self._visit = visit
        self._feeds = feeds
        self._cards: dict[int, MovieCard] = {}
        self._elements: dict[int, ui.html] = {}

    async def build(self, *, genre: str, text: str) -> None:
        """Build the page as its address says it was filtered."""
        cards = await self._visit.office.perform(catalog.now_showing)
        self._cards = {card.id: card for card in cards}
        self._genres = sorted({name for card in cards for name in card.genres})
        self._genre = genre if genre in self._genres else ALL
        self._text = text[:LONGEST_SEARCH]
        t = self._visit.t
        with theme.frame(t, t("house.title"), here=self._visit.path):
            theme.markup(_hero(t))
            self._build_filter()
            self._build_gallery()
            self._dialog = ui.dialog().props('aria-labelledby="movie-title"').classes("movie-dialog")
            self._dialog.on("hide", self._dialog.clear)
        self._show_matches()
        self._feeds.gallery.follow("", self.refresh)

    def refresh(self, next_shows: dict[int, ShowtimeView]) -> None:
        """Redraw the cards whose next showtime, or how full it is, has changed."""
        for movie_id, card in self._cards.items():
            if next_shows.get(movie_id) != card.next_show:
                self._cards[movie_id] = fresh = replace(card, next_show=next_shows.get(movie_id))
                self._elements[movie_id].set_content(movie_card(fresh, self._visit.t))

    def choose_genre(self, genre: str) -> None:
        """Narrow to a genre, or to all."""
        self._genre = genre if genre in self._genres else ALL
        self._chips.set_content(self._genre_chips())
        self._filter_changed()

    def search(self, event: ValueChangeEventArguments[str | None]) -> None:
        """Narrow to titles with this text in them."""
        self._text = str(event.value or "")[:LONGEST_SEARCH]
        self._filter_changed()

    def show_all(self, _said: str) -> None:
        """Forget the filter."""
        self._search.value = ""
        self.choose_genre(ALL)

    async def open_movie(self, said: str) -> None:
        """Open the movie's detail over the gallery."""
        try:
            movie = await self._visit.office.perform(catalog.movie, number_in(said))
        except UnknownMovie:
            return
        self._dialog.clear()
        with self._dialog, ui.element("div").classes("movie-dialog__sheet"):
            show_movie(movie, self._visit, on_close=self._dialog.close)
        self._dialog.open()

    def _build_filter(self) -> None:
        t = self._visit.t
        with ui.element("search").classes("filter"):
            self._search = ui.input(placeholder=t("gallery.search"), value=self._text, on_change=self.search)
            self._search.props("dense outlined clearable debounce=200 type=search name=q")
            self._search.props["aria-label"] = t("gallery.search_label")
            self._chips = theme.markup(self._genre_chips(), on_act=self.choose_genre)

    def _build_gallery(self) -> None:
        t = self._visit.t
        with ui.element("div").classes("gallery") as gallery:
            theme.say_acts(gallery, self.open_movie)
            for card in self._cards.values():
                self._elements[card.id] = theme.markup(movie_card(card, t))
        nothing = Markup('<p>{}</p><button type="button" class="button" data-act="all">{}</button>')
        self._nothing = theme.markup(nothing.format(t("gallery.nothing"), t("gallery.show_all")), on_act=self.show_all)
        self._nothing.classes("nothing").props("role=status")

    def _genre_chips(self) -> Markup:
        t = self._visit.t
        names = {ALL: t("gallery.all_genres")} | {name: t.genre(name) for name in self._genres}
        chip = Markup('<button type="button" class="chip" data-act="{act}" aria-pressed="{on}">{name}</button>')
        chips = (chip.format(act=act, on=str(act == self._genre).lower(), name=name) for act, name in names.items())
        group = Markup('<div class="chips" role="group" aria-label="{}">{}</div>')
        return group.format(t("gallery.genres_label"), Markup("").join(chips))

    def _filter_changed(self) -> None:
        self._show_matches()
        kept = {name: value for name, value in (("genre", self._genre), ("q", self._text.strip())) if value}
        ui.navigate.history.replace(f"/?{urlencode(kept)}" if kept else "/")

    def _show_matches(self) -> None:
        matches = {card.id for card in self._cards.values() if self._matches(card)}
        for movie_id, element in self._elements.items():
            element.set_visibility(movie_id in matches)
        self._nothing.set_visibility(not matches)

    def _matches(self, card: MovieCard) -> bool:
        in_genre = self._genre == ALL or self._genre in card.genres
        return in_genre and self._text.strip().casefold() in card.title.casefold()


def _hero(t: Words) -> Markup:
    words = Markup('<section class="hero"><p class="hero__motto">{}</p><h1>{}</h1><p>{}</p></section>')
    return words.format(t("house.motto"), t("house.name"), t("house.story"))
