"""Our own ports, filled in for tests. Each says how it cheats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.chat.event import Person, Place
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply
from bot.storage.ports import Complaint, Json, LearnerId, Missed
from bot.storage.words import normalised, storable
from generators.blobs import Blob, Stored, key_of, media_type_of
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


class MemoryLearners:
    """Learners that are forgotten when the test ends."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._known: dict[str, LearnerId] = {}

    async def of(self, person: Person) -> LearnerId:
        if person.key not in self._known:
            self._known[person.key] = LearnerId(next(self._numbers))
        return self._known[person.key]


class MemorySeenEvents:
    """SeenEvents that never purges."""

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}

    async def first_time(self, event_id: str, now: datetime) -> bool:
        before = self._seen.get(event_id)
        if before is not None and now - before < timedelta(hours=1):
            return False
        self._seen[event_id] = now
        return True


@dataclass(frozen=True, slots=True)
class _Vote:
    learner: LearnerId
    entry_id: str
    helpful: bool
    reason: str | None
    now: datetime


class MemoryFeedback:
    """Feedback counted anew each time it is asked for."""

    def __init__(self) -> None:
        self._votes: dict[tuple[LearnerId, str], _Vote] = {}

    async def add(
        self, learner: LearnerId, entry_id: str, helpful: bool, reason: str | None, now: datetime
    ) -> None:
        before = self._votes.get((learner, entry_id))
        why = storable(reason) if reason else None
        if why is None and before and before.helpful == helpful:
            why = before.reason
        self._votes[learner, entry_id] = _Vote(learner, entry_id, helpful, why, now)

    async def most_complained(self, limit: int) -> Sequence[Complaint]:
        votes: dict[str, list[_Vote]] = defaultdict(list)
        for vote in self._votes.values():
            votes[vote.entry_id].append(vote)
        complaints = [_complaint(entry_id, cast) for entry_id, cast in votes.items()]
        complaints = [complaint for complaint in complaints if complaint.not_helpful]
        return sorted(complaints, key=lambda c: (-c.not_helpful, c.helpful, c.entry_id))[:limit]


def _complaint(entry_id: str, votes: Sequence[_Vote]) -> Complaint:
    bad = [vote for vote in votes if not vote.helpful]
    bad.sort(key=lambda vote: (vote.now, vote.learner), reverse=True)
    reasons = tuple(vote.reason for vote in bad if vote.reason)
    return Complaint(entry_id, len(votes) - len(bad), len(bad), reasons)


@dataclass(slots=True)
class _Asked:
    learner: LearnerId
    text: str
    last_at: datetime
    nearest_topics: tuple[str, ...]
    times: int = 0


class MemoryMissedQuestions:
    """MissedQuestions grouped anew each time they are asked for."""

    def __init__(self) -> None:
        self._asked: dict[tuple[LearnerId, str], _Asked] = {}

    async def add(
        self, learner: LearnerId, text: str, nearest_topics: Sequence[str], now: datetime
    ) -> None:
        text = storable(text)
        asked = self._asked.setdefault((learner, text), _Asked(learner, text, now, ()))
        asked.times += 1
        asked.last_at, asked.nearest_topics = now, tuple(nearest_topics)

    async def most_frequent(self, limit: int) -> Sequence[Missed]:
        groups: dict[str, list[_Asked]] = defaultdict(list)
        for asked in self._asked.values():
            groups[normalised(asked.text)].append(asked)
        missed = [(_missed(group), text) for text, group in groups.items()]
        missed.sort(key=lambda m: (-m[0].people, -m[0].times, -m[0].last_at.timestamp(), m[1]))
        return [found for found, _ in missed][:limit]


def _missed(group: Sequence[_Asked]) -> Missed:
    spellings: dict[str, list[_Asked]] = defaultdict(list)
    for asked in group:
        spellings[asked.text].append(asked)
    newest = max(group, key=lambda asked: (asked.last_at, asked.learner))
    return Missed(
        text=max(
            spellings,
            key=lambda text: (len(spellings[text]), sum(a.times for a in spellings[text])),
        ),
        people=len({asked.learner for asked in group}),
        times=sum(asked.times for asked in group),
        last_at=newest.last_at,
        nearest_topics=newest.nearest_topics,
    )


@dataclass(slots=True)
class MemorySettings:
    """A SettingsStore that forgets when the test ends."""

    values: dict[tuple[str, str], Json] = field(default_factory=dict)

    async def get(self, scope: str, name: str) -> Json:
        return deepcopy(self.values.get((scope, name)))

    async def put(self, scope: str, name: str, value: Json) -> None:
        self.values[scope, name] = deepcopy(value)


class MemoryBlobs:
    """A BlobStore without files; everything in it is as old as the day of the tests."""

    def __init__(self) -> None:
        self.blobs: dict[str, Blob] = {}

    async def put(self, content: bytes, media_type: str) -> str:
        key = key_of(content, media_type)
        self.blobs[key] = Blob(content, media_type_of(key) or "")
        return key

    async def get(self, key: str) -> Blob | None:
        return self.blobs.get(key)

    async def has(self, key: str) -> bool:
        return key in self.blobs

    def path(self, key: str) -> Path | None:
        return None

    async def delete(self, key: str) -> bool:
        return self.blobs.pop(key, None) is not None

    async def contents(self) -> list[Stored]:
        day = datetime(2026, 1, 5, tzinfo=UTC)
        return [Stored(key, len(each.content), day) for key, each in self.blobs.items()]

    async def sweep(self, older_than: datetime) -> int:
        if older_than < datetime(2026, 1, 5, tzinfo=UTC):
            return 0
        swept = len(self.blobs)
        self.blobs.clear()
        return swept


class MemoryPoster:
    """A Poster whose messages are a dict; `missing` is what preflight finds."""

    def __init__(self) -> None:
        self.messages: dict[str, Reply] = {}
        self.missing: tuple[str, ...] = ()
        self._keys: dict[tuple[Place, str], MessageRef] = {}

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        message = self._keys.setdefault((where, key), MessageRef(where, f"m{len(self._keys)}"))
        self.messages.setdefault(message.id, reply)
        return message

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        self.messages[message.id] = reply

    async def find(self, where: Place, key: str) -> MessageRef | None:
        return self._keys.get((where, key))

    async def preflight(self, where: Place) -> Sequence[str]:
        return self.missing

    async def name_of(self, where: Place) -> str:
        return f"#{where.channel}"


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
