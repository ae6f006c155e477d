from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.scheduler import LEASE, LONGEST_WAIT, TRIES, Scheduler
from bot.storage.agenda import SqlAgenda, add_due
from bot.storage.database import Database
from bot.storage.errors import DatabaseAwayError
from bot.storage.ports import Due, LaterError
from bot.storage.upgrading import upgrade

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Diary:
    """Handles what is due by writing it down; `failures` is how often it fails first."""

    def __init__(self, database: Database, failures: int = 0) -> None:
        self.now, self.done, self.tries = NOON, list[str](), 0
        self._database, self._failures = database, failures
        self.scheduler = self.another()

    def another(self) -> Scheduler:
        return Scheduler(SqlAgenda(self._database), {"note": self.note}, lambda: self.now)

    async def add(self, key: str, at: datetime = NOON, kind: str = "note") -> None:
        await self._database.run(lambda connection: add_due(connection, kind, key, at))

    async def note(self, key: str) -> None:
        self.tries += 1
        if self.tries <= self._failures:
            raise ConnectionError("not now")
        self.done.append(key)

    async def wait(self, span: timedelta) -> None:
        self.now += span
        await self.scheduler.tick()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path / 'due.db'}"
    upgrade(url)
    database = Database.open(url)
    yield database
    await database.close()


async def test_what_is_due_is_done_once_and_nothing_before_its_time(database: Database) -> None:
    diary = Diary(database)
    await diary.add("now")
    await diary.add("later", NOON + timedelta(seconds=30))

    assert await diary.scheduler.tick()
    assert not await diary.scheduler.tick()
    await diary.wait(timedelta(seconds=30))

    assert diary.done == ["now", "later"]


async def test_two_processes_do_nothing_twice(database: Database) -> None:
    diary = Diary(database)
    await diary.add("a")
    agenda = SqlAgenda(database)

    [claimed] = await agenda.claim(NOON, NOON + LEASE, 16)
    await diary.another().tick()

    assert claimed.key == "a"
    assert diary.done == []


async def test_what_a_process_took_to_its_grave_is_done_when_its_lease_is_over(
    database: Database,
) -> None:
    diary = Diary(database)
    await diary.add("a")
    await SqlAgenda(database).claim(NOON, NOON + LEASE, 16)

    await diary.wait(LEASE)

    assert diary.done == ["a"]


async def test_who_knows_that_the_others_are_dead_does_at_once_what_they_held(
    database: Database,
) -> None:
    diary = Diary(database)
    await diary.add("a")
    await diary.add("b", kind="other")
    await SqlAgenda(database).claim(NOON, NOON + LEASE, 16)

    await SqlAgenda(database, ["note"]).let_go()
    await diary.scheduler.tick()

    assert diary.done == ["a"]
    assert not await SqlAgenda(database, ["other"]).claim(NOON, NOON + LEASE, 16)


async def test_what_fails_is_tried_again_and_keeps_nothing_else_waiting(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    diary = Diary(database, failures=1)
    await diary.add("a")
    await diary.add("b", NOON + timedelta(milliseconds=1))

    with caplog.at_level(logging.WARNING):
        await diary.wait(timedelta(seconds=1))
    await diary.wait(timedelta(seconds=2))

    assert sorted(diary.done) == ["a", "b"]
    assert "a due note failed, try 1" in caplog.text


async def test_what_fails_for_hours_is_given_up_and_said_in_the_log(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    diary = Diary(database, failures=1000)
    await diary.add("a")

    for _ in range(TRIES + 5):
        await diary.wait(LONGEST_WAIT)

    assert diary.tries == TRIES
    assert f"gave up a due note after {TRIES} tries" in caplog.text


async def test_what_nobody_handles_here_harms_nothing_else(database: Database) -> None:
    diary = Diary(database)
    await diary.add("x", kind="unknown")
    await diary.add("a")

    await diary.scheduler.tick()

    assert diary.done == ["a"]


async def test_while_the_database_is_away_what_is_due_waits_for_it(database: Database) -> None:
    class Away(SqlAgenda):
        async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Due]:
            raise DatabaseAwayError

    diary = Diary(database)
    await diary.add("a")

    with pytest.raises(DatabaseAwayError):
        await Scheduler(Away(database), {"note": diary.note}, lambda: NOON).tick()
    await diary.scheduler.tick()

    assert diary.done == ["a"]


async def test_what_takes_long_keeps_nothing_else_waiting(database: Database) -> None:
    diary = Diary(database)
    begun, reached, never = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def stuck(_: str) -> None:
        begun.set()
        await never.wait()

    async def quick(key: str) -> None:
        await diary.note(key)
        reached.set()

    await diary.add("a", kind="stuck")
    scheduler = Scheduler(SqlAgenda(database), {"stuck": stuck, "note": quick}, lambda: diary.now)
    running = asyncio.create_task(scheduler.run())
    await asyncio.wait_for(begun.wait(), 30)
    await diary.add("b")
    await asyncio.wait_for(reached.wait(), 30)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert diary.done == ["b"]


async def test_a_handler_during_which_the_database_goes_away_is_called_again(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    diary = Diary(database)
    await diary.add("a")

    async def away(_: str) -> None:
        raise DatabaseAwayError

    await Scheduler(SqlAgenda(database), {"note": away}, lambda: NOON).tick()
    await diary.wait(LEASE)

    assert diary.done == ["a"]


async def test_what_has_to_wait_is_begun_at_its_time_and_never_given_up(
    database: Database,
) -> None:
    diary = Diary(database)
    ready = NOON + (TRIES + 5) * timedelta(seconds=30)

    async def patient(key: str) -> None:
        if diary.now < ready:
            raise LaterError(diary.now + timedelta(seconds=30))
        await diary.note(key)

    await diary.add("a")
    diary.scheduler = Scheduler(SqlAgenda(database), {"note": patient}, lambda: diary.now)

    for _ in range(TRIES + 6):
        await diary.wait(timedelta(seconds=30))

    assert diary.done == ["a"]


async def test_an_agenda_of_some_kinds_leaves_the_others_to_whoever_has_them(
    database: Database,
) -> None:
    diary = Diary(database)
    await diary.add("a")
    await diary.add("b", kind="other")

    claimed = await SqlAgenda(database, ["other"]).claim(NOON, NOON + LEASE, 16)

    assert [due.key for due in claimed] == ["b"]
