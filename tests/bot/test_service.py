"""Several platforms at once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from random import Random
from typing import Any, cast

import pytest

from bot.back_off import BackOff
from bot.chat.errors import PlatformOffError
from bot.chat.platform import ChatPlatform, Conversation
from bot.service import Service, Work

NOBODY = cast("Conversation", None)
"""The platforms here hold no conversation."""


class Listening:
    """Runs until cancelled, and knows whether it does."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.runs = asyncio.Event()
        self.was_closed = False

    async def run(self, conversation: Conversation) -> None:
        self.runs.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.was_closed = True


class Unreachable(Listening):
    """Cannot be reached the first times, then runs."""

    def __init__(self, name: str, times: int) -> None:
        super().__init__(name)
        self._times = times

    async def run(self, conversation: Conversation) -> None:
        self._times -= 1
        if self._times >= 0:
            raise ConnectionRefusedError("no network")
        await super().run(conversation)


class Failing:
    """Ends at once with an error."""

    def __init__(self, name: str, error: Exception | None) -> None:
        self.name, self._error = name, error

    async def run(self, conversation: Conversation) -> None:
        if self._error:
            raise self._error


def serve(
    platforms: Sequence[ChatPlatform],
    stop: asyncio.Event,
    said: list[str],
    background: Sequence[Work] = (),
) -> Coroutine[Any, Any, bool]:
    back_off = BackOff(Random(0), first_s=0.001)
    return Service(NOBODY, lambda: back_off, said.append).run(platforms, background, stop)


def platforms(*them: Listening | Failing) -> Sequence[ChatPlatform]:
    return cast("Sequence[ChatPlatform]", them)


async def test_every_platform_runs_until_the_bot_is_told_to_stop() -> None:
    web, discord, stop = Listening("web"), Listening("discord"), asyncio.Event()
    serving = asyncio.create_task(serve(platforms(web, discord), stop, []))
    await asyncio.gather(web.runs.wait(), discord.runs.wait())

    stop.set()

    assert await serving
    assert web.was_closed
    assert discord.was_closed


async def test_a_platform_with_a_bad_token_is_switched_off_and_the_rest_runs() -> None:
    web, stop, said = Listening("web"), asyncio.Event(), list[str]()
    discord = Failing("discord", PlatformOffError("Discord refuses DISCORD_TOKEN."))

    serving = asyncio.create_task(serve(platforms(discord, web), stop, said))
    await web.runs.wait()
    stop.set()

    assert await serving
    assert said == ["Discord refuses DISCORD_TOKEN."]


async def test_a_platform_that_cannot_be_reached_is_tried_again_while_the_rest_runs() -> None:
    web, stop, said = Listening("web"), asyncio.Event(), list[str]()
    discord = Unreachable("discord", times=3)

    serving = asyncio.create_task(serve(platforms(web, discord), stop, said))
    await discord.runs.wait()
    stop.set()

    assert await serving
    assert [line.split(" s.")[0][:-3] for line in said] == [
        "Discord cannot be reached; next try in "
    ] * 3
    assert discord.was_closed


async def test_when_settings_left_no_platform_that_is_told() -> None:
    web = Failing("web", PlatformOffError("Port 8080 is taken."))

    assert not await serve(platforms(web), asyncio.Event(), [])


@pytest.mark.parametrize("error", [AttributeError("a bug"), None])
async def test_a_platform_that_breaks_ends_the_others_in_order(error: Exception | None) -> None:
    web = Listening("web")

    with pytest.raises((AttributeError, RuntimeError)):
        await serve(platforms(web, Failing("discord", error)), asyncio.Event(), [])

    assert web.was_closed


async def test_work_beside_the_platforms_ends_with_them() -> None:
    web, housekeeping, stop = Listening("web"), Listening("housekeeping"), asyncio.Event()
    work = [lambda: housekeeping.run(NOBODY)]
    serving = asyncio.create_task(serve(platforms(web), stop, [], work))
    await housekeeping.runs.wait()

    stop.set()

    assert await serving
    assert housekeeping.was_closed


async def test_work_that_breaks_ends_the_platforms_in_order() -> None:
    web, scheduler = Listening("web"), Failing("scheduler", ZeroDivisionError("a bug"))

    with pytest.raises(ZeroDivisionError):
        await serve(platforms(web), asyncio.Event(), [], [lambda: scheduler.run(NOBODY)])

    assert web.was_closed


async def test_work_that_is_done_ends_nothing() -> None:
    web, purge, stop = Listening("web"), Failing("purge", None), asyncio.Event()
    work = [lambda: purge.run(NOBODY)]
    serving = asyncio.create_task(serve(platforms(web), stop, [], work))
    await web.runs.wait()

    assert not serving.done()
    stop.set()

    assert await serving
