"""A quiz for one person: the first answer counts, and every verdict says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chat.errors import ChatError, StaleError
from bot.chat.event import ActionChosen, Event, FormSent
from bot.chat.feature import Form, HomeLines
from bot.chat.markup import literal
from bot.chat.reply import Reply, Text
from bot.clock import Clock
from bot.features.quiz import cards
from bot.features.quiz.answers import Marked, said
from bot.features.quiz.marking import answer_form, mark_form, mark_letter
from bot.features.quiz.put import NEW_QUIZ, Put, Putter, Spot
from bot.storage.ports import LearnerId, Learners, NewAnswer, QuizAnswer, QuizRound, Quizzes
from knowledge.question import Question

NOT_YOURS = "This quiz is somebody else's. Start your own with /quiz."


@dataclass(frozen=True, slots=True)
class Solo:
    """One person's way through a round."""

    putter: Putter
    quizzes: Quizzes
    learners: Learners
    clock: Clock
    ends_with: HomeLines | None = None
    """What else is said to a person whose round is over."""

    async def first(self, event: Event, round_: QuizRound) -> Reply:
        """Put the first question."""
        return await self._next(event, round_)

    async def pick(self, event: ActionChosen) -> Reply:
        """Mark a pressed letter."""
        put = await self._own(event)
        return await self._count(event, put, mark_letter(put.posed, Spot.of(event.action).chosen))

    async def form(self, event: ActionChosen) -> Form:
        """Open the form of a typed answer."""
        put = await self._own(event)
        return answer_form(put.posed, event.action)

    async def typed(self, event: FormSent) -> Reply:
        """Mark a typed answer; what cannot be read is said and may be sent again."""
        put = await self._own(event)
        return await self._count(event, put, mark_form(put.posed, event.values, self.putter.words))

    async def hint(self, event: ActionChosen) -> Reply:
        """Show one more hint of the question's entry."""
        put = await self._own(event)
        if await self._answered(put):
            return replace(await self._next(event, put.round), update=True)
        chosen = Spot.of(event.action).chosen
        if not (chosen.isascii() and chosen.isdigit()):
            raise StaleError(NEW_QUIZ)
        return replace(cards.solo_question(put, int(chosen)), update=True)

    async def skip(self, event: ActionChosen) -> Reply:
        """Leave the question out, and see the answer."""
        return await self._count(event, await self._own(event), Marked("", 0.0))

    async def next(self, event: ActionChosen) -> Reply:
        """Put the first question that is not answered yet, or show the score."""
        return replace(await self._next(event, await self._own_round(event)), update=True)

    async def resume(self, event: ActionChosen) -> Reply:
        """Go on with it in a message of its own."""
        return await self._next(event, await self._own_round(event))

    async def stop(self, event: ActionChosen) -> Reply:
        """Show the score as it stands."""
        return replace(await self._score(event, await self._own_round(event)), update=True)

    async def _own_round(self, event: ActionChosen | FormSent) -> QuizRound:
        round_ = await self.putter.round(Spot.of(event.action))
        if round_.shared:
            raise StaleError(NEW_QUIZ)
        if await self._learner(event) != round_.starter:
            raise ChatError(NOT_YOURS)
        return round_

    async def _own(self, event: ActionChosen | FormSent) -> Put:
        await self._own_round(event)
        put, _ = await self.putter.asked(Spot.of(event.action))
        return put

    async def _learner(self, event: Event) -> LearnerId:
        return await self.learners.of(event.who)

    async def _count(self, event: Event, put: Put, marked: Marked) -> Reply:
        answer = NewAnswer(
            put.round.id,
            put.position,
            await self._learner(event),
            event.who.key,
            marked.given,
            marked.credit,
            self.clock(),
        )
        recorded, counts = await self.quizzes.record(answer)
        if recorded == "kept":
            return replace(cards.verdict(put, marked), update=True)
        first = (
            f"You answered {literal(said(put.posed, counts.given))}."
            if counts and counts.given
            else "You skipped it."
        )
        return Reply(
            "", (Text(f"This question is done. {first} The first answer counts."),), "asker"
        )

    async def _answered(self, put: Put) -> bool:
        return bool(await self.quizzes.answers(put.round.id, put.position))

    async def _next(self, event: Event, round_: QuizRound) -> Reply:
        done = {answer.position for answer in await self.quizzes.answers(round_.id)}
        for position in range(len(round_.items)):
            put = self.putter.at(round_, position)
            if position not in done and put and await self._can_be_put(put):
                return cards.solo_question(put)
        return await self._score(event, round_)

    async def _can_be_put(self, put: Put) -> bool:
        """Whether it was not put yet, or is still worded as it was when it was put."""
        if await self.quizzes.put(put.question):
            return True
        before = await self.quizzes.question(put.round.id, put.position)
        return before is not None and before.fingerprint == put.question.fingerprint

    async def _score(self, event: Event, round_: QuizRound) -> Reply:
        answers = await self.quizzes.answers(round_.id)
        more = await self.ends_with(event.who, event.where) if self.ends_with else ()
        return cards.score(round_, answers, self._missed(round_, answers), more)

    def _missed(self, round_: QuizRound, answers: Sequence[QuizAnswer]) -> list[Question]:
        wrong = (self.putter.at(round_, a.position) for a in answers if a.credit < 1)
        entries = {put.posed.entry.id: put.posed.entry for put in wrong if put}
        return list(entries.values())
