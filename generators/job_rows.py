"""Jobs as rows: how they are written, and what the rows say of them."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from dbos import WorkflowStatus
from sqlalchemy import Connection, Row, Select, select

from generators.engine import PRIORITIES, Job, JobError, Result, State, Status
from generators.jobs_database import SLOTS, asked, now_ms, status, workers

_STATES: dict[str, State] = {
    "ENQUEUED": "waiting",
    "DELAYED": "waiting",
    "PENDING": "running",
    "SUCCESS": "done",
    "ERROR": "failed",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
    "CANCELLED": "cancelled",
}
UNDER_WAY = ("ENQUEUED", "DELAYED", "PENDING")
_GIVEN_UP = "This job stopped its worker again and again, so it was given up. Try other options."
_NOT_YET = "This job is not done yet."
_UNREADABLE = "What this job made cannot be read any more. Ask for it again."
UP_MS = 10_000
"""A worker that was seen within this time is up."""


def row_of(job: Job) -> dict[str, Any]:
    """What is written when a job is asked for."""
    return {
        "id": job.key,
        "kind": job.kind,
        "options": json.dumps(dict(job.options)),
        "owner": job.owner,
        "community": job.community,
        "rank": PRIORITIES.index(job.priority),
        "reply_to": json.dumps(job.reply_to),
        "runs": 0,
        "settled": False,
    }


def every_job() -> Select[Any]:
    """Every job, in the order they were asked for."""
    return (
        select(asked, status.c.status.label("state"))
        .join(status, status.c.workflow_uuid == asked.c.id)
        .order_by(asked.c.number)
    )


def statuses(connection: Connection, wanted: Select[Any]) -> list[Status]:
    """How far the wanted jobs are."""
    rows = connection.execute(wanted).all()
    medians, line = _medians(connection) if rows else None, _line(connection, rows)
    return [_status(row, medians, bisect_left(line, (row.rank, row.number))) for row in rows]


def _status(row: Row[Any], medians: Mapping[str, float] | None, before: int) -> Status:
    state, priority = _STATES[row.state], PRIORITIES[row.rank]
    ahead = before if state == "waiting" else 0
    median = medians.get(row.kind) if medians and row.state in UNDER_WAY else None
    rounds = 1 + ahead // SLOTS[priority].community
    options, reply_to = json.loads(row.options), json.loads(row.reply_to)
    job = Job(row.kind, options, row.owner, row.community, row.id, priority, reply_to)
    wait_s = None if median is None else median * rounds
    return Status(row.id, state, job, ahead, wait_s, worker_up=medians is not None)


def _line(connection: Connection, rows: Sequence[Row[Any]]) -> list[tuple[int, int]]:
    """Everything that waits, as (rank, number), next one first; empty where none of these rows does."""
    if not any(_STATES[row.state] == "waiting" for row in rows):
        return []
    waiting = (
        select(asked.c.rank, asked.c.number)
        .join(status, status.c.workflow_uuid == asked.c.id)
        .where(status.c.status == "ENQUEUED")
        .order_by(asked.c.rank, asked.c.number)
    )
    return [(rank, number) for rank, number in connection.execute(waiting)]


def _medians(connection: Connection) -> dict[str, float] | None:
    """Seconds by kind of job, as the workers that are up have measured; None when none is."""
    up = select(workers.c.medians).where(workers.c.seen_ms > now_ms(connection) - UP_MS)
    rows = connection.execute(up).scalars().all()
    return {kind: s for row in rows for kind, s in json.loads(row).items()} if rows else None


def result_of(found: WorkflowStatus) -> Result:
    """What a job made. Raises JobError, in words, when there is nothing of the kind."""
    match _STATES[found.status]:
        case "done" if isinstance(found.output, dict):
            made = found.output
            return Result(
                made["again"],
                made["settings"],
                made["text"],
                tuple(made["blobs"]),
                made["figures"],
            )
        case "done":
            raise JobError(_UNREADABLE)
        case "failed":
            given_up = found.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
            words = getattr(found.error, "message", _UNREADABLE)  # a text where it was no JSON
            raise JobError(_GIVEN_UP if given_up else words)
        case "cancelled":
            raise JobError("This job was cancelled.")
        case _:
            raise JobError(_NOT_YET)
