"""The feature with an engine in memory, for tests: a person talks, the test is the worker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.chat.reply import Reply
from bot.deliveries import Deliveries, Kept
from bot.features.generate.examples import Examples
from bot.features.generate.generate import Generate, generate
from bot.features.ordering import Ordering
from bot.features.queue import Queue, queue
from bot.router import Router
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.personal import SqlPersonalData
from bot.storage.upgrading import upgrade
from generators.engine import Result, Status
from generators.requests import REQUESTS
from tests.fakes import MemoryBlobs, MemoryEngine, MemoryPoster, MemorySeenEvents
from tests.talk import Talk

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass
class Room:
    """Everything between a person and a worker, with a clock moved by hand."""

    database: Database
    now: datetime = NOON
    engine: MemoryEngine = field(default_factory=MemoryEngine)
    poster: MemoryPoster = field(default_factory=MemoryPoster)
    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)

    def __post_init__(self) -> None:
        self.learners, self.personal = SqlLearners(self.database), SqlPersonalData(self.database)
        self.ordering = Ordering(self.engine, self.clock)
        self.feature = Generate(self.ordering, Examples(self.blobs), Random(7))
        self.restart()

    def restart(self) -> None:
        """Everything a process remembers is gone."""
        kept = Kept(self.blobs, self.learners, self.personal)
        self.deliveries = Deliveries(
            self.engine, self.poster, self.feature.presenters, kept, self.clock
        )

    def clock(self) -> datetime:
        return self.now

    def talk(self) -> Talk:
        features = [generate(self.feature), queue(Queue(self.ordering))]
        return Talk(Router(features, MemorySeenEvents(), self.blobs, self.clock, Random(1)))

    async def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await self.deliveries.tick()

    @property
    def job(self) -> Status:
        """The newest job."""
        return list(self.engine.jobs.values())[-1]

    async def made(self, result: Result) -> Reply:
        """The worker finishes the newest job; what is posted then."""
        self.engine.run(self.job.id)
        self.engine.finish(self.job.id, result)
        await self.pass_time(1)
        return self.shown

    @property
    def shown(self) -> Reply:
        """The newest message."""
        return list(self.poster.messages.values())[-1]


async def room(folder: Path) -> AsyncIterator[Room]:
    url = f"sqlite:///{folder / 'generate.db'}"
    upgrade(url)
    database = Database.open(url)
    yield Room(database)
    await database.close()


def text_result(status: Status, text: str = "rain may be.") -> Result:
    settings = REQUESTS["generate_text"].model_validate(status.job.options).model_dump()
    return Result("", settings, text=text, figures={"perplexity": 3.14159})


def image_result(status: Status, *keys: str) -> Result:
    settings = REQUESTS["generate_image"].model_validate(status.job.options).model_dump()
    return Result("", settings, blobs=keys)
