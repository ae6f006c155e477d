"""A backup is whole, was taken at one moment, and restores into either kind of database."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.chat.event import Person
from bot.storage.backup import back_up, restore
from bot.storage.copying import count_rows
from bot.storage.database import Database
from bot.storage.errors import DatabaseUnusableError
from bot.storage.feedback import SqlFeedback
from bot.storage.learners import SqlLearners
from bot.storage.missed_questions import SqlMissedQuestions
from bot.storage.quizzes import SqlQuizzes
from bot.storage.settings_store import SqlSettings
from bot.storage.tables import metadata
from bot.storage.upgrading import connected, migrate, newest_revision, revision_of, upgrade
from tests.bot.storage.test_quizzes import a_round, an_answer, put_first

NOON = datetime(2026, 1, 5, 12, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def other_url(request: pytest.FixtureRequest) -> str:
    """A second database, for what was backed up from the first."""
    return str(request.getfixturevalue(f"other_{request.param}_url"))


async def fill(url: str) -> None:
    database = Database.open(url)
    ana = await SqlLearners(database).of(Person("discord", "1", "Ana"))
    await SqlFeedback(database).add(ana, "adam", False, None, NOON)
    await SqlMissedQuestions(database).add(ana, "What is ∇?", ["née"], NOON)
    await SqlSettings(database).put("discord::1", "nothing", None)
    quizzes = SqlQuizzes(database)
    await put_first(quizzes, a_round("alone", ana))
    await put_first(quizzes, a_round("together", ana, shared=True))
    await quizzes.record(an_answer("alone", ana, "A", NOON, credit=1 / 3))
    await database.close()


def content(url: str) -> Mapping[str, list[tuple[object, ...]]]:
    with connected(url) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in metadata.sorted_tables
        }


async def test_what_is_restored_is_what_was_backed_up(
    url: str, other_url: str, tmp_path: Path
) -> None:
    await fill(url)

    written = back_up(url, tmp_path / "backup.db")
    restored = restore(other_url, tmp_path / "backup.db")

    assert content(other_url) == content(url)
    assert written == restored
    assert restored["quiz_answer"] == 1


def test_a_backup_is_one_file_for_its_owner_only(url: str, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()

    back_up(url, tmp_path / "backups" / "backup.db")

    (file,) = (tmp_path / "backups").iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("backup.db", 0o600)


async def test_a_restored_database_goes_on_where_the_other_stopped(
    url: str, other_url: str, tmp_path: Path
) -> None:
    await fill(url)
    back_up(url, tmp_path / "backup.db")
    upgrade(other_url)  # the bot was started once
    restore(other_url, tmp_path / "backup.db")

    database = Database.open(other_url)
    learners = SqlLearners(database)
    people = [await learners.of(Person("discord", number, "")) for number in "12"]
    await database.close()

    assert len(set(people)) == 2


async def test_a_backup_of_an_earlier_version_is_upgraded(new_url: str, tmp_path: Path) -> None:
    with connected(new_url) as connection:
        migrate(connection, "0001")
        connection.execute(text("INSERT INTO seen_event VALUES ('e1', '2026-01-05 12:00:00')"))
        connection.commit()
    back_up(new_url, tmp_path / "backup.db")
    fresh = f"sqlite:///{tmp_path}/fresh.db"

    restore(fresh, tmp_path / "backup.db")

    with connected(fresh) as connection:
        assert revision_of(connection) == newest_revision()
        assert count_rows(connection)["seen_event"] == 1


async def test_a_backup_shows_one_moment_while_the_bot_goes_on_writing(
    url: str, tmp_path: Path
) -> None:
    database = Database.open(url)
    settings = SqlSettings(database)
    finished = asyncio.Event()

    async def write_pairs() -> None:
        for number in range(100_000):
            await settings.put(f"pair-{number}", "left", "x" * 200)
            await settings.put(f"pair-{number}", "right", "x" * 200)
            if finished.is_set():
                return

    writing = asyncio.create_task(write_pairs())
    files = [tmp_path / f"backup-{number}.db" for number in range(5)]
    for file in files:
        await asyncio.to_thread(back_up, url, file)
    finished.set()
    await writing
    await database.close()

    for file in files:
        with closing(sqlite3.connect(file)) as backup:
            scopes = [scope for (scope,) in backup.execute("SELECT scope FROM setting")]
        assert len(scopes) - 2 * len({*scopes}) in (0, -1)


def test_a_backup_does_not_replace_a_file(url: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    file.write_bytes(b"precious")

    with pytest.raises(DatabaseUnusableError, match="exists already"):
        back_up(url, file)

    assert file.read_bytes() == b"precious"


async def test_a_backup_is_not_restored_over_rows(url: str, tmp_path: Path) -> None:
    await fill(url)
    back_up(url, tmp_path / "backup.db")
    before = content(url)

    with pytest.raises(DatabaseUnusableError, match=r"is not empty \(.*feedback 1"):
        restore(url, tmp_path / "backup.db")

    assert content(url) == before


def test_a_database_without_tables_is_not_backed_up(new_url: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusableError, match=r"no database|no tables"):
        back_up(new_url, tmp_path / "backup.db")

    assert not list(tmp_path.glob("backup.db*"))


async def test_a_damaged_backup_is_refused_and_the_database_stays_empty(
    sqlite_url: str, tmp_path: Path
) -> None:
    upgrade(sqlite_url)
    await fill(sqlite_url)
    file = tmp_path / "backup.db"
    back_up(sqlite_url, file)
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2 :] = bytes(len(whole) - len(whole) // 2)
    file.write_bytes(whole)
    fresh = f"sqlite:///{tmp_path}/fresh.db"

    with pytest.raises(DatabaseUnusableError, match="damaged"):
        restore(fresh, file)

    with connected(fresh) as connection:
        assert revision_of(connection) is None


@pytest.mark.parametrize("content", [b"", b"this is no database" * 100])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "backup.db").write_bytes(content)

    with pytest.raises(DatabaseUnusableError, match=r"no backup|no SQLite database"):
        restore(f"sqlite:///{tmp_path}/fresh.db", tmp_path / "backup.db")
