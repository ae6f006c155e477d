"""A channel gets one message a second, other channels do not wait for it."""

from __future__ import annotations

import asyncio

from bot.platforms.slack.pace import Pace


class Watch:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.now_s += seconds


async def posted(pace: Pace, watch: Watch, channel: str, takes_s: float = 0.0) -> float:
    """When a message went out."""
    async with pace.turn("T1", channel):
        at_s = watch()
        await watch.sleep(takes_s)
    return at_s


async def test_messages_of_a_channel_go_out_a_second_apart_in_their_order() -> None:
    watch = Watch()
    pace = Pace(watch, watch.sleep)

    times_s = await asyncio.gather(*(posted(pace, watch, "C1") for _ in range(4)))

    assert times_s == [100, 101, 102, 103]


async def test_the_second_counts_from_slacks_answer() -> None:
    watch = Watch()
    pace = Pace(watch, watch.sleep)

    await posted(pace, watch, "C1", takes_s=5)

    assert await posted(pace, watch, "C1") == 106


async def test_no_channel_waits_for_another() -> None:
    watch = Watch()
    pace = Pace(watch, watch.sleep)
    await posted(pace, watch, "C1")

    assert await posted(pace, watch, "C2") == 100


async def test_however_many_channels_there_are_those_in_use_keep_their_pace() -> None:
    watch = Watch()
    pace = Pace(watch, watch.sleep)
    await posted(pace, watch, "C1")

    for number in range(2_000):
        await posted(pace, watch, f"D{number}")

    assert await posted(pace, watch, "C1") == 101
