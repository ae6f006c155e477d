"""People who answer questions in channels, with what they see and decide about themselves, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path
from random import Random

from bot.chat.event import Person, Place
from bot.people import people
from bot.planning import Timetable
from bot.router import Router
from bot.storage.daily_schedules import SqlSchedules
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.ports import NewAnswer, QuizQuestion, QuizRound, Terms
from bot.storage.quizzes import SqlQuizzes
from bot.storage.upgrading import upgrade
from tests.fakes import MemoryBlobs, MemorySeenEvents
from tests.talk import Talk

ANA = Person("discord", "1", "Ana")
BEN = Person("discord", "2", "Ben")
HERE = Place("discord", "guild", "channel")
BESIDE = Place("discord", "guild", "other")


class Workspace:
    """A platform that knows people's time zones, and nothing else."""

    name = "slack"

    def __init__(self, zones: Mapping[str, str]) -> None:
        self._zones = zones

    async def time_zone_of(self, person: Person) -> str:
        return self._zones.get(person.id, "")


@dataclass
class Town:
    """Where they live; its clock is moved by hand."""

    database: Database
    now: datetime = datetime(2026, 1, 7, 12, tzinfo=UTC)  # a Wednesday
    zones: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rounds = count()
        platforms = [Workspace(self.zones)]
        features = people(self.database, MemoryBlobs(), self.clock, platforms, ())  # type: ignore[arg-type]
        self._router = Router(
            tuple(features), MemorySeenEvents(), MemoryBlobs(), self.clock, Random(1)
        )

    def clock(self) -> datetime:
        return self.now

    def talk(self, who: Person = ANA, where: Place = HERE) -> Talk:
        return Talk(self._router, who, where)

    async def answer(
        self, who: Person, credit: float = 1, where: Place = HERE, at: datetime | None = None
    ) -> None:
        """Answer a question to a channel, which is closed a minute later."""
        at = at or self.now
        quizzes, learner = SqlQuizzes(self.database), await SqlLearners(self.database).of(who)
        id_ = f"round{next(self._rounds)}"
        round_ = QuizRound(id_, None, where, True, {}, 1, 60, ("adam/q1",), at)
        await quizzes.start(round_)
        await quizzes.put(QuizQuestion(id_, 0, "fingerprint", at + timedelta(minutes=1)))
        await quizzes.record(NewAnswer(id_, 0, learner, who.key, "A", credit, at))

    async def answer_daily(self, who: Person, days: int) -> None:
        """Answer on this many days, the last of them yesterday."""
        for before in range(days, 0, -1):
            await self.answer(who, at=self.now - timedelta(days=before))

    async def plan(self, zone: str, where: Place = HERE) -> None:
        """Give a channel daily posts by the clock of a zone."""
        host = await SqlLearners(self.database).of(ANA)
        terms = Terms(Timetable(time(9), zone, frozenset(range(7))))
        await SqlSchedules(self.database).put(where, terms, host, self.now)


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """A town with an empty database in the folder."""
    url = f"sqlite:///{folder / 'town.db'}"
    upgrade(url)
    database = Database.open(url)
    yield Town(database)
    await database.close()


def called(name: str, number: int = 0) -> Person:
    """Somebody of this name."""
    return replace(ANA, id=f"{name}{number}", name=name)
