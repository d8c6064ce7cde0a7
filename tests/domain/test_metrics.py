"""What is measured, and who may see it."""

import asyncio
import gc
import json
import re
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr

from tests.support.sample_house import ANA, Guest
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.refusals import Busy
from tiketa.kernel.errors.seats import SeatTaken
from tiketa.office import BoxOffice
from tiketa.operations.jobs import Jobs
from tiketa.seating import holds
from tiketa.storage.transaction import Transaction
from tiketa.web.metrics import Metrics, router

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"tiketa_[a-z_]+")
TOKEN = "a token of sixteen"  # noqa: S105  of the test


@pytest.fixture
def metrics(office: BoxOffice) -> Metrics:
    return Metrics(office)


def seen(metrics: Metrics) -> dict[str, float]:
    """Return all samples by name and labels, as in the text."""
    lines = asyncio.run(metrics.text()).decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def test_acts_are_counted_by_outcome(metrics: Metrics, ana: Guest, budi: Guest) -> None:
    ana.hold("A1")
    with pytest.raises(SeatTaken):
        budi.hold("A1")
    found = seen(metrics)
    assert found['tiketa_act_seconds_count{act="hold",outcome="ok"}'] == 1
    assert found['tiketa_act_seconds_count{act="hold",outcome="seat_taken"}'] == 1
    assert found["tiketa_acts_waiting"] == 0


async def test_jobs_are_counted(office: BoxOffice, metrics: Metrics) -> None:
    jobs = Jobs(office)
    ended = asyncio.Event()
    metrics.holds_expired = lambda _: ended.set()  # type: ignore[method-assign, assignment]
    jobs.start()
    await asyncio.wait_for(ended.wait(), 30)
    await jobs.stop()
    text = (await metrics.text()).decode()
    assert 'tiketa_job_seconds_count{job="sweep",outcome="ok"} 1.0' in text


@pytest.mark.parametrize(
    ("token", "host", "authorization", "status"),
    [
        (None, "127.0.0.1", "", 200),
        (None, "::1", "", 200),
        (None, "192.0.2.7", "", 403),
        (TOKEN, "192.0.2.7", f"Bearer {TOKEN}", 200),
        (TOKEN, "192.0.2.7", "Bearer wrong", 403),
        (TOKEN, "127.0.0.1", "", 403),
        (TOKEN, "192.0.2.7", "Bearer \u00e9", 403),
        ("kata-sandi-rahasia-\u00e9", "192.0.2.7", "Bearer kata-sandi-rahasia-\u00e9", 200),
    ],
)
async def test_metrics_are_not_public(
    metrics: Metrics, token: str | None, host: str, authorization: str, status: int
) -> None:
    app = FastAPI()
    app.include_router(router(metrics, SecretStr(token) if token else None))
    async with AsyncClient(transport=ASGITransport(app, client=(host, 1)), base_url="http://test") as client:
        answer = await client.get("/metrics", headers=[(b"authorization", authorization.encode())])
    assert answer.status_code == status


@pytest.fixture
def crowd(office: BoxOffice, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Future[object]]]:
    """Have three acts wait, which is as many as may."""
    monkeypatch.setattr("tiketa.kernel.rate_limits.Waiting.MOST", 3)
    go_on = Flag()

    def stand_still(_tx: Transaction) -> None:
        go_on.wait(30)

    waiting = [office.start(Visitor(f"v{number}"), stand_still) for number in range(3)]
    yield waiting  # type: ignore[misc]
    go_on.set()
    for each in waiting:
        each.result(30)


@pytest.mark.usefixtures("crowd")
def test_too_many_acts_are_refused(office: BoxOffice) -> None:
    with pytest.raises(Busy):
        office.acting_as(Visitor(ANA)).perform_now(holds.sweep)
    assert office.waiting == 3


def test_ended_acts_make_room(office: BoxOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiketa.kernel.rate_limits.Waiting.MOST", 1)
    for _ in range(5):
        office.perform_now(holds.sweep)
    assert office.waiting == 0


def test_dashboard_asks_for_known_metrics(metrics: Metrics) -> None:
    board = json.loads((ROOT / "deploy" / "grafana-dashboard.json").read_text(encoding="utf-8"))
    asked = {name for panel in board["panels"] for target in panel["targets"] for name in NAME.findall(target["expr"])}
    known = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert len(asked) > 10
    assert not [name for name in asked if name.removesuffix("_bucket").removesuffix("_count") not in known]


async def test_failing_database_leaves_the_rest(metrics: Metrics, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(BoxOffice, "perform", fail)
    text = (await metrics.text()).decode()
    assert "tiketa_oldest_email_seconds NaN" in text
    assert "tiketa_acts_waiting 0.0" in text


def test_collection_waits_for_no_metric(metrics: Metrics) -> None:
    """A collection can begin in the thread that has the lock: waiting for it would hang the process."""
    collecting = Thread(target=metrics._on_collection, args=("stop", {"generation": 2, "collected": 5}), daemon=True)  # noqa: SLF001
    with metrics._pauses._lock:  # noqa: SLF001
        collecting.start()
        collecting.join(10)
        assert not collecting.is_alive()
    assert seen(metrics)["tiketa_gc_collected_objects_total"] == 5


async def test_stopped_metrics_watch_no_more(metrics: Metrics) -> None:
    metrics.start()
    assert metrics._on_collection in gc.callbacks  # noqa: SLF001
    metrics.stop()
    assert metrics._on_collection not in gc.callbacks  # noqa: SLF001
