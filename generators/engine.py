"""What the chat process asks of the worker: jobs as plain data, and the port that carries them. No torch, no SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

Priority = Literal["interactive", "daily", "training"]
"""Who goes first; within one, who asked first."""
PRIORITIES: tuple[Priority, ...] = ("interactive", "daily", "training")

State = Literal["waiting", "running", "done", "failed", "cancelled"]
MOST_RUNNING, MOST_WAITING = 2, 3
"""Jobs of one person at a time; daily ones do not count."""


class JobError(Exception):
    """What went wrong with a job; its text is for the person who asked."""


class TooManyJobsError(JobError):
    """This person has as many jobs under way as one person may; says when the next one can be asked for."""


class NoSuchJobError(JobError):
    """There is no such job, or not any more."""


class JobsAwayError(JobError):
    """The database of jobs cannot be reached just now."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be made."""

    kind: str
    """A worker's task, such as generate_image."""
    options: Mapping[str, Json]
    """What that task takes, the seed included: the same options give the same result."""
    owner: str
    """Who asked: a person's key."""
    community: str
    """Where: a guild or workspace. No community keeps the others waiting."""
    key: str
    """Names this wish: asked for twice, it is one job. It is the job's id."""
    priority: Priority = "interactive"
    reply_to: Json = None
    """Where the result belongs; nobody here looks inside."""


@dataclass(frozen=True, slots=True)
class Status:
    """How far a job is."""

    id: str
    state: State
    job: Job
    ahead: int
    """Waiting jobs that come first; 0 unless it is waiting itself."""
    wait_s: float | None
    """About how long until it is done; None where nothing was measured yet, or no worker is up."""
    worker_up: bool
    """Whether any worker was seen within the last seconds."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a running job has to show so far."""

    share: float
    """From 0 to 1."""
    text: str = ""
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a job made, and how to get it again."""

    again: str
    """The command that gives the same bytes."""
    settings: Mapping[str, Json]
    """Every option as it was used, defaults and seed included."""
    text: str = ""
    blobs: tuple[str, ...] = ()
    """Keys in the blob store."""
    figures: Mapping[str, Json] = field(default_factory=dict)
    """What was measured: seconds, the device."""


class JobEngine(Protocol):
    """Keeps jobs until they are done, whatever process dies meanwhile. Raises JobsAwayError."""

    async def enqueue(self, job: Job) -> Status:
        """Ask for a job; a key that is known already gives that job as it stands.

        Raises TooManyJobsError.
        """
        ...

    async def status(self, ids: Collection[str]) -> Mapping[str, Status]:
        """The jobs that there are of these."""
        ...

    async def result(self, job: str) -> Result:
        """What a job that is done made.

        Raises NoSuchJobError; JobError, in the words for the person: it failed, was cancelled, or is not done yet.
        """
        ...

    async def progress(self, job: str) -> Progress | None:
        """The latest that a job has shown; None before that."""
        ...

    async def cancel(self, job: str, owner: str) -> bool:
        """Stop a job, waiting or running; False when it is not this owner's or has ended."""
        ...

    async def list_unfinished(self) -> Sequence[Status]:
        """Every job that is not settled, in the order they were asked for: also those that ended meanwhile."""
        ...

    async def newest(self, owner: str, most: int) -> Sequence[Status]:
        """A person's last jobs, whatever became of them, the newest first."""
        ...

    async def settle(self, job: str) -> None:
        """Note that whoever asked has seen the end of a job."""
        ...


class PersonalJobs(Protocol):
    """A person's jobs, for their export and their right to be forgotten."""

    async def of(self, owner: str) -> Sequence[tuple[Status, Result | None]]:
        """Every job of a person, with what it made."""
        ...

    async def forget(self, owner: str) -> int:
        """Stop and remove every job of a person; how many. Blobs are the caller's to remove."""
        ...
