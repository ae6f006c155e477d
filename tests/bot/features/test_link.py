"""Linking: what is said, whose code is whose, and what is one afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.chat.event import Person, Place
from bot.chat.reply import Code
from bot.features.link import Link, LinkStores, link
from bot.features.quiz.quiz import quiz
from bot.router import Router
from bot.storage.accounts import SqlAccounts
from bot.storage.feedback import SqlFeedback
from bot.storage.learners import SqlLearners
from bot.storage.personal import SqlPersonalData
from tests.bot.features.quizzing import Table, laid
from tests.fakes import MemoryBlobs, MemorySeenEvents
from tests.talk import Talk

ANA = Person("discord", "1", "Ana")
WORK = Person("slack", "U1", "Ana Perez", "T1")
EVE = Person("discord", "3", "Eve")
GUILD, TEAM = Place("discord", "g", "c"), Place("slack", "T1", "C1")
VOID = "This code does not hold."


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    async with laid(tmp_path) as table:
        yield table


class Chat:
    """A bot that links and quizzes; `of` is a person in their own place."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.learners, self.accounts = SqlLearners(table.database), SqlAccounts(table.database)
        self.personal = SqlPersonalData(table.database)
        handlers = Link(
            LinkStores(self.accounts, self.learners, self.personal), table.clock, Random(3)
        )
        features = [link(handlers), quiz(table.feature)]
        self._router = Router(features, MemorySeenEvents(), MemoryBlobs(), table.clock, Random(1))

    def of(self, who: Person) -> Talk:
        return Talk(self._router, who, GUILD if who.platform == "discord" else TEAM)

    async def code_of(self, who: Person) -> str:
        reply = await self.of(who).use("link")
        return next(block.source for block in reply.blocks if isinstance(block, Code))

    async def linked(self, first: Person, second: Person) -> Talk:
        talk = self.of(second)
        await talk.use("link", code=await self.code_of(first))
        if "Both are mine: link them" in talk.labels:
            await talk.press("Both are mine: link them")
        return talk

    async def answer(self, who: Person, count: int) -> Talk:
        """Answer the questions of a quiz, all of them by skipping."""
        talk = self.of(who)
        await talk.use("quiz", count=count)
        for _ in range(count):
            await talk.press("Skip")
            await talk.press("Next" if "Next" in talk.labels else "Score")
        return talk

    async def history(self, who: Person) -> dict[str, int]:
        return dict(await self._table.quizzes.seen(await self.learners.of(who)))


@pytest.fixture
def chat(table: Table) -> Chat:
    return Chat(table)


async def test_a_code_is_for_the_asker_alone_and_says_how_long_it_holds(chat: Chat) -> None:
    talk = chat.of(ANA)

    reply = await talk.use("link")

    assert reply.audience == "asker"
    assert len(await chat.code_of(ANA)) == 11
    assert "ten minutes" in talk.words
    assert "Give it to nobody" in talk.words


async def test_every_code_is_another_one(chat: Chat) -> None:
    assert await chat.code_of(ANA) != await chat.code_of(ANA)


async def test_the_code_of_one_account_entered_with_another_makes_them_one(chat: Chat) -> None:
    talk = await chat.linked(ANA, WORK)

    assert "Ana on Discord and Ana Perez on Slack are one now" in talk.words
    assert await chat.learners.of(ANA) == await chat.learners.of(WORK)


@pytest.mark.parametrize("change", [str.lower, lambda c: c.replace("-", " "), lambda c: f" {c} "])
async def test_a_code_may_be_typed_as_people_type(chat: Chat, change: Callable[[str], str]) -> None:
    talk = chat.of(WORK)

    await talk.use("link", code=change(await chat.code_of(ANA)))

    assert "one now" in talk.words


async def test_letters_that_look_alike_are_taken_for_those_of_the_code(
    chat: Chat, table: Table
) -> None:
    await chat.accounts.offer(ANA, "0123456789", table.now, table.now + timedelta(minutes=10))
    talk = chat.of(WORK)

    await talk.use("link", code="ol234-56789")

    assert "one now" in talk.words


async def test_whoever_has_a_history_is_asked_before_it_is_shared(chat: Chat) -> None:
    await chat.answer(WORK, 1)
    talk = chat.of(WORK)

    await talk.use("link", code=await chat.code_of(ANA))

    assert "Go on only if both are yours" in talk.words
    assert "Ana on Discord" in talk.words
    assert await chat.learners.of(ANA) != await chat.learners.of(WORK)
    reply = await talk.press("Both are mine: link them")
    assert reply.update
    assert await chat.learners.of(ANA) == await chat.learners.of(WORK)


