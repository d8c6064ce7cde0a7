"""The gallery: one element, drawn in the browser from each studio's current and next showtime."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import htpy as h
from markupsafe import Markup
from nicegui import ui

from components.fragment import data
from components.markup import rendered
from components.movies.poster import poster_address
from components.words import LANGUAGES, Words, milliseconds
from tiketa.programme.read_models import MovieCard, ShowtimeView, StudioNow

WORDS = (
    "all_genres", "dark", "find", "full", "genres_label", "left", "lit", "minute", "next", "next_film", "none",
    "nothing", "resting", "search_label", "seats_for", "show_all", "studio", "tomorrow",
)  # fmt: skip
NOTHING = StudioNow()

Live = dict[str, object]
Studios = Mapping[int, StudioNow]


class GalleryView(ui.element, component="tiketa_gallery.js", esm={"tiketa-gallery": "browser"}):
    """Shows the studios' clock, a filter, and a card for each movie.

    What it draws comes beside the page's elements as JSON: among them it would be wrapped and quoted for each visitor
    (docs/decisions/0004). Changes come to all galleries of a language by one message (`pages/edge/live.py`).
    """

    def __init__(
        self,
        cards: tuple[MovieCard, ...],
        t: Words,
        *,
        now: datetime,
        genre: str,
        text: str,
        current: Callable[[], Studios],
    ) -> None:
        """Draw the cards, narrowed to a genre and a text at first; `current` answers what the studios show now."""
        super().__init__()
        self._cards = _shared(cards)
        self._t = t
        self._current = current
        ui.add_body_html(_words(t, t.zone_name(now)))
        ui.add_body_html(_drawing(cards, t))
        ui.add_body_html(_live_data(tuple(current().items()), t))
        is_genre = any(genre in card.genres for card in cards)
        self._props.update(now=milliseconds(now), genre=genre if is_genre else "", search=text)

    def on_film(self, *, on_open: Callable[[str], object], on_close: Callable[[], object]) -> "GalleryView":
        """Call back with a movie's id when its address is opened, and when the address is the gallery's again."""
        self.on("open", lambda event: on_open(event.args if isinstance(event.args, str) else ""))
        self.on("close", lambda _: on_close())
        return self

    def film_closed(self, movie_id: int) -> None:
        """Give the browser the gallery's address again, if it has this movie's."""
        self.run_method("closed", movie_id)

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        """Let NiceGUI's simulated user see each card, as "Studio 7 Interstellar 15.00 210"."""
        shown: list[str] = super()._displayed_contents(only_visible=only_visible)
        current = self._current()
        return [*shown, *(self._displayed_card(card, current.get(card.id, NOTHING)) for card in self._cards)]

    def _displayed_card(self, card: MovieCard, now: StudioNow) -> str:
        studio = self._t("gallery.studio", number=card.studio_number)
        return " ".join([studio, card.title, *(f"{self._t.hour(show.starts_at)} {show.left}" for show in now.coming)])


def list_of_movies(cards: Sequence[MovieCard]) -> Markup:
    """Return the movies as plain links, for browsers without JavaScript."""
    return _links(tuple((card.id, card.title) for card in cards))


def live_of(studios: Studios, t: Words) -> dict[int, Live]:
    """Return what changes about the cards, by the movie's id; instants are in milliseconds since 1970.

    `start` and `end` are of the film that is running. `shows` are the next showtimes, the soonest first: `at` and the
    `time` as it is written, the seats `left`, the percentage that is taken (`full`), and what the cheapest seat costs
    in rupiah (`cost`) and in words (`price`).
    """
    return {movie_id: _live(now, t) for movie_id, now in studios.items()}


def message_of(studios: Studios, t: Words, now: datetime) -> dict[str, object]:
    """Return what the browser is sent of these studios, and the server's clock, to go by."""
    return {"now": milliseconds(now), "studios": live_of(studios, t)}


def _live(now: StudioNow, t: Words) -> Live:
    live: Live = {"shows": _shows(now, t)}
    if running := now.on_screen:
        live |= {"start": milliseconds(running.starts_at), "end": milliseconds(running.ends_at)}
    return live


def _shows(now: StudioNow, t: Words) -> list[dict[str, object]]:
    return [_show(show, t) for show in now.coming]


def _show(show: ShowtimeView, t: Words) -> dict[str, object]:
    return {
        "id": show.id,
        "at": milliseconds(show.starts_at),
        "time": t.hour(show.starts_at),
        "left": show.left,
        "full": show.percent_taken,
        "cost": show.price_from,
        "price": t.price_from(show.price_from),
    }


@lru_cache(maxsize=16)
def _shared(cards: tuple[MovieCard, ...]) -> tuple[MovieCard, ...]:
    """Return the same cards for all pages, which would each keep their own otherwise."""
    return cards


@lru_cache(maxsize=16)
def _links(movies: tuple[tuple[int, str], ...]) -> Markup:
    return rendered(h.ul[(h.li[h.a(href=f"/movie/{movie_id}")[title]] for movie_id, title in movies)])


@lru_cache(maxsize=16)
def _drawing(cards: tuple[MovieCard, ...], t: Words) -> str:
    """Return the parts of the cards that do not change, and the genres by name, as it is sent with the page."""
    genres = sorted({name for card in cards for name in card.genres})
    drawn = [
        {"id": card.id, "studio": card.studio_number, "title": card.title, "genres": card.genres,
         "poster": poster_address(card.id, card.title), "found": _found(card, t)}
        for card in cards
    ]  # fmt: skip
    return data("gallery-cards", {"cards": drawn, "genres": {name: t.genre(name) for name in genres}})


def _found(card: MovieCard, t: Words) -> str:
    """Return the words by which a film is found; genres in every language, whichever the visitor reads."""
    languages = [replace(t, language=language) for language in LANGUAGES]
    genres = {each.genre(name) for name in card.genres for each in languages}
    return " ".join([card.title, card.original_title or "", card.director, *sorted(genres)])


@lru_cache(maxsize=16)
def _live_data(studios: tuple[tuple[int, StudioNow], ...], t: Words) -> str:
    return data("gallery-live", live_of(dict(studios), t))


@lru_cache
def _words(t: Words, zone_name: str) -> str:
    """Return the words of the gallery, as they are sent with the page; the zone is the venue's."""
    house = {key: t(f"house.{key}") for key in ("motto", "page", "title")}
    shared = house | {"zone": t.zone.key, "zone_name": zone_name}
    return data("gallery-words", shared | {key: t(f"gallery.{key}") for key in WORDS})
