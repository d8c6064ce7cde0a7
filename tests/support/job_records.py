"""Records of jobs that a test can await."""

import asyncio

from tiketa.operations.jobs import JobRecord, Jobs

PATIENCE = 30  # seconds


class Records(dict[str, JobRecord]):
    """Job records that a test can await."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._records: asyncio.Queue[JobRecord] = asyncio.Queue()
        self._name = name

    def __setitem__(self, name: str, record: JobRecord) -> None:
        super().__setitem__(name, record)
        if name == self._name and (record.succeeded_at or record.failed_at):
            self._records.put_nowait(record)

    async def next(self) -> JobRecord:
        return await asyncio.wait_for(self._records.get(), PATIENCE)


def watch(prepared: Jobs, name: str) -> Records:
    records = Records(name)
    prepared.records = records
    prepared.start()
    return records
