"""Visitors at the wire who want the same few seats, and a record of what they asked and were told."""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count

import httpx
from websockets.exceptions import WebSocketException

from benchmarks.wire import WireVisitor, new_session
from tests.support.history import Answer, Operation, Seat, What
from tools.running_cinema import Cinema

PATIENCE = 5.0  # seconds; an answer that has not come by then is not known
THINKING = 0.2  # seconds at most with a seat held, so that others ask for it meanwhile
CONTENDED = 3  # seats that all want at the same time
OWN_SEATS, NOTICE, TICKET = "showOwn", r"notice\":\"<", '"/ticket/'  # in the messages that answer
CODE = re.compile(r'"/ticket/([A-Z0-9-]+)')
LOST = (OSError, TimeoutError, httpx.TransportError, httpx.HTTPStatusError, WebSocketException)
SOLD = """
    SELECT c.seat, b.customer_name, b.code FROM seat_claims c JOIN bookings b ON b.id = c.booking_id
    WHERE c.showtime_id = ?
"""


class Crowd:
    """So many visitors at a time, each a new one with one seat in mind, until told that it is over."""

    def __init__(self, addresses: Sequence[str], showtime: int, *, booking: float = 0.7) -> None:
        """Visit any of these processes of the house; `booking` is the share of those who have a seat and keep it."""
        self._booking = booking
        self.history: list[Operation] = []
        self._addresses = addresses
        self._path = f"/book/{showtime}"
        self._seats = [f"{row}{number}" for row in "ABCDEFGHIJ" for number in range(1, 19)]
        self._names = (f"Visitor {number}" for number in count(1))
        self._grown = asyncio.Condition()
        self._over = False

    async def run(self, visitors: int) -> None:
        """Let them come, until `leave`."""
        await asyncio.gather(*(self._visit() for _ in range(visitors)))

    def leave(self) -> None:
        """Let nobody else come."""
        self._over = True

    async def answers(self, more: int) -> None:
        """Wait until so many more were given."""
        async with self._grown:
            wanted = len(self.history) + more
            await self._grown.wait_for(lambda: len(self.history) >= wanted)

    async def _visit(self) -> None:
        while not self._over:
            async with new_session() as http:
                visitor = WireVisitor(random.choice(self._addresses), http)  # noqa: S311  no secret
                with suppress(*LOST):  # what was asked is in the record
                    await visitor.open(self._path)
                    await self._want(visitor, next(self._names))
                with suppress(*LOST):
                    await visitor.leave()
            await asyncio.sleep(0.01)  # while the process is away its port refuses at once

    async def _want(self, visitor: WireVisitor, name: str) -> None:
        seat = random.choice(self._seats[:CONTENDED])  # noqa: S311
        held = await self._ask(Operation(name, What.HOLD, seat, time.perf_counter()), visitor, _hold(visitor, seat))
        if held is not Answer.OK:
            return
        with suppress(TimeoutError):  # where all think, nobody is answered
            await asyncio.wait_for(self.answers(2), THINKING)
        if random.random() < self._booking:  # noqa: S311
            sent = visitor.do("submit", {"customer_name": name, "contact": ""})
            await self._ask(Operation(name, What.BOOK, seat, time.perf_counter()), visitor, sent)
        else:
            sent = visitor.pick(seat, wanted=False)
            await self._ask(Operation(name, What.RELEASE, seat, time.perf_counter()), visitor, sent)

    async def _ask(self, asked: Operation, visitor: WireVisitor, sent: Awaitable[object]) -> Answer | None:
        """Ask, and keep what was told; None where it was refused for another reason than the seat's state."""
        answered: Operation | None = asked
        try:
            await sent
            awaited = (TICKET, NOTICE) if asked.what is What.BOOK else (OWN_SEATS, NOTICE)
            async with asyncio.timeout(PATIENCE):
                answered = _answered(asked, (await visitor.hears(*awaited))[1])
        finally:
            if answered:
                await self._keep(answered)
        return answered.answer if answered else None

    async def _keep(self, operation: Operation) -> None:
        is_taken = operation.answer is Answer.UNKNOWN or (operation.what is What.BOOK and operation.answer is Answer.OK)
        if is_taken and operation.seat in self._seats:  # else all would want seats that nobody gives back
            self._seats.remove(operation.seat)
        async with self._grown:
            self.history.append(operation)
            self._grown.notify_all()


async def _hold(visitor: WireVisitor, seat: str) -> None:
    await visitor.pick(seat)


def _answered(asked: Operation, text: str) -> Operation | None:
    at = time.perf_counter()
    if NOTICE in text:
        return replace(asked, answer=Answer.NO, answered_at=at) if asked.seat in text else None
    if code := CODE.search(text):
        return replace(asked, answer=Answer.OK, answered_at=at, code=code[1])
    return replace(asked, answer=Answer.OK, answered_at=at)


def sold_seats(cinema: Cinema, showtime: int) -> dict[str, Seat]:
    """Return the seats that are sold, by what the database says."""
    rows = cinema.sql(SOLD, showtime)
    return {str(seat): Seat(str(name), str(code), is_sold=True) for seat, name, code in rows}
