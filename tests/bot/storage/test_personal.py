"""What is kept about a person can be had and can be deleted, all of it and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import func, insert, select

from bot.chat.event import Person, Place
from bot.planning import Timetable
from bot.storage.accounts import SqlAccounts
from bot.storage.daily_schedules import SqlSchedules
from bot.storage.database import Database
from bot.storage.feedback import SqlFeedback
from bot.storage.learners import SqlLearners
from bot.storage.missed_questions import SqlMissedQuestions
from bot.storage.personal import SqlPersonalData, personal_tables
from bot.storage.ports import LearnerId, Terms
from bot.storage.preferences import SqlPreferences
from bot.storage.quizzes import SqlQuizzes
from bot.storage.settings_store import SqlSettings
from bot.storage.tables import account, metadata, slack_installation
from tests.bot.storage.test_quizzes import HERE, a_round, an_answer, put_first

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
TOMORROW = NOON.replace(day=6)
ANA, BO = Person("discord", "1", "Ana"), Person("discord", "2", "Bo")


@pytest.fixture
async def people(database: Database) -> list[LearnerId]:
    """Ana and Bo, who did everything that can be done."""
    learners = SqlLearners(database)
    both = [await learners.of(person) for person in (ANA, BO)]
    for person, who in zip((ANA, BO), both, strict=True):
        await _do_everything(database, person, who)
    await SqlSettings(database).put(HERE.key, "quiz", "the place's")
    return both


async def _do_everything(database: Database, person: Person, who: LearnerId) -> None:
    await SqlFeedback(database).add(who, "adam", False, "wrong sign", NOON)
    await SqlMissedQuestions(database).add(who, "What is JAX?", ["frameworks"], NOON)
    await SqlSettings(database).put(person.key, "share", True)
    personal = SqlPersonalData(database)
    await personal.owns_blob(who, f"{who}.json")
    await personal.owns_blob(who, f"{who}.json")
    await personal.owns_blob(who, "both.json")
    terms = Terms(Timetable(time(9), "UTC", frozenset({0})))
    await SqlSchedules(database).put(Place("discord", "guild", str(who)), terms, who, NOON)
    await SqlAccounts(database).offer(person, f"code-{who}", NOON, TOMORROW)
    await SqlPreferences(database).set_zone(who, "Europe/Berlin", NOON)
    await SqlPreferences(database).hide(who, hidden=True)
    quizzes = SqlQuizzes(database)
    await put_first(quizzes, a_round(f"solo-{who}", who))
    await quizzes.record(replace(an_answer(f"solo-{who}", who, "A"), account=person.key))
    seat = {"app": "app", "enterprise": "", "team": "T1", "person_key": person.key}
    row = seat | {"installed_at": NOON, "sealed": "unreadable"}
    await database.execute(insert(slack_installation), row)


async def test_an_export_has_every_kind_of_row_about_the_person_and_only_theirs(
    database: Database, people: Sequence[LearnerId]
) -> None:
    ana, bo = people

    rows = await SqlPersonalData(database).export(ana)

    assert set(rows) == {table.name for table in personal_tables()}
    assert f"discord::{bo}" not in str(rows)
    assert rows["feedback"] == [
        {
            "learner_id": ana,
            "entry_id": "adam",
            "helpful": False,
            "reason": "wrong sign",
            "voted_at": "2026-01-05T12:00:00+00:00",
        }
    ]
    assert rows["setting"] == [{"scope": ANA.key, "name": "share", "value": True}]


async def test_who_is_forgotten_leaves_nothing_and_others_lose_nothing(
    database: Database, people: Sequence[LearnerId]
) -> None:
    ana, bo = people
    personal = SqlPersonalData(database)
    before = await personal.export(bo)

    receipt = await personal.forget(ana)

    assert await personal.export(ana) == {}
    assert await personal.export(bo) == before
    assert receipt.rows == {name: len(rows) for name, rows in before.items()}
    assert receipt.blobs == (f"{ana}.json",)
    assert await SqlSettings(database).get(HERE.key, "quiz") == "the place's"


async def test_who_is_forgotten_and_comes_back_is_somebody_new(
    database: Database, people: Sequence[LearnerId]
) -> None:
    _, bo = people
    await SqlPersonalData(database).forget(bo)

    assert await SqlLearners(database).of(BO) not in people


async def test_all_accounts_of_a_learner_are_forgotten(
    database: Database, people: Sequence[LearnerId]
) -> None:
    ana, _ = people
    other = Person("slack", "U1", "Ana", "T1")
    row = {"key": other.key, "learner_id": ana, "name": other.name}
    await database.execute(insert(account), row)
    await SqlSettings(database).put(other.key, "share", True)

    receipt = await SqlPersonalData(database).forget(ana)

    assert (receipt.rows["account"], receipt.rows["setting"]) == (2, 2)


async def test_a_channel_quiz_outlives_who_started_it(
    database: Database, people: Sequence[LearnerId]
) -> None:
    ana, bo = people
    quizzes = SqlQuizzes(database)
    await put_first(quizzes, a_round("together", ana, shared=True))
    await quizzes.record(an_answer("together", ana, "A"))
    await quizzes.record(replace(an_answer("together", bo, "B"), account=BO.key))

    await SqlPersonalData(database).forget(ana)

    round_ = await quizzes.round("together")
    assert round_
    assert round_.starter is None
    assert [answer.learner for answer in await quizzes.answers("together")] == [bo]
    assert await quizzes.round(f"solo-{ana}") is None


async def test_when_everybody_is_forgotten_every_personal_table_is_empty(
    database: Database, people: Sequence[LearnerId]
) -> None:
    for who in people:
        await SqlPersonalData(database).forget(who)

    def count(name: str) -> int:
        return database_counts[name]

    database_counts = await database.run(
        lambda connection: {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }
    )
    left = {name for name in database_counts if count(name)}
    assert left == {"setting", "daily_schedule", "due"}  # the places'
