"""The home page: a score, the quiz one is in, and the ways on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.chat.event import Person, Place
from bot.chat.reply import Reply
from bot.features.help import help_
from bot.features.home import Home, home
from bot.features.ordering import Ordering
from bot.features.queue import Queue, queue
from bot.features.quiz.quiz import quiz
from bot.router import Router
from bot.storage.learners import SqlLearners
from bot.storage.scores import SqlScores
from generators.engine import Job, JobsAwayError, Status
from tests.bot.features.quizzing import Table, laid
from tests.fakes import MemoryBlobs, MemoryEngine, MemorySeenEvents
from tests.talk import ANA, CHANNEL, Talk


class Engine(MemoryEngine):
    """A MemoryEngine that can be away."""

    away = False

    async def list_unfinished(self) -> Sequence[Status]:
        if self.away:
            raise JobsAwayError("The jobs cannot be reached just now.")
        return await super().list_unfinished()


@dataclass
class House:
    """A bot with a home page, and Ana in it."""

    table: Table
    engine: Engine
    ana: Talk


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with laid(tmp_path) as table:
        engine = Engine()

        async def page(who: Person, where: Place) -> Reply:
            return await router.home(who, where)

        handlers = Home(SqlLearners(table.database), SqlScores(table.database), table.clock, page)
        features = [
            quiz(table.feature),
            home(handlers),
            queue(Queue(Ordering(engine, table.clock))),
            help_(lambda: router.commands),
        ]
        router = Router(features, MemorySeenEvents(), MemoryBlobs(), table.clock, Random(1))
        yield House(table, engine, Talk(router))


async def test_a_new_person_is_told_how_to_begin(house: House) -> None:
    await house.ana.use("home")

    assert "Nothing answered yet" in house.ana.words
    assert house.ana.labels == ["Quiz me", "Ask", "Help"]


async def test_the_page_is_for_its_person_alone_and_the_same_by_command_and_as_a_page(
    house: House,
) -> None:
    shown = await house.ana.use("home")

    assert shown.audience == "asker"
    assert shown == await house.ana.conversation.home(ANA, CHANNEL)


async def test_the_score_counts_points_of_answers_and_leaves_out_what_was_skipped(
    house: House,
) -> None:
    ana = house.ana
    await ana.use("quiz", kind="choice", count=3)
    posed = await house.table.posed()
    await ana.press("ABCDEF"[posed.right])
    await ana.press("Next")
    posed = await house.table.posed(position=1)
    await ana.press("ABCDEF"[(posed.right + 1) % len(posed.options)])
    await ana.press("Next")
    await ana.press("Skip")

    await ana.use("home")

    assert "Score: 1 of 2 (50 %)" in ana.words


async def test_an_open_quiz_goes_on_in_a_message_of_its_own(house: House) -> None:
    ana = house.ana
    await ana.use("quiz", count=2)
    await ana.press("Skip")

    await ana.use("home")
    assert "Your quiz stands at question 2 of 2" in ana.words
    assert ana.labels == ["Go on", "Quiz me", "Ask", "Help"]

    reply = await ana.press("Go on")
    assert reply.title == "Question 2 of 2"
    assert not reply.update


async def test_a_quiz_that_is_done_or_a_week_old_is_not_offered(house: House) -> None:
    ana = house.ana
    await ana.use("quiz", count=1)
    await ana.press("Skip")
    await ana.use("home")
    assert "Go on" not in ana.labels

    await ana.use("quiz", count=2)
    house.table.now += timedelta(days=7)
    await ana.use("home")
    assert "Go on" not in ana.labels


async def test_what_is_under_way_leads_to_the_queue(house: House) -> None:
    ana = house.ana
    await house.engine.enqueue(Job("generate_text", {}, ANA.key, "web:", "one"))
    await house.engine.enqueue(Job("generate_image", {}, "web::ben", "web:", "two"))

    await ana.use("home")
    assert "1. text" in ana.words
    assert "images" not in ana.words

    reply = await ana.press("Your queue")
    assert reply.title == "Your queue"
    assert not reply.update


async def test_while_jobs_cannot_be_reached_the_page_does_without_them(house: House) -> None:
    house.engine.away = True

    await house.ana.use("home")

    assert house.ana.labels == ["Quiz me", "Ask", "Help"]
