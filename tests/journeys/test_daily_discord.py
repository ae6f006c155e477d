"""A question a day on Discord, with the real discord.py client: set up, posted, answered in private, closed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.platforms.discord.platform import Connection, DiscordChat, Welcome
from bot.posting import Switchboard
from bot.storage.database import Database
from bot.storage.upgrading import upgrade
from tests.bot.features.dailies import Days
from tests.bot.platforms.discord.scripted import HELLO, labels, words
from tests.fakes import MemoryBlobs, MemorySettings

NINE = datetime(2026, 1, 5, 8, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Server:
    """A server with a channel, a role, somebody who manages it and somebody who does not."""

    env: Any
    days: Days

    def __post_init__(self) -> None:
        guild = self.env.create_guild()
        self.channel = guild.create_text_channel("general")
        self.learners = guild.create_role("Learners", mentionable=True)
        managing = discord.Permissions(manage_guild=True)
        managers = guild.create_role("Managers", permissions=managing)
        self.boss = guild.add_member(self.env.create_user("boss"), roles=[managers])
        self.ana = guild.add_member(self.env.create_user("ana"))

    async def set_up(self, **options: Any) -> str:
        given = {"time": "09:00", "zone": "Europe/Berlin", "topics": "training"} | options
        return words((await self.boss.slash(self.channel, "daily setup", **given)).response)


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Server]:
    """Discord with the bot in it, whose clock a test moves."""
    url = f"sqlite:///{folder / 'daily.db'}"
    upgrade(url)
    database, blobs = Database.open(url), MemoryBlobs()

    async def left(_: str) -> None:
        raise NotImplementedError

    welcome = Welcome(HELLO, left)
    connection = Connection("token", shard_count=1)
    chat = DiscordChat(connection, MemorySettings(), blobs, welcome, lambda _: None)
    days = Days(database, Switchboard([chat], blobs), blobs=blobs)
    async with simcord.run(chat.open(days.router), settle_timeout=20) as env:
        yield Server(env, days)
    await database.close()


async def test_a_question_is_posted_answered_in_private_and_closed(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        days, channel = server.days, server.channel
        agreed = await server.set_up(role=server.learners, close=8)
        assert "09:00, every day (Europe/Berlin)" in agreed
        assert channel.last_message is None

        await days.until(NINE + MINUTE)
        question = channel.last_message
        body = [request.json for request in server.env.http_requests if request.method == "POST"][
            -1
        ]
        assert "Daily quiz · Monday, 5 January" in words(question)
        assert body["allowed_mentions"]["roles"] == [server.learners.id]

        answered = (await server.ana.click(question, label=labels(question)[0])).response
        assert answered.ephemeral
        assert "Daily quiz" in words(channel.last_message)

        await days.until(NINE + 8 * HOUR, HOUR)
        outcome = channel.last_message
        assert "Closed · Daily quiz" in words(outcome)
        assert "This week" in words(outcome)
        assert labels(outcome) == ["Read the entry"]
        assert len(channel.history()) == 1
        edits = [request.json for request in server.env.http_requests if request.method == "PATCH"]
        assert edits[-1]["allowed_mentions"]["roles"] == []


async def test_a_member_cannot_set_it_up(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        with pytest.raises(Exception, match="daily"):
            await server.ana.slash(server.channel, "daily setup", time="09:00", zone="UTC")


async def test_zones_are_completed_while_they_are_typed(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        offered = await server.boss.autocomplete(
            server.channel, "daily setup", "zone", "berl", time="09:00"
        )

        assert [one["value"] for one in offered] == ["Europe/Berlin"]


async def test_a_channel_that_forbids_it_is_paused_and_its_host_is_told(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        await server.set_up()
        server.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)

        await server.days.until(NINE + MINUTE)

        listed = (await server.boss.slash(server.channel, "daily list")).response
        assert "Paused." in words(listed)
        assert "The daily quiz in #general is paused" in words(
            server.boss.user.dm_channel.last_message
        )


async def test_an_answer_that_was_lost_is_found_and_nothing_is_posted_twice(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        await server.set_up()
        server.env.inject_error("POST", "/channels/*/messages", status=500, code=0)

        await server.days.until(NINE + 5 * MINUTE, timedelta(seconds=5))

        assert len(server.channel.history()) == 1
