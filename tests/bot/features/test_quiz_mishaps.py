"""What goes wrong around quizzes: crashes, races, forged buttons, items that change meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.errors import ChatError
from bot.chat.event import Action, Person, Place
from bot.chat.platform import MessageRef
from bot.chat.reply import Block, Reply
from bot.chat.reply import Table as Rows
from bot.features.quiz.answers import right_answer
from bot.features.quiz.standings import standings
from bot.storage.ports import LearnerId, QuizAnswer
from knowledge.bank import Bank
from knowledge.posing import LETTERS, pose
from knowledge.question import Question
from knowledge.quiz import Numeric
from tests.bot.features.quizzing import (
    BANK,
    Table,
    channel_question,
    laid,
    start_choice,
    wrong_letter,
)
from tests.fakes import MemoryPoster
from tests.talk import BEN, words


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    async with laid(tmp_path) as table:
        yield table


def reworded(entry: Question) -> Question:
    """The entry after an editor rewrote all its quiz items."""
    items = tuple(
        item.model_copy(update={"prompt": item.prompt + " Reworded."}) for item in entry.quiz
    )
    return entry.model_copy(update={"quiz": items})


class RefusingPoster(MemoryPoster):
    """Refuses to post the first time."""

    refusals = 1

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        if self.refusals:
            self.refusals -= 1
            raise ChatError("I need the permission Send Messages here.")
        return await super().send(where, reply, key)


async def test_a_question_closed_early_and_again_in_time_shows_no_points_of_a_later_one(
    table: Table,
) -> None:
    talk = await channel_question(table)
    await talk.press("Reveal")
    await talk.press("Next question")
    question = replace(talk, last=table.poster.messages["m1"])
    right = LETTERS[(await table.posed(position=1)).right]
    await question.as_(BEN).press(right)

    await table.pass_time(29)
    await table.feature.channel.close("round0/0")

    assert "Ben" not in words(table.poster.messages["m0"])


@pytest.mark.parametrize("verb", ["skip", "hint", "next", "stop"])
async def test_who_started_a_channel_quiz_cannot_see_more_by_the_buttons_of_a_solo_quiz(
    table: Table, verb: str
) -> None:
    talk = await channel_question(table)

    said = await talk.act(Action("quiz", verb, "round0/0/1"))

    assert "no longer works" in words(said)
    assert (said.audience, said.update) == ("asker", False)
    assert not await table.quizzes.answers("round0")


@pytest.mark.parametrize("verb", ["reveal", "follow"])
async def test_a_moderator_cannot_show_the_quiz_that_somebody_takes_alone(
    table: Table, verb: str
) -> None:
    talk, posed = await start_choice(table)
    moderator = replace(talk, who=BEN, powers=frozenset({"moderate"}))

    said = await moderator.act(Action("quiz", verb, "round0/0/"))

    assert "no longer works" in words(said)
    assert posed.prompt not in words(said)
    question = await table.quizzes.question("round0", 0)
    assert question
    assert not question.closed
    assert not table.poster.messages


async def test_a_question_rewritten_while_it_was_open_closes_without_a_wrong_picture(
    table: Table,
) -> None:
    talk = await channel_question(table)
    await talk.as_(BEN).press("A")
    table.read(Bank(map(reworded, BANK)))

    await table.pass_time(31)

    [closed] = table.poster.messages.values()
    assert "was rewritten" in words(closed)
    talk.last = closed
    assert talk.labels == ["Next question"]


async def test_alone_a_rewritten_question_is_passed_over(table: Table) -> None:
    talk, posed = await start_choice(table)
    table.read(Bank(reworded(e) if e.id == posed.entry.id else e for e in BANK))
    after = replace(table.talk(), last=talk.last)

    await after.act(Action("quiz", "next", "round0/0/"))

    assert after.last.title == "Question 2 of 2"


async def test_a_question_that_could_not_be_posted_is_not_taken_for_posted_later(
    table: Table,
) -> None:
    talk = await channel_question(table)
    await talk.press("Reveal")
    closed = talk.last
    table.poster.__class__ = RefusingPoster
    refused = await talk.press("Next question")
    await table.pass_time(31)
    talk.last = closed

    again = await talk.press("Next question")

    assert "Send Messages" in words(refused)
    assert "No question of this quiz is left" in words(again)


async def test_a_question_that_took_longer_to_post_than_it_was_open_is_shown_closed(
    table: Table,
) -> None:
    class SlowPoster(MemoryPoster):
        async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
            await table.pass_time(31)
            return await super().send(where, reply, key)

    table.poster.__class__ = SlowPoster

    await table.talk().use("quiz", kind="choice", count=2, channel=True, seconds=30)

    [shown] = table.poster.messages.values()
    assert shown.title.startswith("Closed")


async def test_no_form_opens_for_a_question_that_is_closed(table: Table) -> None:
    talk = await channel_question(table, kind="numeric")
    await table.pass_time(31)

    await talk.press("Type your answer")

    assert talk.form is None
    assert "closed" in talk.words


async def test_a_starter_who_was_forgotten_hosts_no_more_but_a_moderator_does(
    table: Table,
) -> None:
    talk = await channel_question(table)
    round_ = await table.quizzes.round("round0")
    assert round_
    assert round_.starter is not None
    await table.personal.forget(round_.starter)

    refused = await replace(talk).press("Reveal")
    moderator = replace(talk, who=BEN, powers=frozenset({"moderate"}))
    revealed = await moderator.press("Reveal")

    assert "Only the person who started" in words(refused)
    assert revealed.title.startswith("Closed")


async def test_a_verdict_shows_every_option_with_its_letter(table: Table) -> None:
    talk, posed = await start_choice(table)

    await talk.press(wrong_letter(posed))

    assert all(option in talk.words for option in posed.options)


def test_a_large_exact_number_is_written_out() -> None:
    entry = BANK.get("vgg")
    [item] = [i for i in entry.quiz if i.id == "vgg-3" and isinstance(i, Numeric)]
    posed = pose(entry, item, seed=1)
    assert posed.drawn

    assert right_answer(posed) == f"{posed.drawn.answer:,.0f} {item.unit}"


def answer(who: int, credit: float, name: str = "") -> QuizAnswer:
    return QuizAnswer(0, LearnerId(who), name, "A", credit, False)


def rows(blocks: list[Block]) -> tuple[tuple[str, ...], ...]:
    [table] = [block for block in blocks if isinstance(block, Rows)]
    return table.rows


def test_five_hundred_players_are_ten_rows_and_a_number() -> None:
    blocks = list(
        standings([answer(n, n % 100, f"P{n:03}") for n in range(500)], "Final standings")
    )

    assert len(rows(blocks)) == 10
    assert [rank for rank, _, _ in rows(blocks)] == ["1"] * 5 + ["6"] * 5
    assert "and 490 more" in words(Reply(blocks=tuple(blocks)))


def test_sums_of_parts_that_are_equal_are_ties() -> None:
    shares = [answer(1, 0.1, "Ana")] * 3 + [answer(2, 0.3, "Ben")]

    assert [row[0] for row in rows(list(standings(shares, "Standings")))] == ["1", "1"]


def test_a_name_of_nothing_visible_is_somebody() -> None:
    [row] = rows(list(standings([answer(1, 1.0, " \n ")], "Standings")))

    assert row == ("1", "Somebody", "1")


async def test_a_name_is_one_line_in_the_standings(table: Table) -> None:
    talk = await channel_question(table)
    right = LETTERS[(await table.posed()).right]
    hostile = Person("web", "eve", "Eve\n| 1 | Boss | 99 |\u202e@everyone")
    await talk.as_(hostile).press(right)

    await talk.press("Reveal")

    [shown] = [block for block in talk.last.blocks if isinstance(block, Rows)]
    assert shown.rows == (("1", "Eve | 1 | Boss | 99 |@everyone", "1"),)


async def test_a_question_whose_posting_was_cut_short_closes_where_it_arrived(
    table: Table,
) -> None:
    class CutPoster(MemoryPoster):
        async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
            await super().send(where, reply, key)
            raise ConnectionError("the process died here")

    table.poster.__class__ = CutPoster
    await table.talk().use("quiz", kind="choice", count=1, channel=True, seconds=30)
    table.poster.__class__ = MemoryPoster

    await table.pass_time(31)

    [shown] = table.poster.messages.values()
    assert shown.title.startswith("Closed")
    assert len(table.poster.messages) == 1


async def test_a_reveal_and_the_end_of_the_time_at_once_show_the_same(table: Table) -> None:
    talk = await channel_question(table)
    await talk.as_(BEN).press("A")
    table.now += timedelta(seconds=30)

    revealed, _ = await asyncio.gather(
        talk.press("Reveal"), table.feature.channel.close("round0/0")
    )

    [shown] = table.poster.messages.values()
    assert revealed.blocks == shown.blocks


async def test_every_button_works_after_a_restart_and_a_day(table: Table) -> None:
    talk, posed = await start_choice(table)
    question = replace(talk)
    table.read(BANK)
    table.now += timedelta(days=1)
    later = replace(table.talk(), last=question.last)

    for label, title in (
        ("Hint", "Question 1 of 2"),
        (LETTERS[posed.right], "Right · Question 1 of 2"),
        ("Next", "Question 2 of 2"),
        ("Skip", "Skipped · Question 2 of 2"),
        ("Score", "Your score: 1 of 2"),
        ("Another round", "Question 1 of 2"),
        ("Stop", "Your score"),
    ):
        assert (await later.press(label)).title == title


async def test_a_press_a_day_late_is_told_that_the_question_is_closed(table: Table) -> None:
    talk = await channel_question(table)
    await talk.as_(BEN).press("A")
    question = talk.last
    table.read(BANK)
    await table.pass_time(86_400)
    later = replace(table.talk(), last=question, who=BEN)

    said = await later.press("B")

    assert "This question is closed. Your answer was A." in words(said)
