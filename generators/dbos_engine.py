"""The job engine on DBOS Transact: one code on a SQLite file and on a PostgreSQL server. No torch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from dbos import EnqueueOptions
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from generators.away import reason
from generators.engine import (
    MOST_RUNNING,
    MOST_WAITING,
    PRIORITIES,
    Job,
    JobError,
    JobsAwayError,
    NoSuchJobError,
    Progress,
    Result,
    Status,
    TooManyJobsError,
)
from generators.job_rows import UNDER_WAY, every_job, result_of, row_of, statuses
from generators.jobs_database import (
    VERSION,
    WORKFLOW,
    UnpicklingRefusedError,
    asked,
    connect,
    lock_owner,
    make_engine,
    prepare,
    status,
    translated,
)

T = TypeVar("T")


class DbosJobs:
    """Fills in JobEngine and PersonalJobs. It makes the tables itself when no worker has yet."""

    def __init__(self, url: str) -> None:
        """Connects when first used. Raises JobError for an address that makes no sense."""
        self._own = make_engine(url)
        self._engine = translated(self._own)
        self._client = connect(self._own)

    async def enqueue(self, job: Job) -> Status:
        """Ask for a job; see JobEngine."""
        await self._do(lambda connection: self._add(connection, job))
        return (await self.status([job.key]))[job.key]

    async def status(self, ids: Collection[str]) -> Mapping[str, Status]:
        """The jobs that there are of these."""
        wanted = every_job().where(asked.c.id.in_(list(ids)))
        return {each.id: each for each in await self._do(lambda c: statuses(c, wanted))}

    async def result(self, job: str) -> Result:
        """What a job that is done made; see JobEngine."""
        found = await self._call(lambda: self._client.list_workflows(workflow_ids=[job]))
        if not found:
            raise NoSuchJobError("There is no such job any more. Ask for it again.")
        return result_of(found[0])

    async def progress(self, job: str) -> Progress | None:
        """The latest that a job has shown."""
        try:
            shown = await self._call(lambda: self._client.get_event(job, "progress", 0))
        except UnpicklingRefusedError:
            return None
        if not isinstance(shown, dict):
            return None
        return Progress(shown["share"], shown["text"], tuple(shown["blobs"]))

    async def cancel(self, job: str, owner: str) -> bool:
        """Stop a job of this owner's."""
        mine = select(status.c.workflow_uuid).where(
            status.c.workflow_uuid == job,
            status.c.authenticated_user == owner,
            status.c.status.in_(UNDER_WAY),
        )
        if not await self._do(lambda connection: connection.execute(mine).all()):
            return False
        await self._call(lambda: self._client.cancel_workflow(job))
        return True

    async def list_unfinished(self) -> Sequence[Status]:
        """Every job that is not settled."""
        wanted = every_job().where(asked.c.settled.is_(False))
        return await self._do(lambda connection: statuses(connection, wanted))

    async def newest(self, owner: str, most: int) -> Sequence[Status]:
        """A person's last jobs, the newest first."""
        newest_first = every_job().order_by(None).order_by(asked.c.number.desc())
        wanted = newest_first.where(asked.c.owner == owner).limit(most)
        return await self._do(lambda connection: statuses(connection, wanted))

    async def settle(self, job: str) -> None:
        """Note that the end of a job was seen."""
        seen = update(asked).where(asked.c.id == job).values(settled=True)
        await self._do(lambda connection: connection.execute(seen))

    async def of(self, owner: str) -> Sequence[tuple[Status, Result | None]]:
        """Every job of a person, with what it made."""
        wanted = every_job().where(asked.c.owner == owner)
        jobs = await self._do(lambda connection: statuses(connection, wanted))
        return [(job, await self._made(job)) for job in jobs]

    async def _made(self, job: Status) -> Result | None:
        try:
            return await self.result(job.id) if job.state == "done" else None
        except JobsAwayError:
            raise
        except JobError:
            return None  # it cannot be read, which is no reason to keep it from its owner

    async def forget(self, owner: str) -> int:
        """Stop and remove every job of a person."""
        ids = [job.id for job, _ in await self.of(owner)]
        if ids:
            await self._call(lambda: self._client.cancel_workflows(ids))
            await self._call(lambda: self._client.delete_workflows(ids))
        gone = delete(asked).where(asked.c.owner == owner)
        await self._do(lambda connection: connection.execute(gone))
        return len(ids)

    async def close(self) -> None:
        """Close every connection."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._client.destroy()
        self._own.dispose()

    def _add(self, connection: Connection, job: Job) -> None:
        lock_owner(connection, job.owner)
        known = select(asked.c.number).where(asked.c.id == job.key)
        if connection.execute(known).first():
            return
        connection.execute(insert(asked).values(**row_of(job)))
        if job.priority != "daily":
            _refuse_too_many(connection, job.owner)
        wanted = (job.kind, dict(job.options), job.owner, job.community, job.priority)
        self._client.enqueue_in_transaction(connection, _options(job), *wanted)

    async def _do(self, work: Callable[[Connection], T]) -> T:
        def transaction() -> T:
            with self._engine.begin() as connection:
                return work(connection)

        return await self._call(transaction)

    async def _call(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(self._prepared, work)
        except DBAPIError as error:
            why = f": {found}" if (found := reason(error)) else ""
            raise JobsAwayError(
                f"The jobs cannot be reached just now{why}. Nothing is lost; please try again in a minute."
            ) from error

    def _prepared(self, work: Callable[[], T]) -> T:
        """The work; where its tables are missing since no worker was ever up, they are made first."""
        try:
            return work()
        except (OperationalError, ProgrammingError) as error:
            if not _is_missing_table(error):
                raise
        prepare(self._own, self._client)
        return work()


def _is_missing_table(error: DBAPIError) -> bool:
    return "no such table" in str(error.orig) or getattr(error.orig, "sqlstate", "") in {
        "42P01",
        "3F000",
    }


def _options(job: Job) -> EnqueueOptions:
    return {
        "workflow_name": WORKFLOW,
        "queue_name": job.priority,
        "workflow_id": job.key,
        "app_version": VERSION,
        "queue_partition_key": job.community,
        "authenticated_user": job.owner,
    }


def _refuse_too_many(connection: Connection, owner: str) -> None:
    """Called with the new job's row in place, so that a refusal takes it away again."""
    under_way = (
        every_job()
        .where(asked.c.owner == owner, status.c.status.in_(UNDER_WAY))
        .where(asked.c.rank != PRIORITIES.index("daily"))
    )
    jobs = statuses(connection, under_way)
    if len(jobs) < MOST_RUNNING + MOST_WAITING:
        return
    waits = [job.wait_s for job in jobs if job.wait_s is not None]
    when = f"in about {max(1, round(min(waits)))} s" if waits else "when the first of them is done"
    raise TooManyJobsError(
        f"You have {len(jobs)} jobs under way, as many as one person may have. "
        f"There is room for the next one {when}; or cancel one with /queue."
    )
