"""A house of two processes on one PostgreSQL, behind nginx."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.support.nginx import running_nginx
from tests.support.page_driver import SECRET
from tests.support.visitor_driver import Visitor, connected
from tools.running_cinema import MAIN, Cinema

PROCESSES = ("1", "2")
# Open pages are not compared with the database: what they show of others, they have been told.
BY_NEWS_ALONE = ("-c", "from pages.edge import live; live.COMPARED_EVERY = 1e6; import main; main.main()")
MOST_LOADS = 30  # of a page, until the process that is wanted has built it


class Chain:
    """Two running processes, by name, and the address that leads to either."""

    def __init__(self, address: str, database_url: str, cinemas: dict[str, Cinema], nginx_log: Path) -> None:
        self.address = address
        self.database_url = database_url
        self.cinemas = cinemas
        self._nginx_log = nginx_log

    def new_log(self) -> str:
        """Return what both have written since this was last asked, and all that nginx has complained of."""
        return "".join(cinema.new_log() for cinema in self.cinemas.values()) + self._nginx_log.read_text("utf-8")

    def access_log(self) -> str:
        """Return what nginx has noted of requests."""
        return self._nginx_log.with_name("access.log").read_text("utf-8")

    def new_showtime(self, studio: int | None = None) -> int:
        return self.cinemas["1"].new_showtime(studio)

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        return self.cinemas["1"].sql(statement, *values)

    def command(self, *words: str) -> str:
        return self.cinemas["1"].command(*words)

    def go(self, visitor: Visitor, path: str, *, process: str) -> Page:
        """Open a page that this process has built."""
        page = visitor.go(path)
        for _ in range(MOST_LOADS):
            if process_of(page) == process:
                return page
            page.reload()
            connected(page)
        raise AssertionError(f"nginx asks process {process} for no page")


def process_of(page: Page) -> str:
    """Return the name of the process that has built the page."""
    return str(page.evaluate("window.socket.io.opts.query.p"))


@contextmanager
def running_chain(directory: Path, database_url: str, program: Sequence[str] = MAIN) -> Iterator[Chain]:
    """Open both processes at once, each running this program, and nginx before them."""
    settings = {"DATABASE_URL": database_url, "SECRET_KEY": SECRET, "TRUSTED_PROXIES": "127.0.0.1"}
    with ExitStack() as opened:
        cinemas = {name: Cinema(directory / name, program=program, PROCESS_NAME=name, **settings) for name in PROCESSES}
        with ThreadPoolExecutor() as threads:
            list(threads.map(Cinema.open, cinemas.values()))
        for cinema in cinemas.values():
            opened.callback(cinema.close)
        address = opened.enter_context(running_nginx(directory, [cinema.port for cinema in cinemas.values()]))
        yield Chain(address, database_url, cinemas, directory / "error.log")
