"""How far people are: what their answers come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.storage.ports.people import LearnerId


@dataclass(frozen=True, slots=True)
class Score:
    """What a learner's answers in all quizzes come to; a question that was skipped was not answered."""

    points: float
    answered: int


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A quiz for one person with questions left."""

    id: str
    done: int
    """Questions that were answered or skipped."""
    questions: int


class Scores(Protocol):
    """What the answers of learners come to."""

    async def of(self, learner: LearnerId) -> Score:
        """Points and answers in all quizzes, alone and in channels."""
        ...

    async def open_round(self, learner: LearnerId, since: datetime) -> OpenRound | None:
        """The learner's latest quiz of their own, if it has questions left and was started after `since`."""
        ...
