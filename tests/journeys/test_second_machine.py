"""Workers of two machines on one PostgreSQL and one S3-compatible store, the bot on a third.

Each has a data folder of its own and nothing else in common but the two addresses.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, Row, Select, select

from bot.bootstrap import open_database
from bot.chat.event import Person, Place
from bot.chat.reply import Picture
from bot.clock import utc_now
from bot.deliveries import Deliveries, Kept, Presenter
from bot.features.generate.examples import Examples
from bot.features.generate.generate import Generate, generate
from bot.features.ordering import Ordering
from bot.features.train.train import Train, TrainPresenter, train
from bot.router import Router
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.personal import SqlPersonalData
from generators.dbos_engine import DbosJobs
from generators.jobs_database import asked, make_engine, placed, status, translated, workers
from tests.fakes import MemoryPoster, MemorySeenEvents
from tests.postgres import database, server_or_skip
from tests.s3 import S3Server, s3_server
from tests.talk import Talk

PATIENCE_S = 120
WORKER = """
from generators.__main__ import run, shipped_tasks
from generators.worker import Times
from generators.worker_settings import WorkerSettings
settings = WorkerSettings()
run(settings, lambda: shipped_tasks(settings), Times(beat_s=0.5, patience_s=8))
"""
"""`python -m generators`, but for patience: a worker counts as lost after 8 s instead of 30."""


class Machine:
    """A worker with nothing of the others' but the addresses."""

    def __init__(self, folder: Path, shared: dict[str, str]) -> None:
        here = {"PATH": os.defpath, "PYTHONPATH": str(Path.cwd()), "BACKPREP_DATA": str(folder)}
        folder.mkdir()
        self._name = folder / "workers" / "name"
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env={**here, "BACKPREP_DEVICE": "cpu", **shared},
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def is_called(self, worker: str) -> bool:
        """Whether this is that worker."""
        return self._name.read_text() in worker

    def kill(self) -> None:
        """As when the machine is switched off."""
        self.process.kill()
        self.process.wait()


class Chat:
    """The bot's side: people who ask, what is delivered, and what the database knows of it."""

    def __init__(self, settings: Settings, own: Database) -> None:
        self.jobs, self.blobs = DbosJobs(settings.jobs_database_url), settings.open_blobs(utc_now)
        self.poster, ordering = MemoryPoster(), Ordering(self.jobs, utc_now)
        made = Generate(ordering, Examples(self.blobs), Random())
        kept = Kept(self.blobs, SqlLearners(own), SqlPersonalData(own))
        training = TrainPresenter(self.jobs, self.blobs)
        shown: dict[str, Presenter] = {**made.presenters, "train": training}
        features = [generate(made), train(Train(ordering, self.blobs, str))]
        self._deliveries = Deliveries(self.jobs, self.poster, shown, kept, utc_now)
        self._router = Router(features, MemorySeenEvents(), self.blobs, utc_now, Random(1))
        self._engine: Engine = make_engine(settings.jobs_database_url)
        self._people = count()

    async def ask(self, command: str, *buttons: str, **options: str | int) -> None:
        """Somebody new asks somewhere new, and presses these buttons."""
        name = f"person-{next(self._people)}"
        person = Talk(self._router, Person("web", name, name), Place("web", name, name))
        await person.use(command, **options)
        for button in buttons:
            await person.press(button)

    async def until(self, is_so: Callable[[], Awaitable[bool]]) -> None:
        """Deliver what is done, until something is so."""
        async with asyncio.timeout(PATIENCE_S):
            while not await is_so():
                await self._deliveries.tick()
                await asyncio.sleep(0.05)

    async def until_delivered(self) -> None:
        """Until everybody has seen the end of what they asked for."""

        async def nothing_is_left() -> bool:
            return not await self.jobs.list_unfinished()

        await self.until(nothing_is_left)

    async def workers(self) -> list[str]:
        """Those that gave a sign of life."""
        return [row.name for row in await self._rows(select(workers.c.name))]

    async def makers(self) -> dict[str, str]:
        """Who was the last to make which job."""
        rows = await self._rows(select(placed.c.id, placed.c.worker))
        return {row.id: row.worker for row in rows}

    async def running(self) -> dict[str, str]:
        """Who has begun with which job and not ended."""
        pending = (status.c.workflow_uuid == placed.c.id) & (status.c.status == "PENDING")
        begun = (asked.c.id == placed.c.id) & (asked.c.runs > 0)
        jobs = select(placed.c.id, placed.c.worker).join(status, pending).join(asked, begun)
        return {row.id: row.worker for row in await self._rows(jobs)}

    async def runs(self) -> dict[str, int]:
        """How often each job was begun."""
        return {row.id: row.runs for row in await self._rows(select(asked.c.id, asked.c.runs))}

    async def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        def read() -> Sequence[Row[Any]]:
            with translated(self._engine).begin() as connection:
                return connection.execute(query).all()

        return await asyncio.to_thread(read)

    async def pictures(self) -> list[int]:
        """The size of every picture that was delivered, read from the store."""
        shown = [block for reply in self.poster.messages.values() for block in reply.blocks]
        blobs = [await self.blobs.get(each.key) for each in shown if isinstance(each, Picture)]
        return [len(blob.content) if blob else 0 for blob in blobs]

    async def close(self) -> None:
        """Hang up."""
        await self.jobs.close()
        self._engine.dispose()


@pytest.fixture
def store() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture
def shared(store: S3Server) -> Iterator[dict[str, str]]:
    """All that the machines have in common."""
    for server in server_or_skip():
        with database(server, "shared") as url:
            yield {"JOBS_DATABASE_URL": url, "BLOB_URL": store.url}


@pytest.fixture
def machines(tmp_path: Path, shared: dict[str, str]) -> Iterator[list[Machine]]:
    machines = [Machine(tmp_path / name, shared) for name in ("first", "second")]
    yield machines
    for machine in machines:
        machine.kill()


@pytest.fixture
async def chat(tmp_path: Path, shared: dict[str, str]) -> AsyncIterator[Chat]:
    settings = Settings(_env_file=None, BACKPREP_DATA=str(tmp_path / "bot"), **shared)
    settings.data.mkdir()
    own = open_database(settings)
    chat = Chat(settings, own)
    yield chat
    await chat.close()
    await own.close()


async def test_two_machines_share_the_work_and_one_takes_over_when_the_other_is_gone(
    chat: Chat, machines: list[Machine]
) -> None:
    async def both_are_up() -> bool:
        return len(await chat.workers()) == 2

    async def both_made_some() -> bool:
        await chat.ask("generate image", count=1, seed=7)
        return len(set((await chat.makers()).values())) == 2

    async def both_train() -> bool:
        return len(set((await chat.running()).values())) == 2

    await chat.ask("generate text", prompt="The", length=10)  # makes the tables
    await chat.until(both_are_up)
    await chat.until(both_made_some)
    await chat.until_delivered()
    runs = await chat.runs()
    assert set(runs.values()) == {1}
    assert len(chat.poster.messages) == len(runs)

    for _ in range(3):
        await chat.ask("train", "Just train", model="flow", epochs=20)
    await chat.until(both_train)
    machines[0].kill()
    orphans = [job for job, name in (await chat.running()).items() if machines[0].is_called(name)]
    await chat.until_delivered()

    makers, runs = await chat.makers(), await chat.runs()
    assert orphans
    assert all(machines[1].is_called(makers[job]) for job in orphans)
    assert {job: n for job, n in runs.items() if n != 1} == dict.fromkeys(orphans, 2)
    assert len(chat.poster.messages) == len(runs)
    assert all(await chat.pictures())
