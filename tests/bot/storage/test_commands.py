"""`backprep db` as people use it."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from bot.chat.event import Person
from bot.cli import database as command
from bot.storage.database import Database
from bot.storage.errors import DatabaseUnusableError
from bot.storage.learners import SqlLearners


def backprep_db(*words: str | Path, url: str) -> Result:
    return CliRunner().invoke(command.app, list(map(str, words)), env={"DATABASE_URL": url})


async def test_a_database_is_upgraded_backed_up_and_restored_by_hand(
    postgres_url: str, sqlite_url: str, tmp_path: Path
) -> None:
    assert "up to date" in backprep_db("upgrade", url=postgres_url).stderr
    database = Database.open(postgres_url)
    await SqlLearners(database).of(Person("discord", "1", "Ana"))
    await database.close()

    file = tmp_path / "backup.db"
    backed_up = backprep_db("backup", file, url=postgres_url)
    restored = backprep_db("restore", file, url=sqlite_url)

    assert f"Backed up to {file}: 2 rows." in backed_up.stdout
    assert f"backprep db restore {file}" in backed_up.stderr
    assert f"Restored from {file}: 2 rows." in restored.stdout
    assert "  learner                    1" in restored.stdout


def test_what_is_wrong_is_raised_in_words() -> None:
    done = backprep_db("upgrade", url="postgresql://ana:hidden1@127.0.0.1:1/backprep")

    assert isinstance(done.exception, DatabaseUnusableError)
    assert str(done.exception) == (
        "The database backprep on 127.0.0.1:1 does not answer: nothing listens there."
        " Check DATABASE_URL and that PostgreSQL runs."
    )
