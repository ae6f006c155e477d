from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from discord.http import Route

from bot.chat.errors import PlatformOffError
from bot.chat.event import Place
from bot.chat.reply import Reply
from bot.platforms.discord.platform import Connection, DiscordChat, Welcome
from tests.bot.platforms.discord.scripted import HELLO, Scripted
from tests.fakes import MemoryBlobs, MemorySettings
from tests.loopback_discord import CHANNEL, LoopbackDiscord

HERE = Place("discord", "", CHANNEL, private=True)


@pytest.fixture(autouse=True)
def _same_base_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)


async def nothing(_: str) -> None:
    return None


def silent(_: str) -> None:
    return None


def chat_with(discord: LoopbackDiscord) -> DiscordChat:
    connection = Connection("good", discord.api_base, discord.gateway, 1)
    welcome = Welcome(HELLO, nothing)
    return DiscordChat(connection, MemorySettings(), MemoryBlobs(), welcome, silent)


@asynccontextmanager
async def running(chat: DiscordChat, discord: LoopbackDiscord) -> AsyncIterator[Scripted]:
    conversation = Scripted()
    work = asyncio.create_task(chat.run(conversation))
    await asyncio.wait_for(discord.connected.wait(), 10)
    try:
        yield conversation
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def heard(discord: LoopbackDiscord, name: str) -> None:
    """Somebody uses a command, and the bot has answered it."""
    answered = asyncio.Event()
    discord.answered = lambda _: answered.set()
    await discord.command(name)
    await asyncio.wait_for(answered.wait(), 10)


async def test_the_settings_say_where_discord_is() -> None:
    async with LoopbackDiscord() as discord, running(chat_with(discord), discord):
        await heard(discord, "quiz")
        method, path, body = discord.requests[-1]
        assert (method, path.split("/")[0]) == ("POST", "interactions")
        assert body["data"]["components"][0]["components"][0]["content"] == "## You said quiz"


async def test_a_bad_token_switches_discord_off_in_words() -> None:
    async with LoopbackDiscord(token="another") as discord:  # noqa: S106 - nobody's
        with pytest.raises(PlatformOffError, match="DISCORD_TOKEN"):
            await chat_with(discord).run(Scripted())


async def test_a_token_that_the_gateway_refuses_switches_discord_off_as_well() -> None:
    async with LoopbackDiscord() as discord:
        work = asyncio.create_task(chat_with(discord).run(Scripted()))
        await asyncio.wait_for(discord.connected.wait(), 10)
        await discord.drop(4004)
        with pytest.raises(PlatformOffError, match="DISCORD_TOKEN"):
            await asyncio.wait_for(work, 10)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_discord_that_is_away_is_no_mistake_in_the_settings(status: int) -> None:
    async with LoopbackDiscord() as discord:
        discord.refuse["users"] = deque([(status, {}, {"code": 0, "message": "later"})])
        with pytest.raises(ConnectionError, match="cannot be reached"):
            await chat_with(discord).run(Scripted())


async def test_a_discord_that_nobody_answers_for_is_away_as_well() -> None:
    async with LoopbackDiscord() as discord:
        chat = chat_with(discord)
    with pytest.raises(ConnectionError, match="cannot be reached"):
        await chat.run(Scripted())


async def test_a_connection_that_is_cut_is_resumed() -> None:
    async with LoopbackDiscord() as discord, running(chat_with(discord), discord):
        await heard(discord, "quiz")
        await discord.drop(4000)
        await asyncio.wait_for(discord.connected.wait(), 10)
        assert [hello["op"] for hello in discord.hellos] == [2, 6]
        await heard(discord, "quiz")


async def test_a_message_waits_as_long_as_discord_says() -> None:
    limited = (429, {"Via": "1.1", "Retry-After": "0.01"}, {"retry_after": 0.01, "global": False})
    async with LoopbackDiscord() as discord:
        chat = chat_with(discord)
        async with running(chat, discord):
            discord.refuse["channels"] = deque([limited, limited])
            await chat.send(HERE, Reply("Done"), "quiz:7")
            posts = [path for _, path, _ in discord.requests if path.startswith("channels")]
            assert len(posts) == 3


async def test_an_answer_waits_as_long_as_discord_says() -> None:
    limited = (429, {"Via": "1.1", "Retry-After": "0.01"}, {"retry_after": 0.01, "global": False})
    async with LoopbackDiscord() as discord, running(chat_with(discord), discord):
        discord.refuse["interactions"] = deque([limited])
        await heard(discord, "quiz")
        posts = [path for _, path, _ in discord.requests if path.startswith("interactions")]
        assert len(posts) == 2


async def test_no_privileged_intent_is_sent() -> None:
    async with LoopbackDiscord() as discord, running(chat_with(discord), discord):
        [hello] = discord.hellos
        privileged = 1 << 1 | 1 << 8 | 1 << 15
        assert not hello["d"]["intents"] & privileged


async def test_an_answer_under_way_is_given_before_the_bot_stops() -> None:
    async with LoopbackDiscord() as discord:
        async with running(chat_with(discord), discord) as conversation:
            conversation.slow_s = {"quiz": 0.3}
            await discord.command("quiz")
            await conversation.hearing.wait()
        _, path, body = discord.requests[-1]
        assert path.startswith("interactions")
        assert "You said quiz" in str(body)
