"""A quiz for a channel: everybody answers in private, then all see how it went."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.charts import Bar, distribution, in_words
from bot.chat.errors import ChatError
from bot.chat.event import ActionChosen, FormSent
from bot.chat.feature import Form
from bot.chat.markup import literal
from bot.chat.platform import MessageRef, Poster
from bot.chat.reply import Block, Button, Buttons, Facts, Picture, Reply, Text
from bot.clock import Clock
from bot.features.entry_card import CardState
from bot.features.quiz import cards
from bot.features.quiz.marking import answer_form, mark_form, mark_letter
from bot.features.quiz.put import Put, Putter, Spot
from bot.storage.ports import Learners, NewAnswer, QuizAnswer, QuizRound, Quizzes, Recorded
from generators.blobs import BlobStore
from knowledge.posing import LETTERS

_GONE = Reply("This question has left the bank", (Text("It does not count."),))
ONLY_HOSTS = "Only the person who started this quiz, or a moderator, can do that."


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
        put, _ = await self.putter.asked(Spot.of(event.action))
        return await self._count(event, put, mark_letter(put.posed, Spot.of(event.action).chosen))

    async def form(self, event: ActionChosen) -> Form:
        """Open the form of a typed answer."""
        put, _ = await self.putter.asked(Spot.of(event.action))
        return answer_form(put.posed, event.action)

    async def typed(self, event: FormSent) -> Reply:
        """Count a typed answer."""
        put, _ = await self.putter.asked(Spot.of(event.action))
        return await self._count(event, put, mark_form(put.posed, event.values, self.putter.words))

    async def reveal(self, event: ActionChosen) -> Reply:
        """Close the question before its time."""
        spot = Spot.of(event.action)
        put, _ = await self.putter.asked(spot)
        await self._check_host(event, put.round)
        await self.quizzes.close(spot.round_id, spot.position)
        return replace(await self._revealed(put), update=True)

    async def next(self, event: ActionChosen) -> Reply:
        """Post the question after this one."""
        spot = Spot.of(event.action)
        round_ = await self.putter.round(spot)
        await self._check_host(event, round_)
        return await self._post(round_, spot.position + 1)

    async def close(self, key: str) -> None:
        """Close a question whose time is up and show how it went; doing it again changes nothing more."""
        round_id, _, position = key.partition("/")
        round_ = await self.quizzes.round(round_id)
        question = await self.quizzes.question(round_id, int(position))
        if round_ is None or question is None:
            return
        await self.quizzes.close(round_id, question.position)
        put = self.putter.at(round_, question.position)
        reply = await self._revealed(put) if put else _GONE
        await self._show(round_, question.message, key, reply)

    async def _show(
        self, round_: QuizRound, message: MessageRef | None, key: str, reply: Reply
    ) -> None:
        """Put it in the question's place; one that was never posted has nothing to show."""
        if message := message or await self.poster.find(round_.where, key):
            await self.poster.edit(message, reply)

    async def _post(self, round_: QuizRound, position: int) -> Reply:
        """Open and post a question; doing it again, after a crash or a refusal, posts it at most once."""
        put = self.putter.at(round_, position)
        if put is None:
            raise ChatError("The next question has left the bank. Start a new quiz with /quiz.")
        closes_at = self.clock() + timedelta(seconds=round_.seconds)
        is_new = await self.quizzes.put(replace(put.question, closes_at=closes_at))
        question = await self.quizzes.question(round_.id, position)
        if question is None or question.message or question.closed:
            return _privately("That question is already posted.")
        key = f"{round_.id}/{position}"
        message = None if is_new else await self.poster.find(round_.where, key)
        message = message or await self.poster.send(round_.where, _question(put), key)
        await self.quizzes.posted(round_.id, position, message)
        return _privately(
            f"Posted. It closes in {_duration(round_.seconds)}, or when you press Reveal."
        )

    async def _check_host(self, event: ActionChosen, round_: QuizRound) -> None:
        may = event.powers & {"moderate", "manage"}
        if not may and await self.learners.of(event.who) != round_.starter:
            raise ChatError(ONLY_HOSTS)

    async def _count(self, event: ActionChosen | FormSent, put: Put, marked: cards.Marked) -> Reply:
        learner = await self.learners.of(event.who)
        answer = NewAnswer(
            put.round.id, put.position, learner, marked.given, marked.credit, self.clock()
        )
        recorded, counts = await self.quizzes.record(answer)
        return _privately(_noted(recorded, counts))

    async def _revealed(self, put: Put) -> Reply:
        answers = await self.quizzes.answers(put.round.id, put.position)
        blocks = [
            Text(f"**{literal(put.posed.prompt)}**"),
            Facts(
                (("Right answer", cards.right_answer(put.posed)), ("Answers", str(len(answers))))
            ),
            *([await self._picture(put, answers)] if answers else []),
            *cards.explanation(put.posed),
            *cards.standings(await self.quizzes.answers(put.round.id)),
            _after(put),
        ]
        return Reply(f"Closed · {cards.heading(put)}", tuple(blocks))

    async def _picture(self, put: Put, answers: Sequence[QuizAnswer]) -> Block:
        bars = _bars(put, answers)
        png = await asyncio.to_thread(distribution, bars)
        return Picture(await self.blobs.put(png, "image/png"), in_words(bars))


def _question(put: Put) -> Reply:
    note = Text(
        f"Answer within {_duration(put.round.seconds)}. Only you see your answer; you may change it once."
    )
    reveal = Buttons((Button("Reveal", put.spot.action("reveal")),))
    return Reply(cards.heading(put), (*cards.question_blocks(put), note, reveal))


def _bars(put: Put, answers: Sequence[QuizAnswer]) -> list[Bar]:
    """How many chose each letter; of typed answers how many were right."""
    if put.posed.item.kind in ("choice", "true_false"):
        right = LETTERS[put.posed.right]
        letters = [letter for letter, _ in cards.lettered(put.posed)]
        return [Bar(x, sum(a.given == x for a in answers), right=x == right) for x in letters]
    hits = sum(answer.credit >= 1 for answer in answers)
    return [Bar("Right", hits, right=True), Bar("Other", len(answers) - hits, right=False)]


def _after(put: Put) -> Buttons:
    entry = Button("Read the entry", CardState(put.posed.entry.id).action("show"))
    following = (
        () if put.is_last else (Button("Next question", put.spot.action("follow"), "primary"),)
    )
    return Buttons((*following, entry))


def _noted(recorded: Recorded, counts: QuizAnswer | None) -> str:
    given, may_change = (literal(counts.given), not counts.changed) if counts else ("", False)
    return {
        "kept": f"Noted: {given}. You may change it once until the question closes.",
        "changed": f"Changed to {given}. This is final.",
        "same": f"Your answer is {given} already."
        + (" You may change it once." if may_change else ""),
        "spent": f"You have changed your answer once; it stays {given}.",
        "closed": "This question is closed." + (f" Your answer was {given}." if given else ""),
    }[recorded]


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} seconds"
    return f"{minutes} minute{'s' if minutes > 1 else ''}" + (f" {rest} seconds" if rest else "")


def _privately(words: str) -> Reply:
    return Reply("", (Text(words),), "asker")
