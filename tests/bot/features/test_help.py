from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from bot.chat.event import Action, CommandUsed
from bot.chat.feature import Command, Feature, Option
from bot.chat.reply import Choice, Reply
from bot.features.about import about
from bot.features.help import help_
from bot.router import Router
from knowledge.bank import load_bank
from tests.fakes import MemoryBlobs, MemorySeenEvents
from tests.talk import Talk

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


async def _nothing(_: CommandUsed) -> Reply:
    return Reply()


def talk() -> Talk:
    level = Option("level", "How hard", choices=(Choice("Basic", "basic"), Choice("Hard", "hard")))
    count = Option("count", "How many", "whole", required=True, least=1, most=20)
    quiz = Command("quiz", "Take a quiz", _nothing, (count, level), needs=frozenset({"moderate"}))
    features = [help_(lambda: router.commands), Feature("quiz", (quiz,)), about(load_bank(), "1.2")]
    router = Router(features, MemorySeenEvents(), MemoryBlobs(), lambda: NOON, Random(1))
    return Talk(router)


async def test_help_lists_every_declared_command_with_its_options() -> None:
    person = talk()

    await person.use("help")

    assert "/quiz count [level] Take a quiz" in person.words
    assert "/help [command]" in person.words
    assert "/about" in person.words


async def test_help_explains_one_command_its_bounds_and_who_may_use_it() -> None:
    person = talk()

    await person.use("help", command="/Quiz")

    assert person.last.title == "/quiz"
    assert "count (required)" in person.words
    assert "From 1 to 20." in person.words
    assert "One of: Basic, Hard." in person.words
    assert "may moderate here" in person.words


async def test_an_unknown_command_gets_the_nearest_name() -> None:
    person = talk()

    await person.use("help", command="quizz")

    assert "Did you mean /quiz?" in person.words


async def test_help_opens_from_a_welcome_card() -> None:
    person = talk()

    await person.act(Action("help", "show"))

    assert "Take a quiz" in person.words


async def test_about_says_what_is_in_the_bank_and_what_is_kept() -> None:
    person = talk()

    await person.use("about")

    assert "Version: 1.2" in person.words
    assert "64 in 10 topics" in person.words
    assert "not kept" in person.words
