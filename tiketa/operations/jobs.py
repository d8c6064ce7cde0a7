"""Jobs: prove that the house can sell, roll the schedule, sweep expired holds, release unpaid bookings, send mail."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MISSED, EVENT_JOB_SUBMITTED
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from tiketa.bookings import ending, privacy
from tiketa.kernel.clock import elapsed_seconds, utc_now
from tiketa.kernel.errors.refusals import Refusal
from tiketa.office import BoxOffice
from tiketa.operations import backups, planning
from tiketa.operations.clock_jumps import ClockJumps
from tiketa.operations.mail_delivery import MailDelivery
from tiketa.seating import holds, shares
from tiketa.storage import house_limits, pulse

PROGRAMME_EVERY = timedelta(minutes=1)
SWEEP_EVERY = timedelta(seconds=2)
LIMITS_EVERY = timedelta(minutes=1)
UNPAID_EVERY = timedelta(seconds=5)
POST_EVERY = timedelta(seconds=3)
PRIVACY_EVERY = timedelta(hours=6)  # what is kept for days need not go to the minute
BACKUPS_EVERY = timedelta(minutes=10)  # looks whether the night's backup is there, and tries again
STOP_WAITS_FOR = 10  # seconds
CLOCK_WATCHED_EVERY = 1.0  # seconds
CLOCK_JUMP = 1.0  # seconds; smaller steps are ordinary clock synchronisation
LEFT = "left to the process that leads"
LATE_AFTER = 3  # periods without a success, and at least a minute
PULSE_EVERY = timedelta(seconds=3)
PULSE_LATE_AFTER = timedelta(seconds=10)  # an act waits its turn for so long at most
AGAIN_AFTER = timedelta(seconds=5)  # a failed run, where its period is longer: until then the house is not ready
CANCELLED_WITHIN = 3.0  # seconds, for what is cancelled at the stop: a mail that was not sent is put back
WITHHELD = "withheld: the clock has leapt ahead"


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job's last success and what it did, or its last error; instants are aware UTC.

    The process is not ready while a `vital` job fails; mail is not vital, because booking works without it.
    `succeeded_after` and `failed_after` are when the last success and failure were, in seconds of `Jobs.elapsed`.
    """

    every: timedelta
    succeeded_at: datetime | None = None
    did: str | None = None
    failed_at: datetime | None = None
    error: str | None = None
    vital: bool = True
    succeeded_after: float | None = None
    failed_after: float | None = None
    late_after: timedelta | None = None

    def is_well(self, elapsed: float) -> bool:
        """Say whether the job succeeded lately and has not failed since; no change of the clock moves elapsed time."""
        if self.succeeded_after is None or (self.failed_after or 0.0) > self.succeeded_after:
            return False
        late_after = self.late_after or max(LATE_AFTER * self.every, timedelta(minutes=1))
        return elapsed - self.succeeded_after <= late_after.total_seconds()


