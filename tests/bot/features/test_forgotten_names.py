"""Who had everything about themselves deleted is named in nothing that is shown from then on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.reply import Reply
from bot.chat.reply import Table as Rows
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.personal import SqlPersonalData
from bot.storage.ports import NewAnswer
from tests.bot.features.dailies import Days
from tests.bot.features.quizzing import Table, channel_question, laid
from tests.talk import ANA, BEN

FIRST_POST = datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    async with laid(tmp_path) as table:
        yield table


def ranked(card: Reply) -> list[str]:
    """The names in the standings of a card."""
    [standings] = [block for block in card.blocks if isinstance(block, Rows)]
    return [name for _, name, _ in standings.rows]


async def forget_ana(database: Database) -> None:
    await SqlPersonalData(database).forget(await SqlLearners(database).of(ANA))


async def test_standings_of_a_question_that_closes_later_leave_them_out(table: Table) -> None:
    question = await channel_question(table)
    for who in (ANA, BEN):
        await question.as_(who).press("A")

    await forget_ana(table.database)
    await table.pass_time(30)

    assert ranked(table.poster.messages["m0"]) == ["Ben"]


async def test_a_week_s_standings_leave_their_earlier_answers_out(days: Days) -> None:
    await days.set_up(close=8)
    for day in range(2):
        await days.until(FIRST_POST + timedelta(days=day, minutes=1), timedelta(hours=1))
        post = (await days.all())[day]
        for who in (ANA, BEN):
            learner = await days.learners.of(who)
            answer = NewAnswer(post.round_id, 0, learner, who.key, "A", 1, days.now)
            await days.parts.stores.quizzes.record(answer)

    await forget_ana(days.database)
    await days.until(FIRST_POST + timedelta(days=1, hours=9), timedelta(hours=1))

    monday, tuesday = map(ranked, days.platform.shown("general"))
    assert monday == ["Ana", "Ben"], "what was shown before stays as others know it"
    assert tuesday == ["Ben"]
