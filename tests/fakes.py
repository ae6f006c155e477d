"""Our own ports, filled in for tests. Each says how it cheats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.chat.event import Person, Place
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply
from bot.storage.ports import Complaint, Json, LearnerId, Missed
from bot.storage.words import normalised, storable
from generators.blobs import Blob, Stored, key_of, media_type_of
from tests.memory_engine import MemoryEngine as MemoryEngine


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
