"""A community that removes the bot takes its own data along, and nobody else's."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.event import Person, Place
from bot.storage.communities import forget_community
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.quizzes import SqlQuizzes
from bot.storage.settings_store import SqlSettings
from tests.bot.storage.test_quizzes import a_round, an_answer, put_first


async def test_a_community_that_leaves_takes_its_settings_and_quizzes(database: Database) -> None:
    settings, quizzes = SqlSettings(database), SqlQuizzes(database)
    ana = await SqlLearners(database).of(Person("discord", "7", "Ana"))
    scopes = ["discord:7", Place("discord", "7", "c").key]
    others = [
        "discord:77",
        Place("discord", "77", "7").key,
        Person("discord", "7", "").key,
        "slack:7",
    ]
    for scope in [*scopes, *others]:
        await settings.put(scope, "name", "value")
    for name, community in (("in", "7"), ("out", "77")):
        round_ = a_round(name, ana, shared=True)
        await put_first(quizzes, replace(round_, where=Place("discord", community, "c")))
        await quizzes.record(an_answer(name, ana, "A"))

    gone = await forget_community(database, "discord", "7")

    assert {table: rows for table, rows in gone.items() if rows} == {"setting": 2, "quiz_round": 1}
    assert [await settings.get(scope, "name") for scope in scopes] == [None, None]
    assert [await settings.get(scope, "name") for scope in others] == ["value"] * 4
    assert await quizzes.round("in") is None
    assert await quizzes.answers("in") == []
    assert len(await quizzes.answers("out")) == 1
