"""What asking remembers: votes, and questions without an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.storage.ports.people import LearnerId


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
