"""A person's home: their score and the quiz they are in; other features add their lines, and /help the ways on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta

from bot.chat.event import CommandUsed, Person, Place
from bot.chat.feature import Command, Feature
from bot.chat.reply import Block, Button, Buttons, Reply, Text
from bot.clock import Clock
from bot.features.quiz.put import Spot
from bot.features.quiz.standings import points
from bot.storage.ports import Learners, OpenRound, Score, Scores

Page = Callable[[Person, Place], Awaitable[Reply]]
"""Gathers what every feature has to say, `Conversation.home`."""
RECENT = timedelta(days=7)
"""A quiz begun longer ago is not offered any more."""


class Home:
    """The first lines of the page, and the command that shows all of it."""

    def __init__(self, learners: Learners, scores: Scores, clock: Clock, page: Page) -> None:
        self._learners, self._scores, self._clock, self._page = learners, scores, clock, page

    async def show(self, event: CommandUsed) -> Reply:
        """Handle /home."""
        return await self._page(event.who, event.where)

    async def lines(self, who: Person, _: Place) -> Sequence[Block]:
        """The score, and the quiz to go on with."""
        learner = await self._learners.of(who)
        score = await self._scores.of(learner)
        begun = await self._scores.open_round(learner, self._clock() - RECENT)
        return [Text(_scored(score)), *_open(begun)]


def _scored(score: Score) -> str:
    if not score.answered:
        return "Nothing answered yet. A quiz takes a minute, and every wrong option says why."
    share = 100 * score.points / score.answered
    return f"**Score: {points(score.points)} of {score.answered}** ({share:.0f} %)"


def _open(begun: OpenRound | None) -> Iterator[Block]:
    if begun:
        yield Text(f"Your quiz stands at question {begun.done + 1} of {begun.questions}.")
        yield Buttons((Button("Go on", Spot(begun.id).action("resume"), "primary"),))


def home(handlers: Home) -> Feature:
    """Declare the feature."""
    command = Command("home", "Your score, and what is going on", handlers.show)
    return Feature("home", (command,), home=handlers.lines)
