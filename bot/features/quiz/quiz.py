"""/quiz: who plays, about what, and where each button leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from random import Random

from bot.chat.errors import ChatError, StaleError
from bot.chat.event import Action, ActionChosen, CommandUsed, Event, FormSent
from bot.chat.feature import Command, Feature, Form, FormFlow, HomeLines, Option
from bot.chat.platform import Poster
from bot.chat.reply import Button, Choice, Reply
from bot.clock import Clock
from bot.features.quiz.channel import Channel
from bot.features.quiz.put import NEW_QUIZ, Putter, Spot
from bot.features.quiz.solo import Solo
from bot.rates import Rate, Rates
from bot.storage.ports import Json, LearnerId, Learners, QuizRound, Quizzes
from generators.blobs import BlobStore
from knowledge.bank import Bank
from knowledge.picking import KINDS, Wanted, pick, reference
from knowledge.question import LEVELS, Question

NewId = Callable[[], str]
"""Gives an id that nobody can guess, of at most 16 letters and digits."""
USUAL = 5
"""Questions of a quiz when nobody says how many."""
FROM_CARD = 3
"""Questions of a quiz that was started from an entry's card."""
KIND_NAMES = {
    "choice": "multiple choice",
    "true_false": "true or false",
    "numeric": "calculation",
    "cloze": "fill the gap",
    "order": "put in order",
}


STARTS, PRESSES, POSTS = Rate(10, 60), Rate(60, 60), Rate(3, 60)
"""Quizzes a person starts, answers a person gives, quizzes that are started in a place."""


@dataclass(frozen=True, slots=True)
class Chance:
    """What is different each time."""

    rng: Random
    new_id: NewId


@dataclass(frozen=True, slots=True)
class QuizStores:
    """What quizzes remember, and what is said after one from what others remember."""

    quizzes: Quizzes
    learners: Learners
    blobs: BlobStore
    ends_with: HomeLines | None = None


