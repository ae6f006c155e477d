"""What was acknowledged survives `kill -9`, whenever it comes."""

from __future__ import annotations

import subprocess
import sys
from random import Random

import pytest
from sqlalchemy import text

from bot.storage.agenda import SqlAgenda
from bot.storage.database import Database
from bot.storage.quizzes import SqlQuizzes
from bot.storage.upgrading import connected
from tests.bot.storage.test_quizzes import MINUTE, NOON
from tests.bot.storage.writer import PEOPLE, QUESTIONS, ROUND

ALL = QUESTIONS + PEOPLE * QUESTIONS
"""What the program says when nobody kills it."""


@pytest.mark.parametrize("after", Random(5).sample(range(60, ALL), 2))
async def test_a_kill_loses_no_answer_and_no_closing_time(url: str, after: int) -> None:
    said = said_before_kill(url, after)

    _check_integrity(url)
    database = Database.open(url)
    answers = await SqlQuizzes(database).answers(ROUND)
    due = await SqlAgenda(database).claim(NOON + MINUTE, NOON + 2 * MINUTE, ALL)
    await database.close()
    kept = {f"answered {answer.position} {answer.learner}" for answer in answers}
    kept |= {due.key.replace(f"{ROUND}/", "asked ") for due in due}
    assert len(said) >= after
    assert said <= kept


def said_before_kill(url: str, after: int) -> set[str]:
    command = [sys.executable, "-m", "tests.bot.storage.writer", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        lines = [writer.stdout.readline() for _ in range(after)]
        writer.kill()
        lines += writer.stdout.readlines()
    return {line.strip() for line in lines if line.endswith("\n")}


def _check_integrity(url: str) -> None:
    if url.startswith("sqlite"):
        with connected(url) as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
