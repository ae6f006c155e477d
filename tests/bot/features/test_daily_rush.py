"""Ten thousand channels whose post is due at 09:00, on a clock that jumps."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import cast

from bot.chat.event import Place
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply
from bot.clock import Clock
from bot.features.daily.pausing import Pausing
from bot.features.daily.planner import DailyStores, Planner
from bot.features.daily.posting import LATE, Posting
from bot.features.quiz.put import Putter
from bot.pacing import PER_SECOND, Pace, PacedPoster
from bot.planning import Timetable
from bot.scheduler import Scheduler
from bot.storage.ports import Due, Found, Post, Posts, Quizzes, Schedule, Schedules, Terms
from knowledge.picking import KINDS, Wanted, pick, reference
from tests.bot.features.dailies import BANK
from tests.fakes import MemoryPoster
from tests.virtual_time import run_virtually

CHANNELS = 10_000
NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
TERMS = Terms(Timetable(time(9), "UTC", frozenset(range(7))))
ASK_EVERY_S = 1.7


class MemoryAgenda:
    """An Agenda whose process never dies, so that nothing is held."""

    def __init__(self, due: Mapping[str, datetime]) -> None:
        self._due = [(at, key) for key, at in due.items()]
        heapq.heapify(self._due)

    async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Due]:
        claimed: list[Due] = []
        while self._due and self._due[0][0] <= now and len(claimed) < limit:
            claimed.append(Due("daily", heapq.heappop(self._due)[1], 1))
        return claimed

    async def done(self, due: Due) -> None:
        """It is out of the list since it was claimed."""

    async def postpone(self, due: Due, at: datetime) -> None:
        heapq.heappush(self._due, (at, due.key))


class MemoryPosts:
    """As much of Posts as sending needs."""

    def __init__(self, found: Mapping[str, Found]) -> None:
        self.found = dict(found)

    async def find(self, key: str, now: datetime) -> Found | None:
        return self.found[key]

    async def begin(self, post: Post, fingerprint: str, closes_at: datetime, now: datetime) -> bool:
        self._change(post.key, replace(post, state="sending"))
        return True

    async def sent(self, key: str, message: MessageRef, *, late: bool) -> None:
        self._change(key, replace(self.found[key].post, state="sent", late=late))

    def _change(self, key: str, post: Post) -> None:
        self.found[key] = replace(self.found[key], post=post)


class Platform(MemoryPoster):
    """A platform that notes when it is asked for something, and takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.asked_at_s: list[float] = []
        self._rng = Random(1)

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        self.asked_at_s.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self._rng.uniform(0.05, 0.5))
        return await super().send(where, reply, key)


@dataclass(frozen=True)
class Outcome:
    """What the rush was like."""

    states: set[tuple[str, bool]]
    messages: int
    requests_s: Sequence[float]
    waited_s: Sequence[float]


def test_no_rush_goes_faster_than_agreed_and_people_go_first() -> None:
    outcome = run_virtually(rush())

    assert outcome.states == {("sent", False)}  # none of them so late that it says so
    assert outcome.messages == CHANNELS
    assert most_in_a_second(outcome.requests_s) <= PER_SECOND
    assert len(outcome.waited_s) > 100
    assert max(outcome.waited_s) < 1
    assert outcome.requests_s[-1] < LATE.total_seconds()


async def rush() -> Outcome:
    loop = asyncio.get_running_loop()
    platform, pace = Platform(), Pace(PER_SECOND, loop.time)
    posts = MemoryPosts({found.post.key: found for found in map(planned, range(CHANNELS))})

    def clock() -> datetime:
        return NINE + timedelta(seconds=loop.time())

    agenda = MemoryAgenda({key: found.post.spread_at for key, found in posts.found.items()})
    sender = posting(posts, PacedPoster(platform, pace.patient), clock)
    running = asyncio.create_task(Scheduler(agenda, {"daily": sender.send}, clock).run())
    waited_s: list[float] = []
    while len(platform.messages) < CHANNELS:
        await asyncio.sleep(ASK_EVERY_S)
        began_s = loop.time()
        await pace.urgent()
        platform.asked_at_s.append(loop.time())
        waited_s.append(loop.time() - began_s)
    await asyncio.sleep(1)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    states: set[tuple[str, bool]] = {
        (found.post.state, found.post.late) for found in posts.found.values()
    }
    return Outcome(states, len(platform.messages), sorted(platform.asked_at_s), waited_s)


def planned(number: int) -> Found:
    where = Place("discord", "guild", f"c{number}")
    post = Post(where.key, date(2026, 1, 5), NINE, ITEM, number, f"round{number}")
    return Found(post, Schedule(where, TERMS, NINE, 1), overtaken=False)


def posting(posts: MemoryPosts, poster: PacedPoster, clock: Clock) -> Posting:
    unused = cast("Schedules", None), cast("Quizzes", None)
    stores = DailyStores(unused[0], cast("Posts", posts), unused[1])
    return Posting(
        cast("Planner", None),
        Putter(BANK, unused[1]),
        Pausing(unused[0], poster),
        stores,
        poster,
        clock,
    )


def most_in_a_second(times_s: Sequence[float]) -> int:
    """The most requests within any span of one second."""
    within: deque[float] = deque()
    most = 0
    for at_s in times_s:
        within.append(at_s)
        while within[0] <= at_s - 0.999:  # whatever floating point makes of 25 gaps of 40 ms
            within.popleft()
        most = max(most, len(within))
    return most


ITEM = reference(*pick(BANK, Wanted(kinds=KINDS[:1]), 1, {}, Random(1))[0])
