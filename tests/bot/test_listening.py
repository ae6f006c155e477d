from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.bootstrap import open_database
from bot.chat.event import Person
from bot.settings import Settings
from bot.storage.feedback import SqlFeedback
from bot.storage.learners import SqlLearners
from bot.storage.missed_questions import SqlMissedQuestions

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ANA, BEN = Person("web", "a", "Ana"), Person("web", "b", "Ben")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKPREP_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


async def _listened() -> None:
    database = open_database(Settings())
    learners, missed = SqlLearners(database), SqlMissedQuestions(database)
    ana, ben = await learners.of(ANA), await learners.of(BEN)
    await missed.add(ana, "What is a capsule network?", ("vision",), NOON)
    await missed.add(ben, "what is a capsule network", ("vision",), NOON)
    await missed.add(ana, "How do I bake bread\x1b[31m?", (), NOON)
    await SqlFeedback(database).add(ben, "dropout", False, "It lacks [bold]inverted dropout", NOON)
    await database.close()


def test_missed_questions_are_listed_the_most_frequent_first(data: Path) -> None:
    asyncio.run(_listened())

    printed = CliRunner().invoke(app, ["bank", "missed", "--json"])

    first, second = json.loads(printed.stdout)
    assert (first["people"], first["nearest topics"]) == (2, "vision")
    assert second["people"] == 1


def test_feedback_is_listed_with_its_reasons_word_for_word(data: Path) -> None:
    asyncio.run(_listened())

    printed = CliRunner().invoke(app, ["bank", "feedback"])

    assert "dropout" in printed.stdout
    assert "It lacks [bold]inverted dropout" in printed.stdout


def test_peoples_words_do_not_command_the_terminal(data: Path) -> None:
    asyncio.run(_listened())

    assert "\x1b" not in CliRunner().invoke(app, ["bank", "missed"]).stdout


def test_an_empty_list_is_said(data: Path) -> None:
    assert "No question was missed" in CliRunner().invoke(app, ["bank", "missed"]).stdout
    assert "Nobody complained" in CliRunner().invoke(app, ["bank", "feedback"]).stdout
