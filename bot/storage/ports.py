"""What features ask of storage. `Sql…` fills it in; `Memory…` in tests/fakes.py does so for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from bot.chat.event import Person

LearnerId = NewType("LearnerId", int)
"""Who learns, however many accounts on however many platforms they have."""

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Complaint:
    """What people voted about one entry that somebody found not helpful."""

    entry_id: str
    helpful: int
    not_helpful: int
    reasons: tuple[str, ...]
    """Why it was not helpful, newest first."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that the bank does not answer."""

    text: str
    """As most people typed it."""
    people: int
    times: int
    last_at: datetime
    nearest_topics: tuple[str, ...]
    """What came nearest when it was asked last."""


class Learners(Protocol):
    """Who is who."""

    async def of(self, person: Person) -> LearnerId:
        """The learner this person is; made on first sight, always the same afterwards."""
        ...


class SeenEvents(Protocol):
    """Which events were handled already: platforms deliver some twice."""

    async def first_time(self, event_id: str, now: datetime) -> bool:
        """Whether this event was not seen within the last hour; of many callers at once, one is told so."""
        ...


class Feedback(Protocol):
    """What people think of the bank's entries: one vote per learner and entry."""

    async def add(
        self, learner: LearnerId, entry_id: str, helpful: bool, reason: str | None, now: datetime
    ) -> None:
        """Vote. It replaces the learner's earlier vote; without a reason, that of the same vote is kept."""
        ...

    async def most_complained(self, limit: int) -> Sequence[Complaint]:
        """Entries that somebody found not helpful, most such votes first, then fewest helpful ones."""
        ...


class MissedQuestions(Protocol):
    """Questions that found no answer."""

    async def add(
        self, learner: LearnerId, text: str, nearest_topics: Sequence[str], now: datetime
    ) -> None:
        """Record that a learner asked this in vain; of a long text the first 500 characters are kept."""
        ...

    async def most_frequent(self, limit: int) -> Sequence[Missed]:
        """What most people missed first, then what was asked most often, then the newest.

        Texts that differ in case, spacing or punctuation at the end are one question.
        """
        ...


class SettingsStore(Protocol):
    """What was set in chat, as opposed to the environment."""

    async def get(self, scope: str, name: str) -> Json:
        """The value of a setting; None when it was never put. `scope` is the key of a person, community or place."""
        ...

    async def put(self, scope: str, name: str, value: Json) -> None:
        """Set a value, in the place of an earlier one."""
        ...
