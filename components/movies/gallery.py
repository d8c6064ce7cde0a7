"""The gallery: one element, drawn in the browser from each studio's current and next showtime."""

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

WORDS = (
    "all_genres", "dark", "find", "full", "genres_label", "house", "left", "lit", "minute", "next", "next_loop", "none",
    "nothing", "search_label", "shows", "show_all", "story", "studio",
)  # fmt: skip
NOTHING = StudioNow()

Live = dict[str, object]
Card = tuple[int, int, str, tuple[str, ...], int]  # the part of a card that does not change, hashable


class GalleryView(ui.element, component="tiketa_gallery.js"):
    """Shows the studios' clock, a filter, and a card for each movie.

    What it draws comes beside the page's elements as JSON: among them it would be wrapped and quoted for each visitor
    (docs/decisions/0004). Changes come to all galleries of a language by one message (`pages/edge/live.py`).
    """

    def __init__(
        self,
        cards: Sequence[MovieCard],
        t: Words,
        *,
        now: datetime,
        genre: str,
        text: str,
        current: Callable[[], Mapping[int, StudioNow]],
        on_open: Callable[[str], object],
    ) -> None:
        """Draw the cards, narrowed to a genre and a text at first; `current` answers what the studios show now.

        `on_open` is called with the movie's id that was clicked.
        """
        super().__init__()
        self._cards = cards
        self._t = t
        self._current = current
        self._on_open = on_open
        ui.add_body_html(_words(t, t.zone_name(now)))
        ui.add_body_html(_drawing(tuple(_lasting(card) for card in cards), t))
        ui.add_body_html(_live_data(tuple(current().items()), t))
        is_genre = any(genre in card.genres for card in cards)
        self._props.update(now=milliseconds(now), genre=genre if is_genre else "", search=text)
        self.on("open", self._opened)

    def _opened(self, event: GenericEventArguments) -> object:
        return self._on_open(event.args if isinstance(event.args, str) else "")

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        """Let NiceGUI's simulated user see each card, as "Studio 7 Interstellar 15.00 WIB 210"."""
        shown: list[str] = super()._displayed_contents(only_visible=only_visible)
        live = live_of(self._current(), self._t)
        return [*shown, *(self._displayed_card(card, live.get(card.id, {})) for card in self._cards)]

    def _displayed_card(self, card: MovieCard, live: Live) -> str:
        studio = self._t("gallery.studio", number=card.studio_number)
        return f"{studio} {card.title} {live.get('next')} {live.get('left')}"


def list_of_movies(cards: Sequence[MovieCard]) -> Markup:
    """Return the movies as plain links, for browsers without JavaScript."""
    return _links(tuple((card.id, card.title) for card in cards))


def live_of(studios: Mapping[int, StudioNow], t: Words) -> dict[int, Live]:
    """Return what changes about the cards, by the movie's id; instants are in milliseconds since 1970.

    `start` and `end` are of the film that is running, `next` and `next_at` of the next showtime, `left` the seats left
    for it and `full` the percentage that is taken.
    """
    return {movie_id: _live(now, t) for movie_id, now in studios.items()}


def _live(now: StudioNow, t: Words) -> Live:
    live: Live = {}
    if running := now.on_screen:
        live |= {"start": milliseconds(running.starts_at), "end": milliseconds(running.ends_at)}
    if coming := now.next_show:
        live |= {
            "next": f"{t.hour(coming.starts_at)} {t.zone_name(coming.starts_at)}",
            "next_at": milliseconds(coming.starts_at),
            "left": coming.left,
            "full": coming.percent_taken,
        }
    return live


def _lasting(card: MovieCard) -> Card:
    return card.id, card.studio_number, card.title, card.genres, card.shows_a_day


@lru_cache(maxsize=16)
def _links(movies: tuple[tuple[int, str], ...]) -> Markup:
    return rendered(h.ul[(h.li[h.a(href=f"/movie/{movie_id}")[title]] for movie_id, title in movies)])


@lru_cache(maxsize=16)
def _drawing(cards: tuple[Card, ...], t: Words) -> str:
    """Return the parts of the cards that do not change, and the genres by name, as it is sent with the page."""
    genres = sorted({name for _, _, _, names, _ in cards for name in names})
    drawn = [
        {"id": movie_id, "studio": studio, "title": title, "poster": poster_address(movie_id, title), "genres": names,
         "shows": shows}
        for movie_id, studio, title, names, shows in cards
    ]  # fmt: skip
    return data("gallery-cards", {"cards": drawn, "genres": {name: t.genre(name) for name in genres}})


@lru_cache(maxsize=16)
def _live_data(studios: tuple[tuple[int, StudioNow], ...], t: Words) -> str:
    return data("gallery-live", live_of(dict(studios), t))


@lru_cache
def _words(t: Words, zone_name: str) -> str:
    """Return the words of the gallery, as they are sent with the page; the zone is the venue's."""
    shared = {"motto": t("house.motto"), "zone": t.zone.key, "zone_name": zone_name}
    return data("gallery-words", shared | {key: t(f"gallery.{key}") for key in WORDS})
