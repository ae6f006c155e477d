"""How a channel's question went: who chose what, why, and who leads."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.charts import Bar, distribution, in_words
from bot.chat.reply import Block, Button, Buttons, Picture, Reply, Text
from bot.features.entry_card import CardState
from bot.features.quiz import cards
from bot.features.quiz.answers import lettered, solution
from bot.features.quiz.put import Put, Spot
from bot.features.quiz.standings import standings
from bot.storage.ports import QuizAnswer, QuizRound
from generators.blobs import BlobStore
from knowledge.posing import LETTERS


async def outcome(put: Put, given: Sequence[QuizAnswer], blobs: BlobStore) -> Reply:
    """The card of a closed question, from all answers of its round.

    The standings count no later question, which may be open still.
    """
    until = [answer for answer in given if answer.position <= put.position]
    answers = [answer for answer in until if answer.position == put.position]
    blocks = (
        *await how_it_went(put, answers, blobs),
        *standings(until, "Final standings" if put.is_last else "Standings"),
        _after(put),
    )
    return Reply(f"Closed · {cards.heading(put.round, put.position)}", blocks)


async def how_it_went(
    put: Put, answers: Sequence[QuizAnswer], blobs: BlobStore
) -> tuple[Block, ...]:
    """The question, how many chose what, what is right, and why."""
    chosen = await _picture(put, answers, blobs) if answers else Text("_Nobody answered in time._")
    return (cards.prompt(put), chosen, *solution(put.posed))


def gone(round_: QuizRound, position: int) -> Reply:
    """The card of a closed question whose item is not what it was."""
    words = Text("This question has left the bank or was rewritten, so its answer is not shown.")
    after = () if position + 1 >= len(round_.items) else (Buttons((_following(round_, position),)),)
    return Reply(f"Closed · {cards.heading(round_, position)}", (words, *after))


def _following(round_: QuizRound, position: int) -> Button:
    return Button("Next question", Spot(round_.id, position).action("follow"), "primary")


async def _picture(put: Put, answers: Sequence[QuizAnswer], blobs: BlobStore) -> Picture:
    bars = _bars(put, answers)
    png = await asyncio.to_thread(distribution, bars)
    return Picture(await blobs.put(png, "image/png"), in_words(bars))


def _bars(put: Put, answers: Sequence[QuizAnswer]) -> list[Bar]:
    """How many chose each letter; of typed answers how many were right."""
    if put.posed.item.kind in ("choice", "true_false"):
        right = LETTERS[put.posed.right]
        letters = [letter for letter, _ in lettered(put.posed)]
        return [Bar(x, sum(a.given == x for a in answers), right=x == right) for x in letters]
    hits = sum(answer.credit >= 1 for answer in answers)
    return [Bar("Right", hits, right=True), Bar("Other", len(answers) - hits, right=False)]


def _after(put: Put) -> Buttons:
    following = () if put.is_last else (_following(put.round, put.position),)
    return Buttons((*following, entry_button(put)))


def entry_button(put: Put) -> Button:
    """Opens the entry that the question belongs to."""
    return Button("Read the entry", CardState(put.posed.entry.id).action("show"))
