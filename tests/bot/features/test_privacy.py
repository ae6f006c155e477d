from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bot.chat.errors import ChatError
from bot.chat.event import Person
from bot.chat.reply import File
from bot.features.privacy import Privacy, privacy
from bot.router import Router
from bot.storage.accounts import SqlAccounts
from bot.storage.database import Database
from bot.storage.feedback import SqlFeedback
from bot.storage.learners import SqlLearners
from bot.storage.personal import SqlPersonalData
from bot.storage.upgrading import upgrade
from tests.fakes import MemoryBlobs, MemorySeenEvents
from tests.talk import ANA, BEN, Talk

WORK = Person("slack", "U1", "Ana Perez", "T1")
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path / 'privacy.db'}"
    upgrade(url)
    database = Database.open(url)
    yield database
    await database.close()


async def vote(database: Database, who: Person, entry: str) -> None:
    learner = await SqlLearners(database).of(who)
    await SqlFeedback(database).add(learner, entry, False, f"{who.name} complains", NOON)


class Wall:
    """Keeps one message of everybody."""

    keeps = "messages"

    def __init__(self) -> None:
        self.gone: list[Person] = []

    async def kept_of(self, person: Person) -> list[dict[str, object]]:
        return [{"where": "wall", "text": f"{person.name} was here"}]

    async def forget(self, person: Person) -> int:
        self.gone.append(person)
        return 1


class Ending(Wall):
    """Keeps a job of Ana's that ends while it is stopped: its file is noted as hers at the last moment."""

    def __init__(self, database: Database, file: str) -> None:
        super().__init__()
        self._database, self._file = database, file

    async def forget(self, person: Person) -> int:
        learner = await SqlLearners(self._database).of(person)
        await SqlPersonalData(self._database).owns_blob(learner, self._file)
        return await super().forget(person)


class Away(Wall):
    """Cannot be reached the first time."""

    async def forget(self, person: Person) -> int:
        if not self.gone:
            self.gone.append(person)
            raise ChatError("The jobs cannot be reached just now.")
        return await super().forget(person)


def talk(database: Database, blobs: MemoryBlobs, *keepers: Wall) -> Talk:
    learners, accounts = SqlLearners(database), SqlAccounts(database)
    handlers = Privacy(learners, accounts, SqlPersonalData(database), blobs, keepers)
    return Talk(Router([privacy(handlers)], MemorySeenEvents(), blobs, lambda: NOON, Random(1)))


async def exported(person: Talk, blobs: MemoryBlobs) -> tuple[str, object]:
    await person.use("privacy export")
    [file] = [block for block in person.last.blocks if isinstance(block, File)]
    blob = await blobs.get(file.key)
    assert blob
    return file.key, json.loads(blob.content)


async def test_the_export_holds_every_row_about_the_person_and_nobody_elses(
    database: Database,
) -> None:
    blobs = MemoryBlobs()
    await vote(database, ANA, "dropout")
    await vote(database, BEN, "adam")

    _, rows = await exported(talk(database, blobs), blobs)

    assert "Ana complains" in json.dumps(rows)
    assert "Ben" not in json.dumps(rows)


async def test_what_a_platform_keeps_itself_is_exported_and_forgotten_too(
    database: Database,
) -> None:
    blobs, wall = MemoryBlobs(), Wall()
    person = talk(database, blobs, wall)

    _, rows = await exported(person, blobs)
    assert "Ana was here" in json.dumps(rows)
    await person.use("privacy forget")
    await person.press("Delete everything about me")

    assert wall.gone == [ANA]
    assert "Messages: 1" in person.words


async def test_what_is_kept_about_linked_accounts_is_exported_and_forgotten_together(
    database: Database,
) -> None:
    blobs, wall, accounts = MemoryBlobs(), Wall(), SqlAccounts(database)
    for who in (ANA, WORK):
        await vote(database, who, "dropout" if who is ANA else "adam")
    await accounts.offer(ANA, "code", NOON, NOON.replace(hour=13))
    await accounts.join(WORK, "code", NOON)
    person = talk(database, blobs, wall)

    _, rows = await exported(person, blobs)
    assert "Ana Perez was here" in json.dumps(rows)
    assert "Ana Perez complains" in json.dumps(rows)
    await person.use("privacy forget")
    assert "Ana Perez on Slack and Ana on the playground" in person.words
    await person.press("Delete everything about me")

    assert wall.gone == [WORK, ANA]
    assert "Ana Perez on Slack and Ana on the playground" in person.words
    assert "Accounts: 2" in person.words
    assert "Votes: 2" in person.words
    assert await accounts.of(WORK) == [WORK]


async def test_a_job_that_ends_while_its_owner_is_forgotten_leaves_nothing_of_them(
    database: Database,
) -> None:
    blobs = MemoryBlobs()
    picture = await blobs.put(b"png", "image/png")
    person = talk(database, blobs, Ending(database, picture))

    await person.use("privacy forget")
    await person.press("Delete everything about me")

    assert "Files: 1" in person.words
    assert not await blobs.has(picture)
    learner = await SqlLearners(database).of(ANA)
    assert "personal_blob" not in await SqlPersonalData(database).export(learner)


async def test_where_something_could_not_be_forgotten_a_second_try_still_knows_all_accounts(
    database: Database,
) -> None:
    away, accounts = Away(), SqlAccounts(database)
    await accounts.offer(ANA, "code", NOON, NOON.replace(hour=13))
    await accounts.join(WORK, "code", NOON)
    person = talk(database, MemoryBlobs(), away)

    await person.use("privacy forget")
    await person.press("Delete everything about me")
    assert "cannot be reached" in person.words
    await person.use("privacy forget")
    await person.press("Delete everything about me")

    assert away.gone[1:] == [WORK, ANA]
    assert "Accounts: 2" in person.words


async def test_forgetting_is_asked_about_first(database: Database) -> None:
    blobs = MemoryBlobs()
    person = talk(database, blobs)
    await vote(database, ANA, "dropout")

    await person.use("privacy forget")

    assert "cannot be undone" in person.words
    assert "shown before stays there with your name" in person.words
    assert await SqlFeedback(database).most_complained(5)


async def test_forgetting_takes_rows_and_files_of_that_person_only(database: Database) -> None:
    blobs = MemoryBlobs()
    person = talk(database, blobs)
    await vote(database, ANA, "dropout")
    await vote(database, BEN, "adam")
    key, _ = await exported(person, blobs)

    await person.use("privacy forget")
    receipt = await person.press("Delete everything about me")

    assert receipt.update
    assert "shown before stays there with your name" in person.words
    assert "Votes: 1" in person.words
    assert "Files: 1" in person.words
    assert not await blobs.has(key)
    [left] = await SqlFeedback(database).most_complained(5)
    assert left.entry_id == "adam"