async def test_a_code_is_spent_once(chat: Chat) -> None:
    code = await chat.code_of(ANA)
    await chat.of(WORK).use("link", code=code)
    eve = chat.of(EVE)

    await eve.use("link", code=code)

    assert VOID in eve.words
    assert await chat.learners.of(EVE) != await chat.learners.of(ANA)


async def test_a_code_that_was_spent_while_one_was_asked_is_void(chat: Chat) -> None:
    await chat.answer(EVE, 1)
    code, eve = await chat.code_of(ANA), chat.of(EVE)
    await eve.use("link", code=code)
    await chat.of(WORK).use("link", code=code)

    await eve.press("Both are mine: link them")

    assert VOID in eve.words


async def test_after_ten_minutes_a_code_is_void(chat: Chat, table: Table) -> None:
    code, talk = await chat.code_of(ANA), chat.of(WORK)
    table.now += timedelta(minutes=10)

    await talk.use("link", code=code)

    assert VOID in talk.words


async def test_ones_own_code_is_told_from_a_wrong_one(chat: Chat) -> None:
    await chat.linked(ANA, WORK)
    talk = chat.of(WORK)

    await talk.use("link", code=await chat.code_of(ANA))

    assert "your own code" in talk.words
    assert "Ana on Discord and Ana Perez on Slack" in talk.words


async def test_a_code_of_somebody_who_was_forgotten_is_void(chat: Chat) -> None:
    code, talk = await chat.code_of(ANA), chat.of(WORK)
    await chat.personal.forget(await chat.learners.of(ANA))

    await talk.use("link", code=code)

    assert VOID in talk.words


async def test_after_five_wrong_codes_one_is_told_when_to_go_on(chat: Chat, table: Table) -> None:
    talk = chat.of(EVE)
    for guess in range(5):
        await talk.use("link", code=f"GUESS-{guess}0000")
        assert VOID in talk.words
    code = await chat.code_of(ANA)

    await talk.use("link", code=code)
    assert "again in 10 minutes" in talk.words

    table.now += timedelta(minutes=10)
    await talk.use("link", code=await chat.code_of(ANA))
    assert "one now" in talk.words


async def test_what_was_answered_on_one_is_not_put_again_on_the_other(
    chat: Chat, table: Table
) -> None:
    await chat.answer(ANA, 10)
    answered = await chat.history(ANA)

    await chat.linked(ANA, WORK)
    await chat.answer(WORK, 10)

    history = await chat.history(WORK)
    assert len(answered) == 10
    assert len(history) == 20
    assert answered.keys() <= history.keys()


async def test_a_quiz_begun_on_one_goes_on_on_the_other(chat: Chat) -> None:
    there = chat.of(ANA)
    await there.use("quiz", kind="choice", count=2)
    here = await chat.linked(ANA, WORK)
    here.last = there.last

    await here.press("Skip")

    assert "Skipped" in here.words


async def test_unlinking_says_what_goes_and_what_stays_before_it_is_done(chat: Chat) -> None:
    await chat.answer(ANA, 2)
    await chat.answer(WORK, 3)
    await chat.linked(ANA, WORK)
    talk = chat.of(WORK)

    await talk.use("unlink")
    assert "go with it" in talk.words
    assert "All else stays with Ana on Discord" in talk.words
    assert len(await chat.history(WORK)) == 5

    await talk.press("Unlink this account")
    assert "on its own" in talk.words
    assert len(await chat.history(WORK)) == 3
    assert len(await chat.history(ANA)) == 2


async def test_who_is_not_linked_has_nothing_to_unlink(chat: Chat) -> None:
    talk = chat.of(ANA)

    await talk.use("unlink")

    assert "not linked to any other" in talk.words


async def test_pressing_unlink_again_changes_nothing_more(chat: Chat) -> None:
    await chat.linked(ANA, WORK)
    talk = chat.of(WORK)
    await talk.use("unlink")
    card = talk.last
    await talk.press("Unlink this account")
    learner = await chat.learners.of(WORK)

    talk.last = card
    await talk.press("Unlink this account")

    assert await chat.learners.of(WORK) == learner
    assert "on its own" in talk.words


async def test_at_home_the_other_accounts_are_named_where_there_are_any(chat: Chat) -> None:
    router = chat.of(ANA).conversation
    assert not (await router.home(ANA, GUILD)).blocks

    await chat.linked(ANA, WORK)

    assert "Linked with **Ana Perez on Slack**." in str((await router.home(ANA, GUILD)).blocks)


async def test_a_vote_alone_is_a_history_too(chat: Chat, table: Table) -> None:
    learner = await chat.learners.of(WORK)
    await SqlFeedback(table.database).add(learner, "adam", True, None, table.now)
    talk = chat.of(WORK)

    await talk.use("link", code=await chat.code_of(ANA))

    assert "Link these accounts?" in talk.words
