"""What others do to a house while a test looks at something else: they buy seats, and load pages."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from itertools import cycle
from threading import Condition, Event

import httpx

from tests.support.sample_house import Guest, settings_for
from tiketa.kernel.errors.for_operator import OutcomeUnknown
from tiketa.office import BoxOffice

ROWS = "ABCD"
PATIENCE = 30  # seconds


class Sales:
    """The codes of the bookings that buyers were told to have, while they go on."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.over = Event()
        self._more = Condition()

    def add(self, code: str) -> None:
        with self._more:
            self.codes.append(code)
            self._more.notify_all()

    def wait_for(self, more: int) -> None:
        """Wait until so many more bookings were made."""
        with self._more:
            wanted = len(self.codes) + more
            assert self._more.wait_for(lambda: len(self.codes) >= wanted, PATIENCE)


@contextmanager
def buyers(url: str, showtime: int) -> Iterator[Sales]:
    """Have some buy one seat after another of a showtime, in a third process of the house, while the block lasts."""
    sales, office = Sales(), BoxOffice(settings_for(url))
    with closing(office), ThreadPoolExecutor(len(ROWS)) as threads:
        running = [threads.submit(buy_row, office, showtime, row, sales) for row in ROWS]
        try:
            yield sales
        finally:
            sales.over.set()
    for each in running:
        each.result()


def buy_row(office: BoxOffice, showtime: int, row: str, sales: Sales) -> None:
    """Buy the row's seats, one by one, and give each back so that there is always one to buy."""
    for number in cycle(range(1, 19)):
        if sales.over.is_set():
            return
        guest = Guest(office, showtime, secrets.token_hex(8))
        with suppress(OutcomeUnknown):  # a visitor is told to try again
            code = guest.buy(f"{row}{number}")
            sales.add(code)
            guest.cancel(code)


@contextmanager
def page_loads(address: str, path: str) -> Iterator[list[int]]:
    """Load a page again and again while the block lasts; yields the statuses that were answered."""
    answers: list[int] = []
    over = Event()

    def load() -> None:
        with httpx.Client(base_url=address, timeout=PATIENCE) as client:
            while not over.is_set():
                answers.append(client.get(path).status_code)
                over.wait(0.02)  # or the loads take all of the machine from the servers that start

    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(load)
        try:
            yield answers
        finally:
            over.set()
    running.result()
