"""Daily posts on a real database, with a clock and a platform moved by hand, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from bot.chat.event import OptionValue, Person, Place
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply
from bot.dailies import Ground, dailies
from bot.features.daily.daily import daily
from bot.features.daily.planner import pool
from bot.features.quiz.quiz import Chance, Quiz, QuizStores, quiz
from bot.planning import Timetable
from bot.router import Router
from bot.scheduler import Scheduler
from bot.storage.agenda import SqlAgenda
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.ports import Post, Schedule, Terms
from knowledge.bank import Bank, load_bank
from tests.fakes import MemoryBlobs, MemoryPoster, MemorySeenEvents
from tests.talk import ANA, CHANNEL, Talk

BANK = load_bank()


class Platform(MemoryPoster):
    """A platform whose next sends go wrong as told; `lost` ones arrive, and the answer does not."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: dict[str, list[Exception]] = {}
        """What the next sends to a channel raise."""
        self.lost: list[str] = []
        """Channels whose next message arrives although its sender is told nothing."""
        self.sent: list[tuple[str, str]] = []
        """Channel and key of each message that arrived."""
        self.log: list[str] = []
        self.unseen: Exception | None = None
        """What looking for a message raises."""

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        self.log.append(f"send {where.channel}")
        if faults := self.faults.get(where.channel):
            raise faults.pop(0)
        self.sent.append((where.channel, key))
        message = MessageRef(where, f"m{len(self.sent)}")
        self.messages[message.id] = reply
        self._keys[where, key] = message  # a second send is a second message here
        if where.channel in self.lost:
            self.lost.remove(where.channel)
            raise TimeoutError
        return message

    async def find(self, where: Place, key: str) -> MessageRef | None:
        self.log.append(f"find {where.channel}")
        if self.unseen:
            raise self.unseen
        return await super().find(where, key)

    def placed(self, channel: str) -> list[Place]:
        """Where each message of a channel stands."""
        return [at for (at, _) in self._keys if at.channel == channel]

    def shown(self, channel: str) -> list[Reply]:
        """What stands in a channel."""
        return [
            self.messages[ref.id] for (at, _), ref in self._keys.items() if at.channel == channel
        ]


@dataclass
class Days:
    """Everything about daily posts, in one process."""

    database: Database
    platform: Any = field(default_factory=Platform)
    """A `Platform`, or anything else that fills in Poster."""
    now: datetime = datetime(2026, 1, 5, 7, tzinfo=UTC)
    bank: Bank = BANK
    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)

    def __post_init__(self) -> None:
        ids, rng = count(), Random(7)
        self.chance = Chance(rng, lambda: f"round{next(ids)}")
        self.learners, blobs = SqlLearners(self.database), self.blobs
        self.ground = Ground(self.database, self.bank, blobs, self.clock, self.chance)
        self.parts = dailies(self.ground, self.platform, self.platform)
        stores = self.parts.stores
        self.schedules, self.posts = stores.schedules, stores.posts
        rounds = Quiz(
            self.bank,
            QuizStores(stores.quizzes, self.learners, blobs),
            self.platform,
            self.clock,
            self.chance,
        )
        features = [daily(self.parts.feature), quiz(rounds)]
        self.router = Router(features, MemorySeenEvents(), blobs, self.clock, Random(1))
        self.scheduler = self.parts.scheduler
        self.agenda = SqlAgenda(self.database, self.parts.handlers)

    def another(self) -> Scheduler:
        """The scheduler of a second process."""
        return dailies(self.ground, self.platform, self.platform).scheduler

    def clock(self) -> datetime:
        return self.now

    def talk(self, who: Person = ANA, where: Place = CHANNEL) -> Talk:
        return Talk(self.router, who, where, frozenset({"manage"}))

    async def set_up(self, channel: str = CHANNEL.channel, **options: OptionValue) -> Talk:
        """A channel with a daily quiz at 09:00 in Berlin, unless told otherwise."""
        talk = self.talk()
        given = {"channel": channel, "time": "09:00", "zone": "Europe/Berlin"} | options
        await talk.use("daily setup", **given)
        return talk

    async def set_up_many(self, number: int) -> list[str]:
        """That many channels with such a quiz."""
        terms = Terms(Timetable(time(9), "Europe/Berlin", frozenset(range(7))))
        host = await self.learners.of(ANA)
        places = [Place("web", "", f"c{n}") for n in range(number)]
        for place in places:
            await self.schedules.put(place, terms, host, self.now)
        return [place.channel for place in places]

    async def until(self, moment: datetime, step: timedelta = timedelta(minutes=1)) -> None:
        """Let time pass, with what is due done in it."""
        while self.now < moment:
            self.now = min(self.now + step, moment)
            await self.settle()

    async def settle(self) -> None:
        """Do what is due now."""
        while await self.scheduler.tick():
            pass

    def pool_of(self, schedule: Schedule) -> int:
        """How many questions fit."""
        return len(list(pool(self.bank, schedule.terms)))

    async def states(self, where: Place = CHANNEL) -> dict[int, str]:
        """State by day of the month."""
        return {post.day.day: post.state for post in await self.all(where)}

    async def all(self, where: Place = CHANNEL) -> Sequence[Post]:
        return await self.posts.since(where, date(2000, 1, 1))


@asynccontextmanager
async def opened(file: Path) -> AsyncIterator[Days]:
    """Daily posts with a database that has its tables."""
    database = Database.open(f"sqlite:///{file}")
    yield Days(database)
    await database.close()
