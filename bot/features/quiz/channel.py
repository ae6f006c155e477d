"""A quiz for a channel: everybody answers in private, then all see how it went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.chat.errors import ChatError, StaleError
from bot.chat.event import ActionChosen, FormSent
from bot.chat.feature import Form
from bot.chat.markup import literal
from bot.chat.platform import Poster
from bot.chat.reply import Button, Facts, Reply, Text
from bot.clock import Clock
from bot.features.quiz import cards
from bot.features.quiz.answers import Marked, said
from bot.features.quiz.marking import answer_form, mark_form, mark_letter
from bot.features.quiz.outcome import gone, outcome
from bot.features.quiz.put import NEW_QUIZ, Put, Putter, Spot
from bot.storage.ports import (
    Learners,
    NewAnswer,
    QuizQuestion,
    QuizRound,
    Quizzes,
    Recorded,
)
from generators.blobs import BlobStore

ONLY_HOSTS = "Only the person who started this quiz, or a moderator, can do that."
CLOSED = "This question is closed."


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's way through a round."""

    putter: Putter
    quizzes: Quizzes
    learners: Learners
    poster: Poster
    blobs: BlobStore
    clock: Clock

    async def first(self, round_: QuizRound) -> Reply:
        """Post the first question.

        Raises:
            ChatError: it cannot be posted there, in words with what is missing.
        """
        if missing := await self.poster.preflight(round_.where):
            raise ChatError("I cannot post here yet. " + " ".join(missing))
        return await self._post(round_, 0)

    async def pick(self, event: ActionChosen) -> Reply:
        """Count a pressed letter."""
        put, _ = await self._asked(event)
        return await self._count(event, put, mark_letter(put.posed, Spot.of(event.action).chosen))

    async def form(self, event: ActionChosen) -> Form:
        """Open the form of a typed answer."""
        put, question = await self._asked(event)
        if question.closed or (question.closes_at and self.clock() >= question.closes_at):
            raise ChatError(CLOSED)
        return answer_form(put.posed, event.action)

    async def typed(self, event: FormSent) -> Reply:
        """Count a typed answer."""
        put, _ = await self._asked(event)
        return await self._count(event, put, mark_form(put.posed, event.values, self.putter.words))

    async def reveal(self, event: ActionChosen) -> Reply:
        """Close the question before its time."""
        put, _ = await self._asked(event)
        await self._check_host(event, put.round)
        await self.quizzes.close(put.round.id, put.position)
        return replace(await self._closed(put), update=True)

    async def next(self, event: ActionChosen) -> Reply:
        """Post the question after this one."""
        spot = Spot.of(event.action)
        round_ = await self.putter.round(spot)
        if not round_.shared:
            raise StaleError(NEW_QUIZ)
        await self._check_host(event, round_)
        return await self._post(round_, spot.position + 1)

    async def close(self, key: str) -> None:
        """Close a question whose time is up and show how it went; doing it again changes nothing more."""
        round_id, _, position = key.partition("/")
        await self.quizzes.close(round_id, int(position))
        round_ = await self.quizzes.round(round_id)
        question = await self.quizzes.question(round_id, int(position))
        if round_ and question:
            await self._show(round_, question)

    async def _show(self, round_: QuizRound, question: QuizQuestion) -> None:
        """Put how it went in the question's place; one that was never posted has nothing to show."""
        if message := question.message or await self.poster.find(round_.where, _key(question)):
            put = self.putter.at(round_, question.position)
            same = put and put.question.fingerprint == question.fingerprint
            await self.poster.edit(
                message,
                await self._closed(put) if put and same else gone(round_, question.position),
            )

    async def _closed(self, put: Put) -> Reply:
        return await outcome(put, await self.quizzes.answers(put.round.id), self.blobs)

    async def _asked(self, event: ActionChosen | FormSent) -> tuple[Put, QuizQuestion]:
        put, question = await self.putter.asked(Spot.of(event.action))
        if not put.round.shared:
            raise StaleError(NEW_QUIZ)
        return put, question

    async def _post(self, round_: QuizRound, position: int) -> Reply:
        """Open and post the first question from here on that is in the bank; a second try posts none twice.

        Raises:
            ChatError: there is none, or it cannot be posted.
        """
        for at in range(position, len(round_.items)):
            if (put := self.putter.at(round_, at)) and (question := await self._open(put)):
                return await self._posted(put, question)
        raise ChatError("No question of this quiz is left. Start a new one with /quiz.")

    async def _open(self, put: Put) -> QuizQuestion | None:
        """The question, open for its time; None where it closed before it could be posted."""
        closes_at = self.clock() + timedelta(seconds=put.round.seconds)
        is_new = await self.quizzes.put(replace(put.question, closes_at=closes_at))
        question = await self.quizzes.question(put.round.id, put.position)
        if question and not question.message and not is_new:
            message = await self.poster.find(put.round.where, _key(question))
            question = replace(question, message=message)
        return question if question and (question.message or not question.closed) else None

    async def _posted(self, put: Put, question: QuizQuestion) -> Reply:
        if question.message:
            await self.quizzes.posted(put.round.id, put.position, question.message)
            return _privately("That question is already posted.")
        message = await self.poster.send(put.round.where, _question(put), _key(question))
        await self.quizzes.posted(put.round.id, put.position, message)
        now = await self.quizzes.question(put.round.id, put.position)
        if now and now.closed:  # posting took longer than the question was open
            await self._show(put.round, now)
        return _privately(
            f"Posted. It closes in {_duration(put.round.seconds)}, or when you press Reveal."
        )

    async def _check_host(self, event: ActionChosen, round_: QuizRound) -> None:
        may = event.powers & {"moderate", "manage"}
        if not may and await self.learners.of(event.who) != round_.starter:
            raise ChatError(ONLY_HOSTS)

    async def _count(self, event: ActionChosen | FormSent, put: Put, marked: Marked) -> Reply:
        learner = await self.learners.of(event.who)
        answer = NewAnswer(
            put.round.id,
            put.position,
            learner,
            event.who.key,
            marked.given,
            marked.credit,
            self.clock(),
        )
        recorded, counts = await self.quizzes.record(answer)
        given = said(put.posed, counts.given) if counts else ""
        return _privately(_noted(recorded, given, may_change=not (counts and counts.changed)))


def _question(put: Put) -> Reply:
    rules = (
        ("Open for", _duration(put.round.seconds)),
        ("Your answer", "only you see it; you may change it once"),
    )
    blocks = (
        *cards.question_blocks(put),
        Facts(rules),
        *cards.answer_controls(put, Button("Reveal", put.spot.action("reveal"))),
    )
    return Reply(cards.heading(put.round, put.position), blocks)


def _key(question: QuizQuestion) -> str:
    """What names its message, however often it is sent."""
    return f"{question.round_id}/{question.position}"


def _noted(recorded: Recorded, answer: str, *, may_change: bool) -> str:
    given = literal(answer)
    return {
        "kept": f"Noted: {given}. You may change it once until the question closes.",
        "changed": f"Changed to {given}. This is final.",
        "same": f"Your answer is {given} already."
        + (" You may change it once." if may_change else ""),
        "spent": f"You have changed your answer once; it stays {given}.",
        "closed": CLOSED + (f" Your answer was {given}." if given else ""),
    }[recorded]


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} seconds"
    return f"{minutes} minute{'s' if minutes > 1 else ''}" + (f" {rest} seconds" if rest else "")


def _privately(words: str) -> Reply:
    return Reply("", (Text(words),), "asker")
