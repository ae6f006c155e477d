from __future__ import annotations

from typing import Any

import discord as sdk
from simcord.backend import serializers

from tests.bot.platforms.discord.scripted import Discord, Scripted, labels, words


async def test_a_new_server_is_welcomed_once_with_three_buttons() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("general")
        for _ in range(2):
            await join(env, guild)
        [welcome] = channel.history()
        assert words(welcome).startswith("## Hello")
        assert labels(welcome) == ["Ask", "Quiz", "Help"]


async def test_the_welcome_goes_where_the_bot_may_write() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        guild = env.create_guild()
        closed = {env.bot.user: sdk.PermissionOverwrite(send_messages=False)}
        guild.create_text_channel("rules", overwrites=closed)
        channel = guild.create_text_channel("general")
        await join(env, guild)
        assert len(channel.history()) == 1


async def test_a_server_without_a_channel_to_write_in_is_joined_in_silence() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        guild = env.create_guild()
        await join(env, guild)
        assert discord.settings.values[f"discord:{guild.id}", "welcomed"]
        assert not env.errors


async def test_a_server_that_is_left_is_forgotten() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        guild = env.create_guild()
        await env.settle()
        env.backend.emit("GUILD_DELETE", {"id": str(guild.id)})
        await env.settle()
        assert discord.left == [str(guild.id)]
        assert not discord.settings.values[f"discord:{guild.id}", "welcomed"]


async def test_a_server_that_is_down_is_not_forgotten() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        guild = env.create_guild()
        await env.settle()
        env.backend.emit("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})
        await env.settle()
        assert not discord.left


async def test_a_server_that_was_left_while_the_bot_was_away_is_forgotten() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        guild = env.create_guild()
        await env.restart_bot(discord.bot())
        assert not discord.left
        await discord.settings.put(
            f"discord:{env.backend.application_id}", "servers", ["5", str(guild.id)]
        )
        await env.restart_bot(discord.bot())
        assert discord.left == ["5"]


async def test_a_server_that_was_joined_while_the_bot_was_away_is_welcomed() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel = env.create_guild().create_text_channel("general")
        await env.restart_bot(discord.bot())
        assert len(channel.history()) == 1
        await env.restart_bot(discord.bot())
        assert len(channel.history()) == 1


async def test_servers_from_before_the_first_start_are_not_disturbed() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel = env.create_guild().create_text_channel("general")
        discord.settings.values.clear()
        await env.restart_bot(discord.bot())
        assert not channel.history()


async def test_discord_is_told_the_commands_only_when_they_changed() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        await env.restart_bot(Discord(discord.conversation, discord.settings).bot())
        assert _times_told(env) == 1
        fewer = Scripted(commands=discord.conversation.commands[:1])
        await env.restart_bot(Discord(fewer, discord.settings).bot())
        assert _times_told(env) == 2


async def test_two_shards_serve_their_own_servers() -> None:
    discord = Discord(Scripted(), shards=2)
    async with discord.run() as env:
        for shard in (0, 1):
            guild = env.create_guild(shard_id=shard)
            channel = guild.create_text_channel("general")
            ana = guild.add_member(env.create_user("ana"))
            result = await ana.slash(channel, "quiz")
            assert words(result.response) == "## You said quiz"
            assert env.bot.get_guild(guild.id).shard_id == shard


async def test_a_shard_that_reconnects_goes_on() -> None:
    discord = Discord(Scripted(), shards=2)
    async with discord.run() as env:
        guild = env.create_guild(shard_id=1)
        channel = guild.create_text_channel("general")
        ana = guild.add_member(env.create_user("ana"))
        shard = env.bot.get_shard(1)
        await shard.disconnect()
        await shard.reconnect()
        await env.settle()
        result = await ana.slash(channel, "quiz")
        assert words(result.response) == "## You said quiz"


async def join(env: Any, guild: Any) -> None:
    """What Discord tells a bot that somebody took into a server."""
    payload = serializers.guild_create_payload(env.backend, env.backend.get_guild(guild.id))
    env.backend.emit("GUILD_CREATE", {k: v for k, v in payload.items() if k != "unavailable"})
    await env.settle()


def _times_told(env: Any) -> int:
    return sum(request.method == "PUT" for request in env.http_requests)
