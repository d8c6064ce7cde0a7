"""Movies' showtimes, live on every open page that shows a movie."""

from collections.abc import Awaitable, Callable

from nicegui import Client

from pages.edge.feed import Feed
from tiketa.programme.read_models import MovieDetail, ShowtimeView

GATHERED_FOR = 1.0  # seconds, as in the gallery

Showtimes = tuple[ShowtimeView, ...]


class MovieFeed(Feed[int, Showtimes]):
    """Showtimes by their movie; a page shows one movie at a time."""

    def __init__(self, read: Callable[[int], Awaitable[Showtimes]]) -> None:
        """Read a movie's showtimes with this function."""
        super().__init__(read, gathered_for=GATHERED_FOR)
        self._shown: dict[str, int | None] = {}  # the movie that a page shows, by the client's id
        self._showtimes: dict[int, frozenset[int]] = {}

    def watch(self, movie: MovieDetail, client: Client, callback: Callable[[Showtimes], None]) -> None:
        """Keep a page's movie live, in place of the one that it showed before."""
        client_id = client.id
        if client_id not in self._shown:
            client.on_delete(lambda: self._delete(client_id))
        self.leave(client_id)
        self._shown[client_id] = movie.id
        self._followers[movie.id][client_id] = callback
        self._remember(movie.id, movie.showtimes)

    def leave(self, client_id: str) -> None:
        """Stop: the page shows no movie any more."""
        if before := self._shown.get(client_id):
            self._unfollow(before, client_id)
        self._shown[client_id] = None

    def stir_showtime(self, showtime_id: int) -> None:
        """Have the movie of this showtime read again, if any page shows it."""
        for movie_id, showtimes in self._showtimes.items():
            if showtime_id in showtimes:
                self.stir(movie_id)

    async def tell(self, subject: int, state: Showtimes) -> None:
        """Call every follower, also where nothing has changed but the time."""
        self._remember(subject, state)
        await super().tell(subject, state)

    def forget(self, subject: int) -> None:
        """Drop the showtimes of a movie that no page shows."""
        self._showtimes.pop(subject, None)

    def _remember(self, movie_id: int, showtimes: Showtimes) -> None:
        if movie_id in self._followers:
            self._showtimes[movie_id] = frozenset(show.id for show in showtimes)

    def _delete(self, client_id: str) -> None:
        self.leave(client_id)
        self._shown.pop(client_id, None)
