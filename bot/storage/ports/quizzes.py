"""Quiz rounds, their questions and the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.chat.event import Place
from bot.chat.platform import MessageRef
from bot.storage.ports.people import Json, LearnerId


@dataclass(frozen=True, slots=True)
class QuizRound:
    """Quiz questions put one after the other, to one person or to a channel."""

    id: str
    starter: LearnerId | None
    """None once the starter was forgotten."""
    where: Place
    shared: bool
    """Whether everybody in the place answers, each question being open for `seconds`."""
    wanted: Json
    """What the questions were to be about, for another round like it."""
    seed: int
    seconds: int
    items: tuple[str, ...]
    """References of the quiz items, in the order they are put."""
    started_at: datetime


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """One question of a round as it was put."""

    round_id: str
    position: int
    fingerprint: str
    """Of the item's text, so that an answer never counts for a question that was rewritten meanwhile."""
    closes_at: datetime | None = None
    message: MessageRef | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer as it comes in; `credit` from 0 to 1."""

    round_id: str
    position: int
    learner: LearnerId
    account: str
    """Key of the person who gave it: of a learner with several accounts, the one that was used."""
    given: str
    credit: float
    at: datetime


@dataclass(frozen=True, slots=True)
class QuizAnswer:
    """An answer that counts; `credit` from 0 to 1, `changed` when it took the place of another one."""

    position: int
    learner: LearnerId
    name: str
    """Of the account that gave it; empty where the learner hides."""
    given: str
    credit: float
    changed: bool


Recorded = Literal["kept", "changed", "same", "spent", "closed"]
"""What became of an answer: it counts, it took the place of the first, it was the same again, there was nothing left to
change, or the question was closed."""


class Quizzes(Protocol):
    """Quiz rounds, their questions and the answers."""

    async def start(self, round_: QuizRound) -> None:
        """Keep a new round."""
        ...

    async def round(self, round_id: str) -> QuizRound | None:
        """The round, or None when it is not known (any more)."""
        ...

    async def put(self, question: QuizQuestion) -> bool:
        """Open a question of a round; False when it was opened before, and nothing changes.

        With `closes_at`, `Due("quiz", "ROUND/POSITION")` is on the agenda from then on.
        """
        ...

    async def posted(self, round_id: str, position: int, message: MessageRef) -> None:
        """Keep where a channel's question was posted."""
        ...

    async def question(self, round_id: str, position: int) -> QuizQuestion | None:
        """A question as it was put, or None when it was not."""
        ...

    async def record(self, answer: NewAnswer) -> tuple[Recorded, QuizAnswer | None]:
        """Count an answer by the rule of its round, in one transaction, and say what became of it.

        Alone, the first answer counts. In a channel the first counts, another one before closing changes it once, and
        every further one changes nothing. The answer returned is the one that counts now.
        """
        ...

    async def close(self, round_id: str, position: int) -> bool:
        """Close a question; True for the one caller who closed it."""
        ...

    async def answers(self, round_id: str, position: int | None = None) -> Sequence[QuizAnswer]:
        """Every answer that counts, to one question or to all of the round, in the order they first came in."""
        ...

    async def seen(self, learner: LearnerId) -> Mapping[str, int]:
        """How often each item was put to a learner who answered or skipped it."""
        ...

    async def seen_in(self, where: Place) -> Mapping[str, int]:
        """How often each item was put to everybody in a place."""
        ...
