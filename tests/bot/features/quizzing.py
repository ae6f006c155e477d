"""A quiz feature on a real database, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

from bot.features.quiz.quiz import Chance, Quiz, QuizStores, quiz
from bot.router import Router
from bot.scheduler import Scheduler
from bot.storage.agenda import SqlAgenda
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.personal import SqlPersonalData
from bot.storage.quizzes import SqlQuizzes
from bot.storage.upgrading import upgrade
from knowledge.bank import Bank, load_bank
from knowledge.picking import find
from knowledge.posing import LETTERS, Posed, pose
from tests.fakes import MemoryBlobs, MemoryPoster, MemorySeenEvents
from tests.talk import Talk

BANK = load_bank()


@dataclass
class Table:
    """A quiz feature on a real database, with a clock moved by hand."""

    database: Database
    poster: MemoryPoster
    now: datetime = datetime(2026, 1, 5, 12, tzinfo=UTC)
    bank: Bank = BANK

    def __post_init__(self) -> None:
        self.quizzes = SqlQuizzes(self.database)
        self.personal = SqlPersonalData(self.database)
        self._ids = count()
        self.read(self.bank)

    def read(self, bank: Bank) -> None:
        """Start again with another bank; what was said and kept stays."""
        stores = QuizStores(self.quizzes, SqlLearners(self.database), MemoryBlobs())
        chance = Chance(Random(7), lambda: f"round{next(self._ids)}")
        self.feature = Quiz(bank, stores, self.poster, self.clock, chance)

    def clock(self) -> datetime:
        return self.now

    def talk(self) -> Talk:
        seen, blobs = MemorySeenEvents(), MemoryBlobs()
        return Talk(Router([quiz(self.feature)], seen, blobs, self.clock, Random(1)))

    async def pass_time(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        agenda = SqlAgenda(self.database)
        scheduler = Scheduler(agenda, {"quiz": self.feature.channel.close}, self.clock)
        while await scheduler.tick():
            pass

    async def posed(self, round_id: str = "round0", position: int = 0) -> Posed:
        round_ = await self.quizzes.round(round_id)
        assert round_
        found = find(BANK, round_.items[position])
        assert found
        return pose(*found, round_.seed * 1000 + position)


@asynccontextmanager
async def laid(folder: Path) -> AsyncIterator[Table]:
    """A table with an empty database in the folder."""
    url = f"sqlite:///{folder / 'quiz.db'}"
    upgrade(url)
    database = Database.open(url)
    yield Table(database, MemoryPoster())
    await database.close()


def wrong_letter(posed: Posed) -> str:
    return LETTERS[(posed.right + 1) % len(posed.options)]


async def start_choice(table: Table) -> tuple[Talk, Posed]:
    """A quiz of two questions with letters, alone."""
    talk = table.talk()
    await talk.use("quiz", kind="choice", count=2)
    return talk, await table.posed()


async def channel_question(table: Table, kind: str = "choice") -> Talk:
    """A quiz of two questions in a channel; its first one is what was said last."""
    talk = table.talk()
    await talk.use("quiz", kind=kind, count=2, channel=True, seconds=30)
    talk.last = next(iter(table.poster.messages.values()))
    return talk
