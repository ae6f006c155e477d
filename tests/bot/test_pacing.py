from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.chat.event import Place
from bot.chat.reply import Reply
from bot.pacing import LONGEST_S, Pace, PacedPoster
from tests.fakes import MemoryPoster


@dataclass
class Stopwatch:
    """A clock that sleeping moves, one sleeper after the other."""

    now_s: float = 0.0
    let_through: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        wake_s = self.now_s + seconds
        await asyncio.sleep(0)
        self.now_s = max(self.now_s, wake_s)

    async def note(self, pace: Pace) -> None:
        await pace.patient()
        self.let_through.append(self.now_s)


async def test_no_second_has_more_requests_than_are_allowed() -> None:
    watch = Stopwatch()
    pace = Pace(25, watch.clock, watch.sleep)

    await asyncio.gather(*(watch.note(pace) for _ in range(100)))

    times = watch.let_through
    assert max(sum(t <= s < t + 0.999 for s in times) for t in times) == 25
    assert 3.9 < times[-1] < 4.0


async def test_after_a_quiet_time_nothing_is_made_up_for() -> None:
    watch = Stopwatch()
    pace = Pace(25, watch.clock, watch.sleep)
    await watch.note(pace)
    watch.now_s = 60.0

    await asyncio.gather(*(watch.note(pace) for _ in range(3)))

    assert [round(t, 2) for t in watch.let_through] == [0.0, 60.0, 60.04, 60.08]


async def test_what_somebody_waits_for_goes_before_what_nobody_waits_for() -> None:
    watch = Stopwatch()
    pace = Pace(25, watch.clock, watch.sleep)
    crowd = [asyncio.create_task(watch.note(pace)) for _ in range(1000)]
    await asyncio.sleep(0)
    asked_s = watch.now_s

    await pace.urgent()

    assert watch.now_s - asked_s <= 3 / 25
    for one in crowd:
        one.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)


async def test_many_who_wait_are_never_kept_long_and_the_others_still_get_through() -> None:
    watch = Stopwatch()
    pace = Pace(25, watch.clock, watch.sleep)

    await asyncio.gather(*(pace.urgent() for _ in range(1000)))
    waited_s = watch.now_s
    await watch.note(pace)

    assert waited_s <= LONGEST_S
    assert watch.now_s <= 2 * LONGEST_S + 0.04


async def test_a_paced_poster_waits_for_its_turn_before_each_request() -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        turns += 1

    memory, here = MemoryPoster(), Place("web", "", "c")
    poster = PacedPoster(memory, turn)

    message = await poster.send(here, Reply("One"), "key")
    await poster.edit(message, Reply("Two"))

    assert await poster.find(here, "key") == message
    assert memory.messages[message.id] == Reply("Two")
    assert await poster.preflight(here) == ()
    assert turns == 3
