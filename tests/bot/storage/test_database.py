"""The database: whole transactions, none lost, none half done, and clear words when it is not there."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from itertools import chain
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, make_url, select, text

from bot.storage.database import Database
from bot.storage.engine import make_engine
from bot.storage.errors import DatabaseAwayError, DatabaseUnusableError, unusable
from bot.storage.settings_store import SqlSettings
from bot.storage.tables import setting
from bot.storage.upgrading import upgrade
from tests import postgres

COUNT = {"scope": "test", "name": "count"}


def add_one(connection: Connection) -> int:
    """Read, then write what depends on it: right only if nobody else does so in between."""
    before: int = connection.execute(select(setting.c.value).filter_by(**COUNT)).scalar_one()
    connection.execute(setting.update().filter_by(**COUNT).values(value=before + 1))
    return before + 1


@pytest.fixture
async def settings(database: Database) -> SqlSettings:
    settings = SqlSettings(database)
    await settings.put("test", "count", 0)
    return settings


async def test_32_callers_on_one_counter_sum_exactly(
    database: Database, settings: SqlSettings
) -> None:
    async def add_ten() -> list[int]:
        return [await database.run(add_one) for _ in range(10)]

    results = await asyncio.gather(*(add_ten() for _ in range(32)))

    assert sorted(chain(*results)) == list(range(1, 321))
    assert await settings.get("test", "count") == 320


async def test_work_that_fails_undoes_all_it_did(database: Database, settings: SqlSettings) -> None:
    def fail(connection: Connection) -> None:
        add_one(connection)
        raise LookupError("no such thing")

    with pytest.raises(LookupError, match="no such thing"):
        await database.run(fail)

    assert await settings.get("test", "count") == 0


async def test_a_fault_in_a_statement_is_ours_and_shows_no_content(database: Database) -> None:
    wrong = text("INSERT INTO nowhere VALUES (:secret)")

    with pytest.raises(Exception, match="nowhere") as raised:
        await database.execute(wrong, {"secret": "what a person wrote"})

    assert not isinstance(raised.value, DatabaseAwayError)
    assert "what a person wrote" not in str(raised.value)


async def test_a_cancelled_caller_stops_no_transaction(
    url: str, database: Database, settings: SqlSettings
) -> None:
    calls = [asyncio.create_task(database.run(add_one)) for _ in range(20)]
    await asyncio.sleep(0)
    for call in calls:
        call.cancel()
    cancelled = await asyncio.gather(*calls, return_exceptions=True)

    assert all(isinstance(result, asyncio.CancelledError) for result in cancelled)
    await database.close()
    again = Database.open(url)
    assert await SqlSettings(again).get("test", "count") == 20
    await again.close()


async def test_closing_finishes_what_was_begun(url: str) -> None:
    database = Database.open(url)
    await SqlSettings(database).put("test", "count", 0)
    calls = [asyncio.create_task(database.run(add_one)) for _ in range(20)]
    await asyncio.sleep(0)

    await database.close()

    assert sorted(await asyncio.gather(*calls)) == list(range(1, 21))
    with pytest.raises(RuntimeError, match="closed"):
        await database.run(add_one)


async def test_the_loop_goes_on_while_work_takes_its_time(database: Database) -> None:
    met = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait_for_the_loop(_: Connection) -> None:
        asyncio.run_coroutine_threadsafe(_set(met), loop).result(30)

    await database.run(wait_for_the_loop)

    assert met.is_set()


async def _set(event: asyncio.Event) -> None:
    event.set()


def test_the_files_are_for_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "backprep.db"
    upgrade(f"sqlite:///{file}")
    engine = make_engine(f"sqlite:///{file}")

    with engine.begin() as connection:
        connection.execute(text("INSERT INTO seen_event VALUES ('e1', '2026-01-05')"))
        modes = {f.name: f.stat().st_mode & 0o777 for f in file.parent.iterdir()}
    engine.dispose()

    assert modes == dict.fromkeys(["backprep.db", "backprep.db-wal", "backprep.db-shm"], 0o600)
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:////proc/backprep/backprep.db", "cannot be made or written"),
        ("sqlite://", "names no file"),
        ("mysql://ana:hidden1@localhost/x", "do not know"),
        ("postgresql://ana:hidden1@localhost:hidden1/x", "no address"),
        ("postgresql://ana:hidden1@hidden1@localhost/x", "%40"),
        ("postgresql://ana:hidden1@127.0.0.1:1/x", "nothing listens there"),
        ("postgresql://ana:hidden1@nowhere.invalid/x", "its name is unknown here"),
        ("hidden1", "no address"),
    ],
)
def test_an_address_that_leads_nowhere_is_named_without_its_password(url: str, words: str) -> None:
    with pytest.raises(DatabaseUnusableError, match=words) as raised:
        upgrade(url)

    assert "hidden1" not in f"{raised.value!r} {raised.value.__cause__!r}"


def test_a_wrong_password_is_said_but_not_shown(postgres_url: str) -> None:
    wrong = postgres_url.replace(postgres.ESCAPED, "hidden1")

    with pytest.raises(DatabaseUnusableError, match="does not accept") as raised:
        upgrade(wrong)

    assert "hidden1" not in f"{raised.value!r} {raised.value.__cause__!r}"


@pytest.mark.parametrize(
    "damage", [b"this is no database" * 500, b"SQLite format 3\0" + b"x" * 9000]
)
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "backprep.db"
    file.write_bytes(damage)

    with pytest.raises(DatabaseUnusableError, match=r"backprep.db is damaged.*backprep db restore"):
        upgrade(f"sqlite:///{file}")

    assert file.read_bytes() == damage


async def test_a_file_damaged_while_running_is_away_to_people_and_named_to_the_operator(
    sqlite_url: str,
) -> None:
    upgrade(sqlite_url)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    _spoil(file)
    database = Database.open(sqlite_url)

    with pytest.raises(DatabaseAwayError, match="try again in a minute") as raised:
        await SqlSettings(database).get("test", "count")

    await database.close()
    assert "is damaged" in str(raised.value.__cause__)


def _spoil(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 40_000)


def test_a_file_that_may_only_be_read_is_named(sqlite_url: str) -> None:
    upgrade(sqlite_url)
    url = make_url(sqlite_url)
    read_only = sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)
    with closing(read_only), pytest.raises(sqlite3.OperationalError) as raised:
        read_only.execute("DELETE FROM setting")

    assert "Check the rights of the file" in str(unusable(raised.value, url))


async def test_a_server_that_comes_back_is_used_again(postgres_url: str) -> None:
    upgrade(postgres_url)
    database = Database.open(postgres_url)
    settings = SqlSettings(database)
    await settings.put("test", "count", 1)

    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    assert await settings.get("test", "count") == 1
    await database.close()
