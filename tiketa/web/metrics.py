"""Metrics in Prometheus' format at `/metrics`, for this process; see docs/metrics.md."""

import asyncio
import gc
import logging
import math
import time
from collections import deque
from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from pydantic import SecretStr

from tiketa.kernel.errors.refusals import Refusal
from tiketa.mail import outbox
from tiketa.office import BoxOffice
from tiketa.web.insiders import is_insider

LATENCIES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)  # seconds
LAG_LOOKED_AT_EVERY = 0.5  # seconds
FORBIDDEN = 403
REFUSAL = "Send METRICS_TOKEN as a bearer token; without that setting only this machine may ask.\n"
MOST_COLLECTIONS = 10_000  # that are kept until somebody asks; young ones come a few times a minute


class Metrics:
    """An observer of the box office, and what is read when somebody asks."""

    def __init__(self, office: BoxOffice) -> None:
        """Make the metrics, and observe the office from now on."""
        self._office = office
        self.registry = CollectorRegistry()
        self._acts = self._histogram("tiketa_act_seconds", "Acts, from being asked to their commit", "act", "outcome")
        self._jobs = self._histogram("tiketa_job_seconds", "Runs of jobs", "job", "outcome")
        self._reads = self._histogram("tiketa_feed_read_seconds", "Reads of what open pages show", "feed")
        self._sendings = self._histogram("tiketa_feed_send_seconds", "Sending it to all of them", "feed")
        self._lag = self._histogram("tiketa_event_loop_lag_seconds", "How late the event loop comes to a timer")
        self._pauses = self._histogram("tiketa_gc_pause_seconds", "Garbage collections", "generation")
        self._collected = self._total("tiketa_gc_collected_objects", "Objects freed by garbage collections")
        self._expired = self._total("tiketa_holds_expired", "Holds removed at the end of their time")
        self._emails = Gauge("tiketa_emails", "Emails in the outbox", ("state",), registry=self.registry)
        self._oldest = self._gauge("tiketa_oldest_email_seconds", "Age of the longest waiting email, 0 without one")
        self.gauge("tiketa_acts_waiting", "Acts that were asked and have not ended", lambda: office.waiting)
        if not office.processes.is_alone:
            self.gauge("tiketa_listen_age_seconds", "Since PostgreSQL answered the listening connection", self._heard)
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._lag_timer: asyncio.TimerHandle | None = None
        self._collection_began = 0.0
        self._collections: deque[tuple[int, float, int]] = deque(maxlen=MOST_COLLECTIONS)
        office.observers.append(self)

    def gauge(self, name: str, text: str, read: Callable[[], float]) -> None:
        """Add a figure that is read each time somebody asks."""
        self._gauge(name, text).set_function(read)

    def start(self) -> None:
        """Watch the event loop that runs now, and the garbage collector."""
        self._look_at_lag(asyncio.get_running_loop())
        gc.callbacks.append(self._on_collection)

    def stop(self) -> None:
        """Watch them no more."""
        if self._lag_timer:
            self._lag_timer.cancel()
        if self._on_collection in gc.callbacks:
            gc.callbacks.remove(self._on_collection)

    def act_ended(self, name: str, outcome: str, seconds: float) -> None:
        """Count an act."""
        self._acts.labels(name, outcome).observe(seconds)

    def job_ended(self, name: str, outcome: str, seconds: float) -> None:
        """Count a job's run."""
        self._jobs.labels(name, outcome).observe(seconds)

    def holds_expired(self, count: int) -> None:
        """Count holds whose time has ended."""
        self._expired.inc(count)

    def feed_flushed(self, feed: str, read: float, sent: float) -> None:
        """Count a read, and its sending."""
        self._reads.labels(feed).observe(read)
        self._sendings.labels(feed).observe(sent)

    async def text(self) -> bytes:
        """Return all metrics as Prometheus reads them; without those of the outbox where the database fails."""
        self._count_collections()
        self._emails.clear()
        try:
            await self._look_at_outbox()
        except Exception as error:
            self._oldest.set(math.nan)
            if not isinstance(error, Refusal):  # that has been logged where it arose
                logging.getLogger(__name__).exception("the outbox cannot be measured")
        return generate_latest(self.registry)

    async def _look_at_outbox(self) -> None:
        counts, oldest = await self._office.perform(outbox.counts), await self._office.perform(outbox.oldest_waiting)
        for state, count in counts.items():
            self._emails.labels(state).set(count)
        self._oldest.set((self._office.clock() - oldest).total_seconds() if oldest else 0.0)

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(name, text, labels, buckets=LATENCIES, registry=self.registry)

    def _total(self, name: str, text: str) -> Counter:
        return Counter(name, text, registry=self.registry)

    def _heard(self) -> float:
        return self._office.processes.seconds_since_heard or 0.0

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(name, text, registry=self.registry)

    def _look_at_lag(self, loop: asyncio.AbstractEventLoop, due: float | None = None) -> None:
        if due is not None:
            self._lag.observe(loop.time() - due)
        due = loop.time() + LAG_LOOKED_AT_EVERY
        self._lag_timer = loop.call_at(due, self._look_at_lag, loop, due)

    def _on_collection(self, phase: str, info: Mapping[str, int]) -> None:
        """Note a collection. It can begin anywhere, also while its thread has a metric's lock: no metric is touched."""
        if phase == "start":
            self._collection_began = time.perf_counter()
        else:
            self._collections.append(
                (info["generation"], time.perf_counter() - self._collection_began, info["collected"])
            )

    def _count_collections(self) -> None:
        while self._collections:
            generation, seconds, collected = self._collections.popleft()
            self._pauses.labels(generation).observe(seconds)
            self._collected.inc(collected)


def router(metrics: Metrics, token: SecretStr | None) -> APIRouter:
    """Return the route: for who brings the token, or for this machine alone where none is set."""
    routes = APIRouter()

    @routes.get("/metrics", include_in_schema=False)
    async def show(request: Request) -> Response:
        """Answer with all metrics, or 403."""
        if not is_insider(request, token):
            return PlainTextResponse(REFUSAL, FORBIDDEN)
        return Response(await metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return routes
