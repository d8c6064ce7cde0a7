"""How long the event loop stands still while tickets are put on paper: `python -m benchmarks.papers`.

The loop wakes every few milliseconds and notes how late it is: with nothing to do, with PDFs made on threads of their
own as Tiketa makes them, and with PDFs made on the loop itself, which Tiketa must not do. As multiples of the first.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from zoneinfo import ZoneInfo

from components.documents.pdf import pdf_ticket
from components.words import Words
from tiketa.bookings.read_models import BookingView, TicketView
from tiketa.bookings.statuses import BookingStatus
from tiketa.halls.layout import SeatKind

NAP = 0.002  # seconds
PAPERS = 60
SEATS = 8
STARTS_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
T = Words("id", ZoneInfo("Asia/Jakarta"))
TICKETS = tuple(TicketView(f"C{n}", SeatKind.REGULAR, 45_000, f"T1-{n}-{'ABCDEFGHIJKLM' * 2}") for n in range(SEATS))
BOOKING = BookingView(
    code="ABCDE-FGHJK",
    customer_name="Ayu Lestari",
    contact=None,
    language="id",
    movie_id=7,
    title="Interstellar",
    showtime_id=1,
    studio_number=7,
    studio_name="Gargantua",
    starts_at=STARTS_AT,
    ends_at=STARTS_AT + timedelta(minutes=169),
    tickets=TICKETS,
    owed=0,
    status=BookingStatus.PAID,
    pay_by=None,
    change_until=STARTS_AT,
    changeable=True,
    sequence=0,
    booked_at=STARTS_AT,
    changed_at=STARTS_AT,
    events=(),
    email_state=None,
    is_past=False,
)


async def nothing() -> None:
    """Wait as long as a PDF takes."""
    await asyncio.sleep(0.02)


async def on_a_thread() -> None:
    """Make a PDF in a thread, as Tiketa does."""
    await asyncio.to_thread(pdf_ticket, BOOKING, T)


async def on_the_loop() -> None:
    """Make a PDF on the event loop, as Tiketa does not."""
    pdf_ticket(BOOKING, T)


async def lateness(work: Callable[[], Awaitable[None]]) -> list[float]:
    """Return by how many milliseconds the loop was late each time it woke, while the work was done again and again."""
    late: list[float] = []

    async def nap() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(NAP)
            late.append(1000 * (time.perf_counter() - begun - NAP))

    napping = asyncio.ensure_future(nap())
    for _ in range(PAPERS):
        await work()
        await asyncio.sleep(0)
    napping.cancel()
    return late


def main() -> None:
    """Measure and print."""
    pdf_ticket(BOOKING, T)  # reads the faces
    floor = None
    print(f"{'work':14}{'p99 ms':>8}{'times':>7}{'max ms':>8}")
    for work in (nothing, on_a_thread, on_the_loop):
        late = asyncio.run(lateness(work))
        p99 = quantiles(late, n=100)[98]
        floor = floor or p99
        print(f"{work.__name__:14}{p99:8.2f}{p99 / floor:7.1f}{max(late):8.2f}")


if __name__ == "__main__":
    main()
