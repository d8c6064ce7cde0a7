"""The gallery: one element, drawn in the browser from what each studio shows now and next."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

import htpy as h
from markupsafe import Markup
from nicegui import ui
from nicegui.events import GenericEventArguments

from components.fragment import data
from components.markup import rendered
from components.movies.poster import poster_address
from components.words import Words, milliseconds
from tiketa.programme.read_models import MovieCard, StudioNow

Told = tuple[object, ...]  # tuples, because NiceGUI watches each list and dict for changes, at a price


class GalleryView(ui.element, component="tiketa_gallery.js"):
    """Shows the studios' clock, a filter, and a card for each movie; what lives is told as a few numbers a studio.

    Drawn in Python, card by card, the same took twice the server's time and memory (docs/decisions/0004).
    """

    def __init__(
        self,
        cards: Sequence[MovieCard],
        t: Words,
        *,
        now: datetime,
        genre: str,
        text: str,
        on_open: Callable[[str], object],
    ) -> None:
        """Draw the cards, narrowed to a genre and a text at first; `on_open` hears the movie's id that was clicked."""
        super().__init__()
        ui.add_body_html(_words(t))
        genres = sorted({name for card in cards for name in card.genres})
        self._cards = cards
        self._t = t
        self._live = {card.id: _live(card.now, t) for card in cards}
        self._props.update(
            cards=tuple(_drawing(card, genres) for card in cards),
            live=tuple(self._live.values()),
            genres=tuple((name, t.genre(name)) for name in genres),
            clock=(milliseconds(now), t.zone.key, t.zone_name(now)),
            wanted=(genre if genre in genres else "", text),
        )
        self._on_open = on_open
        self.on("open", self._hear)

    def show(self, studios: Mapping[int, StudioNow]) -> None:
        """Show what each studio shows now, by the movie's id; what has not changed is not sent."""
        fresh = {card.id: _live(studios.get(card.id, StudioNow()), self._t) for card in self._cards}
        if news := {movie: told for movie, told in fresh.items() if told != self._live[movie]}:
            self._live = fresh
            self.run_method("tell", news)

    def _hear(self, event: GenericEventArguments) -> object:
        return self._on_open(event.args if isinstance(event.args, str) else "")

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        """Let NiceGUI's simulated user see each card, as "Studio 7 Interstellar 15.00 WIB 210"."""
        shown: list[str] = super()._displayed_contents(only_visible=only_visible)
        said = (
            f"{self._t('gallery.studio', number=card.studio_number)} {card.title} {next_time} {left}"
            for card in self._cards
            for _, _, next_time, left, _ in [self._live[card.id]]
        )
        return [*shown, *said]


def list_of_movies(cards: Sequence[MovieCard]) -> Markup:
    """Return the movies as plain links, for who runs no scripts."""
    return rendered(h.ul[(h.li[h.a(href=f"/movie/{card.id}")[card.title]] for card in cards)])


WORDS = (
    "all_genres", "dark", "find", "full", "genres_label", "house", "left", "lit", "minute", "next", "next_loop", "none",
    "nothing", "search_label", "shows", "show_all", "story", "studio",
)  # fmt: skip


@lru_cache
def _words(t: Words) -> str:
    """Return what the gallery says, as it is sent with the page."""
    return data("words-of-the-gallery", {"motto": t("house.motto")} | {key: t(f"gallery.{key}") for key in WORDS})


def _drawing(card: MovieCard, genres: Sequence[str]) -> Told:
    """Return what stays of a card: id, studio, title, poster, genres by their place, and shows a day."""
    return (
        card.id,
        card.studio_number,
        card.title,
        poster_address(card.id, card.title),
        tuple(genres.index(name) for name in card.genres),
        card.shows_a_day,
    )


def _live(now: StudioNow, t: Words) -> Told:
    """Return what lives of a card: film's start and end in milliseconds, next start, seats left, percent full."""
    on_screen, coming = now.on_screen, now.next_show
    return (
        on_screen and milliseconds(on_screen.starts_at),
        on_screen and milliseconds(on_screen.ends_at),
        coming and f"{t.hour(coming.starts_at)} {t.zone_name(coming.starts_at)}",
        coming and coming.left,
        coming and coming.percent_taken,
    )
