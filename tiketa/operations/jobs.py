"""What runs by itself: the programme rolls on, ended holds are swept, the unpaid is released, mail is sent."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from tiketa.bookings import ending
from tiketa.kernel.clock import utc_now
from tiketa.office import BoxOffice
from tiketa.operations.mail_delivery import MailDelivery
from tiketa.programme import schedule
from tiketa.seating import holds

PROGRAMME_EVERY = timedelta(minutes=1)
SWEEP_EVERY = timedelta(seconds=2)
UNPAID_EVERY = timedelta(seconds=5)
POST_EVERY = timedelta(seconds=3)
LATE_AFTER = 3  # periods without a success, and at least a minute


@dataclass(frozen=True, slots=True)
class JobRecord:
    """How a job does: when it last succeeded and what it did, or what went wrong last; instants are aware UTC.

    Without a `vital` one the house cannot serve; a mail server that is slow keeps nobody from booking.
    """

    every: timedelta
    succeeded_at: datetime | None = None
    did: str | None = None
    failed_at: datetime | None = None
    error: str | None = None
    vital: bool = True

    def is_well(self, now: datetime) -> bool:
        """Say whether the job succeeded lately."""
        if self.succeeded_at is None:
            return False
        return now - self.succeeded_at <= max(LATE_AFTER * self.every, timedelta(minutes=1))


class Jobs:
    """The house's jobs, each safe to run on every process at once; `start` and `stop` may be called twice."""

    def __init__(self, office: BoxOffice, post: MailDelivery | None = None) -> None:
        """Prepare the jobs without starting any; a house that sends mail has a post office."""
        self._office = office
        self._post = post
        self._scheduler: AsyncIOScheduler | None = None
        self.records: dict[str, JobRecord] = {}

    def start(self) -> None:
        """Begin, with a first run of each job at once; wants a running event loop."""
        if self._scheduler:
            return
        # The defaults drop a job that is late by a second; ours catches up with one run instead.
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._add("programme", self._roll, PROGRAMME_EVERY)
        self._add("sweep", self._sweep, SWEEP_EVERY)
        self._add("unpaid", self._release_unpaid, UNPAID_EVERY)
        if self._post:
            self._add("post", self._post.deliver, POST_EVERY, vital=False)
        self._scheduler.start()

    def stop(self) -> None:
        """Begin no further run."""
        if self._scheduler:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    @property
    def is_running(self) -> bool:
        """Whether the scheduler is there and running."""
        return bool(self._scheduler and self._scheduler.running)

    def _add(self, name: str, work: Callable[[], Awaitable[str]], every: timedelta, *, vital: bool = True) -> None:
        self.records[name] = JobRecord(every, vital=vital)
        if self._scheduler:
            self._scheduler.add_job(
                self._run,
                "interval",
                (name, work),
                id=name,
                seconds=every.total_seconds(),
                next_run_time=utc_now(),  # the scheduler's clock is the machine's
            )

    async def _run(self, name: str, work: Callable[[], Awaitable[str]]) -> None:
        """Run once and keep the record; a failure is seen there and in the log, and the next run comes all the same."""
        log = logging.getLogger(__name__)
        record = self.records[name]
        try:
            did = await work()
        except asyncio.CancelledError:  # the house closes; the act that was begun is finished by whoever runs it
            log.debug("job %s was stopped", name)
        except Exception as error:
            log.exception("job %s failed", name)
            self.records[name] = replace(record, failed_at=self._office.clock(), error=type(error).__name__)
        else:
            self.records[name] = replace(record, succeeded_at=self._office.clock(), did=did)

    async def _roll(self) -> str:
        plan = await self._office.perform(schedule.roll)
        if plan.archive or plan.create or plan.clashes:
            logging.getLogger(__name__).info("programme: %s", plan)
        return str(plan)

    async def _sweep(self) -> str:
        return f"removed {await self._office.perform(holds.sweep)}"

    async def _release_unpaid(self) -> str:
        codes = await self._office.perform(ending.unpaid)
        released = [await self._release(code) for code in codes]
        if released:
            logging.getLogger(__name__).info("released %d of %d unpaid bookings", sum(released), len(released))
        return f"released {sum(released)} of {len(released)}"

    async def _release(self, code: str) -> bool:
        """Release one booking, in an act of its own: one that cannot be keeps no other from being released."""
        try:
            return await self._office.perform(ending.release, code)
        except Exception:
            logging.getLogger(__name__).exception("booking %s cannot be released", code)
            return False
