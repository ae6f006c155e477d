"""The port of jobs, filled in for tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from generators.engine import (
    MOST_RUNNING,
    MOST_WAITING,
    PRIORITIES,
    Job,
    JobError,
    NoSuchJobError,
    Progress,
    Result,
    State,
    Status,
    TooManyJobsError,
)

_UNDER_WAY = ("waiting", "running")


class MemoryEngine:
    """A JobEngine and PersonalJobs without a worker: a test is the worker, through `run` and `finish`."""

    def __init__(self, *, worker_up: bool = True) -> None:
        self.jobs: dict[str, Status] = {}
        self.settled: set[str] = set()
        self.worker_up = worker_up
        self._results: dict[str, Result | JobError] = {}
        self._progress: dict[str, Progress] = {}

    async def enqueue(self, job: Job) -> Status:
        own = [each for each in self.jobs.values() if each.job.owner == job.owner]
        counted = [each for each in own if each.state in _UNDER_WAY and _counts(each.job)]
        if (
            job.key not in self.jobs
            and _counts(job)
            and len(counted) >= MOST_RUNNING + MOST_WAITING
        ):
            raise TooManyJobsError("You have 5 jobs under way. Ask again in about 3 s.")
        self.jobs.setdefault(job.key, Status(job.key, "waiting", job, 0, None, self.worker_up))
        return self._now(job.key)

    async def status(self, ids: Collection[str]) -> Mapping[str, Status]:
        return {key: self._now(key) for key in ids if key in self.jobs}

    async def result(self, job: str) -> Result:
        if job not in self.jobs:
            raise NoSuchJobError("There is no such job any more. Ask for it again.")
        match self._results.get(job, JobError("This job is not done yet.")):
            case Result() as result:
                return result
            case error:
                raise error

    async def progress(self, job: str) -> Progress | None:
        return self._progress.get(job)

    async def cancel(self, job: str, owner: str) -> bool:
        status = self.jobs.get(job)
        if status is None or status.job.owner != owner or status.state not in _UNDER_WAY:
            return False
        self._end(job, "cancelled", JobError("This job was cancelled."))
        return True

    async def list_unfinished(self) -> Sequence[Status]:
        return [self._now(key) for key in self.jobs if key not in self.settled]

    async def newest(self, owner: str, most: int) -> Sequence[Status]:
        own = [self._now(key) for key, each in self.jobs.items() if each.job.owner == owner]
        return own[::-1][:most]

    async def settle(self, job: str) -> None:
        self.settled.add(job)

    async def of(self, owner: str) -> Sequence[tuple[Status, Result | None]]:
        own = [self._now(key) for key, each in self.jobs.items() if each.job.owner == owner]
        made = [self._results.get(each.id) for each in own]
        return [
            (each, result if isinstance(result, Result) else None)
            for each, result in zip(own, made, strict=True)
        ]

    async def forget(self, owner: str) -> int:
        own = [status.id for status, _ in await self.of(owner)]
        for job in own:
            del self.jobs[job]
        return len(own)

    def run(self, job: str, progress: Progress | None = None) -> None:
        """Claim a job, or let it show something."""
        self.jobs[job] = replace(self.jobs[job], state="running")
        if progress:
            self._progress[job] = progress

    def finish(self, job: str, result: Result | JobError) -> None:
        """End a job, well or not."""
        self._end(job, "done" if isinstance(result, Result) else "failed", result)

    def _end(self, job: str, state: State, result: Result | JobError) -> None:
        self.jobs[job] = replace(self.jobs[job], state=state)
        self._results[job] = result

    def _now(self, key: str) -> Status:
        status = self.jobs[key]
        line = [each for each, other in self.jobs.items() if other.state == "waiting"]
        line.sort(key=lambda each: PRIORITIES.index(self.jobs[each].job.priority))
        ahead = line.index(key) if key in line else 0
        known = self.worker_up and status.state in _UNDER_WAY
        wait_s = 3.0 * (ahead + 1) if known else None
        return replace(status, ahead=ahead, wait_s=wait_s, worker_up=self.worker_up)


def _counts(job: Job) -> bool:
    return job.priority != "daily"
