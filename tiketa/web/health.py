"""Health: whether the process runs (`/healthz`), and whether it can serve (`/readyz`)."""

from dataclasses import asdict

from fastapi import APIRouter, Request, Response
from pydantic import SecretStr

from tiketa.office import BoxOffice
from tiketa.operations.jobs import JobRecord, Jobs
from tiketa.web.insiders import is_insider

NOT_READY = 503


def router(office: BoxOffice, jobs: Jobs, token: SecretStr | None) -> APIRouter:
    """Return the two routes, for load balancers and monitoring; `token` is what shows that these may see details."""
    routes = APIRouter()

    @routes.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Answer 200."""
        return {"status": "ok"}

    @routes.get("/readyz")
    async def readyz(request: Request, response: Response) -> dict[str, object]:
        """Answer 200 where database and scheduler are well, else 503; to insiders with each job's record either way.

        Nothing is asked of the database meanwhile: a job proves every few seconds that it takes a write.
        """
        records = {name: _status(record, jobs.elapsed()) for name, record in jobs.records.items()}
        database = bool(records and records["pulse"]["well"])
        ready = (
            not office.is_closing
            and jobs.is_running
            and all(record["well"] or not record["vital"] for record in records.values())
        )
        if not ready:
            response.status_code = NOT_READY
        if not is_insider(request, token):
            return {"ready": ready}
        processes = {"leads": office.processes.leads, "seconds_since_heard": office.processes.seconds_since_heard}
        return {"ready": ready, "database": database, "scheduler": jobs.is_running, **processes, "jobs": records}

    return routes


def _status(record: JobRecord, elapsed: float) -> dict[str, object]:
    facts = asdict(record)
    return {"well": record.is_well(elapsed), **facts, "every": record.every.total_seconds()}