class Quiz:
    """Starts rounds and hands each press to the solo or the channel side of its round."""

    def __init__(
        self, bank: Bank, stores: QuizStores, poster: Poster, clock: Clock, chance: Chance
    ) -> None:
        quizzes, learners = stores.quizzes, stores.learners
        putter = Putter(bank, quizzes)
        self.bank = bank
        self.solo = Solo(putter, quizzes, learners, clock, stores.ends_with)
        self.channel = Channel(putter, quizzes, learners, poster, stores.blobs, clock)
        self._quizzes, self._learners, self._putter = quizzes, learners, putter
        self._clock, self._chance, self._rates = clock, chance, Rates(clock)

    async def start(self, event: CommandUsed) -> Reply:
        """Handle /quiz."""
        options = event.options
        kind = str(options.get("kind", ""))
        wanted = Wanted(
            str(options.get("topic", "")),
            str(options.get("level", "")),
            (kind,) if kind else KINDS,
        )
        shared = bool(options.get("channel", False))
        if shared and event.where.private:
            raise ChatError(
                "There is nobody else here. Leave out the option channel, or ask in a channel."
            )
        plan = _Plan(
            wanted, int(options.get("count", USUAL)), shared, int(options.get("seconds", 60))
        )
        return await self._begin(event, plan)

    async def begin(self, event: ActionChosen) -> Reply:
        """Start a quiz about anything, from a welcome card's button."""
        return await self._begin(event, _Plan(Wanted(), USUAL))

    async def from_card(self, event: ActionChosen) -> Reply:
        """Handle "Quiz me on this" on an entry's card."""
        entry = event.action.argument
        if entry not in self.bank:
            raise StaleError("Its entry is no longer in the bank. " + NEW_QUIZ)
        return await self._begin(event, _Plan(Wanted(entry=entry), FROM_CARD))

    async def again(self, event: ActionChosen) -> Reply:
        """Another round like the one before."""
        round_ = await self._putter.round(Spot.of(event.action))
        return await self._begin(event, _Plan(_wanted(round_.wanted), len(round_.items)))

    async def _begin(self, event: Event, plan: _Plan) -> Reply:
        self._rates.use(f"quiz start {event.who.key}", STARTS)
        if plan.shared:
            self._rates.use(f"quiz post {event.where.key}", POSTS)
        learner = await self._learners.of(event.who)
        round_ = await self._round(event, learner, plan)
        await self._quizzes.start(round_)
        if plan.shared:
            return await self.channel.first(round_)
        return await self.solo.first(event, round_)

    async def _round(self, event: Event, learner: LearnerId, plan: _Plan) -> QuizRound:
        seen = (
            await self._quizzes.seen_in(event.where)
            if plan.shared
            else await self._quizzes.seen(learner)
        )
        items = pick(self.bank, plan.wanted, plan.count, seen, self._chance.rng)
        return QuizRound(
            id=self._chance.new_id(),
            starter=learner,
            where=event.where,
            shared=plan.shared,
            wanted=_kept(plan.wanted),
            seed=self._chance.rng.getrandbits(31),
            seconds=plan.seconds,
            items=tuple(reference(*item) for item in items),
            started_at=self._clock(),
        )

    async def pick(self, event: ActionChosen) -> Reply:
        """Mark or count a pressed letter."""
        return await (await self._side(event)).pick(event)

    async def form(self, event: ActionChosen) -> Form:
        """Open the form of a typed answer."""
        return await (await self._side(event)).form(event)

    async def typed(self, event: FormSent) -> Reply:
        """Mark a typed answer."""
        return await (await self._side(event)).typed(event)

    async def _side(self, event: ActionChosen | FormSent) -> Solo | Channel:
        self._rates.use(f"quiz press {event.who.key}", PRESSES)
        round_ = await self._putter.round(Spot.of(event.action))
        return self.channel if round_.shared else self.solo


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a round shall be like."""

    wanted: Wanted
    count: int
    shared: bool = False
    seconds: int = 60


def _kept(wanted: Wanted) -> Json:
    return {**asdict(wanted), "kinds": list(wanted.kinds)}


def _wanted(kept: Json) -> Wanted:
    match kept:
        case {"topic": str(topic), "level": str(level), "kinds": list(kinds), "entry": str(entry)}:
            return Wanted(topic, level, tuple(map(str, kinds)), entry)
        case _:
            raise StaleError(NEW_QUIZ)


def quiz(feature: Quiz) -> Feature:
    """Declare the feature."""
    solo, channel = feature.solo, feature.channel
    topics = tuple(Choice(topic.capitalize(), topic) for topic in feature.bank.topics)[:25]
    options = (
        Option("topic", "What to be asked about; anything when left out", choices=topics),
        Option("level", "How hard", choices=tuple(Choice(x.capitalize(), x) for x in LEVELS)),
        Option(
            "kind",
            "Which kind of question",
            choices=tuple(Choice(n, k) for k, n in KIND_NAMES.items()),
        ),
        Option("count", "How many questions; 5 when left out", "whole", least=1, most=20),
        Option("channel", "Ask everybody in this channel", "yes-no"),
        Option(
            "seconds",
            "In a channel: how long each question is open; 60 when left out",
            "whole",
            least=10,
            most=3600,
        ),
    )
    command = Command(
        "quiz",
        "Take a quiz, alone or with the channel",
        feature.start,
        options,
        shortcut="Quiz me",
    )
    actions = {
        "pick": feature.pick,
        "hint": solo.hint,
        "skip": solo.skip,
        "next": solo.next,
        "resume": solo.resume,
        "stop": solo.stop,
        "reveal": channel.reveal,
        "follow": channel.next,
        "again": feature.again,
        "begin": feature.begin,
        "entry": feature.from_card,
    }
    return Feature("quiz", (command,), actions, {"type": FormFlow(feature.form, feature.typed)})


def quiz_button(entry: Question) -> Button | None:
    """ "Quiz me on this" for the card of an entry that has quiz items."""
    return Button("Quiz me on this", Action("quiz", "entry", entry.id)) if entry.quiz else None