class Jobs:
    """All jobs; `start` and `stop` may be called twice.

    The process that leads runs them. Each is safe to run on every process at once all the same: for a moment, as when a
    network is split, two may lead.
    """

    def __init__(
        self, office: BoxOffice, post: MailDelivery | None = None, *, elapsed: Callable[[], float] = elapsed_seconds
    ) -> None:
        """Prepare the jobs without starting any; with a mail server set there is one that sends mail.

        `elapsed` answers seconds that no change of the clock moves.
        """
        self._office = office
        self._post = post
        self._scheduler: AsyncIOScheduler | None = None
        self.elapsed = elapsed
        self._process = office.settings.process_name or secrets.token_hex(4)
        self.records: dict[str, JobRecord] = {}

    def start(self) -> None:
        """Begin, with a first run of each job at once; wants a running event loop."""
        if self._scheduler:
            return
        # By default a run that is late by a second is dropped; here one run catches up.
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._clock_jumps = ClockJumps(self._office.clock, self.elapsed)
        self._add("pulse", self._beat, PULSE_EVERY, late_after=PULSE_LATE_AFTER, everywhere=True)
        self._add("programme", self._roll, PROGRAMME_EVERY)
        self._add("sweep", self._sweep, SWEEP_EVERY)
        self._add("unpaid", self._release_unpaid, UNPAID_EVERY)
        self._add("limits", self._forget_limits, LIMITS_EVERY, vital=False)
        self._add("privacy", self._forget_customers, PRIVACY_EVERY, vital=False)
        if backups.wanted(self._office.settings):
            self._add("backup", self._back_up, BACKUPS_EVERY, vital=False)
        if self._post:
            self._add("post", self._post.deliver, POST_EVERY, vital=False)
        self._runs = _Runs(self._scheduler)
        self._scheduler.start()
        self._clock_watch = asyncio.ensure_future(self._watch_clock(self._scheduler))

    async def stop(self) -> None:
        """Start no further runs, and wait for those under way, `STOP_WAITS_FOR` seconds at most."""
        if self._scheduler is None:
            return
        scheduler, self._scheduler = self._scheduler, None
        self._clock_watch.cancel()
        scheduler.pause()
        if self._post:
            self._post.take_no_more()
        try:
            await asyncio.wait_for(self._runs.ended.wait(), STOP_WAITS_FOR)
        except TimeoutError:
            logging.getLogger(__name__).warning("%d jobs did not end in %d seconds", self._runs.count, STOP_WAITS_FOR)
        finally:
            scheduler.shutdown(wait=False)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._runs.ended.wait(), CANCELLED_WITHIN)

    async def _watch_clock(self, scheduler: AsyncIOScheduler) -> None:
        """Run every job at once when the machine's clock has been set: the scheduler knows only that clock."""
        ahead = _wall_seconds() - self.elapsed()
        while True:
            await asyncio.sleep(CLOCK_WATCHED_EVERY)
            before, ahead = ahead, _wall_seconds() - self.elapsed()
            if abs(ahead - before) > CLOCK_JUMP:
                logging.getLogger(__name__).warning("the clock was set by %+d seconds", round(ahead - before))
                for job in scheduler.get_jobs():
                    job.modify(next_run_time=utc_now())

    @property
    def is_running(self) -> bool:
        """Whether the scheduler is there and running."""
        return bool(self._scheduler and self._scheduler.running)

    def _add(
        self,
        name: str,
        work: Callable[[], Awaitable[str]],
        every: timedelta,
        *,
        vital: bool = True,
        everywhere: bool = False,
        late_after: timedelta | None = None,
    ) -> None:
        """Add a job, for the process that leads or for each process."""
        self.records[name] = JobRecord(every, vital=vital, late_after=late_after)
        if self._scheduler:
            self._scheduler.add_job(
                self._run,
                "interval",
                (name, work, everywhere),
                id=name,
                seconds=every.total_seconds(),
                next_run_time=utc_now(),  # the scheduler's clock is the machine's
            )

    async def _run(self, name: str, work: Callable[[], Awaitable[str]], everywhere: bool) -> None:  # noqa: FBT001
        """Run once and keep the record; a failure is recorded and logged, and does not stop the next run."""
        began, outcome = time.perf_counter(), "error"
        try:
            did = await work() if everywhere or self._office.processes.leads else LEFT
        except asyncio.CancelledError:  # the server stops; the office finishes the act that was begun
            outcome = "stopped"
            logging.getLogger(__name__).debug("job %s was stopped", name)
        except Exception as error:  # noqa: BLE001  whatever it is
            self._fail(name, error)
        else:
            outcome = "left" if did == LEFT else "ok"
            self._keep(name, succeeded_at=self._office.clock(), did=did, succeeded_after=self.elapsed())
        for observer in self._office.observers:
            observer.job_ended(name, outcome, time.perf_counter() - began)

    def _keep(self, name: str, **facts: object) -> None:
        self.records[name] = replace(self.records[name], **facts)  # type: ignore[arg-type]

    def _fail(self, name: str, error: Exception) -> None:
        """Keep and log a failure, and try again soon."""
        log = logging.getLogger(__name__)
        self._keep(name, failed_at=self._office.clock(), failed_after=self.elapsed(), error=type(error).__name__)
        if isinstance(error, Refusal):  # its cause has been logged where it arose
            log.warning("job %s was refused: %s", name, error.code)
        else:
            log.error("job %s failed", name, exc_info=error)
        job = self._scheduler.get_job(name) if self._scheduler else None
        if job and self.records[name].every > AGAIN_AFTER:
            job.modify(next_run_time=utc_now() + AGAIN_AFTER)

    async def _beat(self) -> str:
        return await self._office.perform(pulse.beat, self._process)

    async def _roll(self) -> str:
        if not self._clock_jumps.is_believable():
            return WITHHELD
        plan = await planning.roll(self._office)
        if plan.archive or plan.create or plan.clashes:
            logging.getLogger(__name__).info("programme: %s", plan)
        return str(plan)

    async def _sweep(self) -> str:
        removed = await self._office.perform(holds.sweep)
        for observer in self._office.observers:
            observer.holds_expired(removed)
        return f"removed {removed}"

    async def _forget_limits(self) -> str:
        buckets = await self._office.perform(house_limits.sweep)
        return f"forgot {buckets} buckets, and the networks of {await self._office.perform(shares.forget)} seats"

    async def _forget_customers(self) -> str:
        count = last = 0
        while due := await self._office.perform(privacy.due, after=last):
            count, last = count + await self._office.perform(privacy.forget, due), due[-1]
        await self._office.perform(privacy.forget_emails)
        return f"forgot the customers of {count}"

    async def _back_up(self) -> str:
        return await asyncio.to_thread(backups.nightly, self._office.settings, self._office.clock())

    async def _release_unpaid(self) -> str:
        if not self._clock_jumps.is_believable():
            return WITHHELD
        codes = await self._office.perform(ending.unpaid)
        released = [await self._release(code) for code in codes]
        if released:
            logging.getLogger(__name__).info("released %d of %d unpaid bookings", sum(released), len(released))
        return f"released {sum(released)} of {len(released)}"

    async def _release(self, code: str) -> bool:
        """Release one booking in an act of its own: a failure does not keep others from being released."""
        try:
            return await self._office.perform(ending.release, code)
        except Exception:
            logging.getLogger(__name__).exception("booking %s cannot be released", code)
            return False


class _Runs:
    """How many runs of one scheduler have begun and not ended: from when it hands a job over, before the job's turn."""

    def __init__(self, scheduler: AsyncIOScheduler) -> None:
        self.count = 0
        self.ended = asyncio.Event()
        self.ended.set()
        scheduler.add_listener(self._count_begun, EVENT_JOB_SUBMITTED)
        scheduler.add_listener(self._count_ended, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR | EVENT_JOB_MISSED)

    def _count_begun(self, _event: object) -> None:
        self.count += 1
        self.ended.clear()

    def _count_ended(self, _event: object) -> None:
        self.count -= 1
        if not self.count:
            self.ended.set()


def _wall_seconds() -> float:
    return utc_now().timestamp()
