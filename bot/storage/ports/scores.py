"""How far people are: what their answers come to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from bot.chat.event import Place
from bot.storage.ports.people import LearnerId

Scope = Literal["channel", "server"]


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


@dataclass(frozen=True, slots=True)
class Standing:
    """What a learner's answers in one place, or one community, come to."""

    learner: LearnerId
    name: str
    """Of the account that answered there."""
    points: float
    answered: int
    hidden: bool
    """Whether the learner wants to be named on no list."""


class Scores(Protocol):
    """What the answers of learners come to."""

    async def of(self, learner: LearnerId) -> Score:
        """Points and answers in all quizzes, alone and in channels."""
        ...

    async def open_round(self, learner: LearnerId, since: datetime) -> OpenRound | None:
        """The learner's latest quiz of their own, if it has questions left and was started after `since`."""
        ...

    async def standings(
        self, where: Place, scope: Scope, since: datetime | None, now: datetime
    ) -> Sequence[Standing]:
        """Everybody who answered questions to a channel and its threads, or to all channels of its server, in no order.

        Only questions that are closed count: a list tells nobody how they did before all may know.
        """
        ...

    async def answered_at(self, learner: LearnerId) -> Sequence[datetime]:
        """When the learner answered anything, in order."""
        ...

    async def excused(self, learner: LearnerId) -> Collection[date]:
        """Dates on which a channel where the learner answers daily posts had none, though one was planned."""
        ...
