"""A visitor's own server: its clock is theirs alone, and what falls due happens in its order."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot.chat.event import Person
from bot.chat.platform import Conversation, Poster
from bot.clock import Clock
from bot.sandboxes import KEPT, Inside, LocalSandboxes
from bot.scheduler import Scheduler
from bot.storage.agenda import SqlAgenda, add_due, move_due
from bot.storage.database import Database
from bot.storage.upgrading import upgrade
from tests.fakes import MemoryPoster

MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANA, BEN = Person("web", "a" * 16, "Ana"), Person("web", "b" * 16, "Ben")
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def open_file(file: Path) -> Database:
    upgrade(f"sqlite:///{file}")
    return Database.open(f"sqlite:///{file}")


class Diary:
    """Furnishes sandboxes with something that is due every day, and notes when it was done."""

    def __init__(self) -> None:
        self.done: list[datetime] = []

    def furnish(self, database: Database, clock: Clock, poster: Poster) -> Inside:
        async def daily(key: str) -> None:
            self.done.append(clock())
            tomorrow = clock() + DAY
            await database.run(
                lambda connection: move_due(connection, "daily", key + "+", tomorrow)
            )

        scheduler = Scheduler(SqlAgenda(database), {"daily": daily}, clock)
        self.database = database
        return Inside(cast(Conversation, object()), [scheduler])


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
async def sandboxes(diary: Diary, tmp_path: Path) -> AsyncIterator[LocalSandboxes]:
    all_of_them = LocalSandboxes(tmp_path, lambda: MORNING, open_file, diary.furnish)
    yield all_of_them
    await all_of_them.close()


async def test_a_week_passes_in_one_move_and_each_day_at_its_time(
    sandboxes: LocalSandboxes, diary: Diary
) -> None:
    sandbox = await sandboxes.of(ANA, MemoryPoster())
    await diary.database.run(lambda to: add_due(to, "daily", "x", MORNING + HOUR))

    await sandbox.move(WEEK)

    assert diary.done == [MORNING + HOUR + DAY * days for days in range(7)]
    assert sandbox.now() == MORNING + WEEK


async def test_nobody_elses_clock_moves(sandboxes: LocalSandboxes) -> None:
    anas, bens = await sandboxes.of(ANA, MemoryPoster()), await sandboxes.of(BEN, MemoryPoster())

    await anas.move(DAY)

    assert (anas.now(), bens.now()) == (MORNING + DAY, MORNING)
    assert await sandboxes.of(ANA, MemoryPoster()) is anas


async def test_the_clock_stands_where_it_was_after_a_restart(
    sandboxes: LocalSandboxes, diary: Diary, tmp_path: Path
) -> None:
    await (await sandboxes.of(ANA, MemoryPoster())).move(DAY)
    await sandboxes.close()

    again = LocalSandboxes(tmp_path, lambda: MORNING, open_file, diary.furnish)
    try:
        assert (await again.of(ANA, MemoryPoster())).now() == MORNING + DAY
    finally:
        await again.close()


async def test_one_that_nobody_enters_for_long_is_deleted(
    sandboxes: LocalSandboxes, tmp_path: Path
) -> None:
    await sandboxes.of(ANA, MemoryPoster())
    left, open_still = tmp_path / f"{BEN.id}.db", tmp_path / f"{ANA.id}.db"
    left.touch()
    for file in (left, open_still):
        os.utime(file, times=((MORNING - KEPT - HOUR).timestamp(),) * 2)

    await sandboxes.sweep()

    assert not left.exists()
    assert open_still.exists()


async def test_there_are_never_more_than_the_disk_should_hold(diary: Diary, tmp_path: Path) -> None:
    few = LocalSandboxes(tmp_path, lambda: MORNING, open_file, diary.furnish, most_kept=2)
    for age, name in enumerate(["older", "newer"]):
        (tmp_path / f"{name}.db").touch()
        os.utime(tmp_path / f"{name}.db", times=(age, age))

    await few.of(ANA, MemoryPoster())
    await few.close()

    assert {file.stem for file in tmp_path.glob("*.db")} == {"newer", ANA.id}


async def test_one_that_is_closed_lets_its_clock_arrive_first(
    sandboxes: LocalSandboxes, diary: Diary, tmp_path: Path
) -> None:
    sandbox = await sandboxes.of(ANA, MemoryPoster())
    await diary.database.run(lambda to: add_due(to, "daily", "x", MORNING + HOUR))

    moving = asyncio.create_task(sandbox.move(WEEK))
    await asyncio.sleep(0)
    await sandboxes.close()

    await moving
    assert len(diary.done) == 7


async def test_what_was_forgotten_leaves_no_file(sandboxes: LocalSandboxes, tmp_path: Path) -> None:
    await (await sandboxes.of(ANA, MemoryPoster())).move(DAY)

    assert await sandboxes.forget(ANA)
    assert not list(tmp_path.iterdir())
    assert not await sandboxes.forget(ANA)
    assert (await sandboxes.of(ANA, MemoryPoster())).now() == MORNING
