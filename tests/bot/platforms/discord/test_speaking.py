from __future__ import annotations

from typing import Any

import discord as sdk

from bot.chat.event import TextSent
from bot.chat.reply import Reply, Text
from tests.bot.platforms.discord.scripted import Discord, Scripted, people, words

PUBLIC, PRIVATE = Reply("For all"), Reply("For you", audience="asker")


async def test_a_mention_is_answered_in_the_channel_without_a_ping() -> None:
    discord = Discord(Scripted({"text": PUBLIC}))
    async with discord.run() as env:
        channel, ana = people(env)
        asked = await ana.send(channel, f"{env.bot.user.mention} what is dropout?")
        [event] = discord.conversation.heard
        assert isinstance(event, TextSent)
        assert event.text == "what is dropout?"
        answer = channel.last_message
        assert words(answer) == "## For all"
        assert answer.reference.message_id == asked.id
        assert not answer.mentions


async def test_no_privileged_intent_is_asked_for() -> None:
    intents = Discord(Scripted()).bot().intents
    assert {name for name, wanted in intents if wanted} == {
        "guilds",
        "guild_messages",
        "dm_messages",
    }


async def test_words_to_others_are_not_heard() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, ana = people(env)
        await ana.send(channel, "what is dropout?")
        assert not discord.conversation.heard
        assert len(channel.history()) == 1


async def test_words_of_bots_are_not_heard() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, _ = people(env)
        robot = env.guild.add_member(env.create_user("robot", bot=True))
        await robot.send(channel, f"{env.bot.user.mention} hello")
        assert not discord.conversation.heard


async def test_a_direct_message_is_answered_there() -> None:
    discord = Discord(Scripted({"text": PRIVATE}))
    async with discord.run() as env:
        ana = env.create_user("ana")
        await ana.send_dm("what is dropout?")
        [event] = discord.conversation.heard
        assert event.where.private
        assert words(ana.dm_channel.last_message) == "## For you"


async def test_slow_work_on_words_is_shown_as_typing() -> None:
    discord = Discord(Scripted({"text": PUBLIC}, slow_s={"text": 30}))
    async with discord.run() as env:
        channel, ana = people(env)
        await ana.send(channel, f"{env.bot.user.mention} hello")
        assert env.http_requests[-1].path == f"/channels/{channel.id}/typing"
        await env.advance_time(30)
        assert words(channel.last_message) == "## For all"


async def test_private_words_leave_the_channel() -> None:
    discord = Discord(Scripted({"text": PRIVATE}))
    async with discord.run() as env:
        channel, ana = people(env)
        await ana.send(channel, f"{env.bot.user.mention} hello")
        assert words(ana.user.dm_channel.last_message) == "## For you"
        assert len(channel.history()) == 1


async def test_who_takes_no_direct_messages_is_told_what_to_do_instead() -> None:
    discord = Discord(Scripted({"text": PRIVATE}))
    async with discord.run() as env:
        channel, ana = people(env)
        env.inject_error("POST", "/users/@me/channels", status=403, code=50007)
        await ana.send(channel, f"{env.bot.user.mention} hello")
        shown = words(channel.last_message)
        assert "`/help`" in shown
        assert "For you" not in shown


async def test_a_missing_permission_is_told_to_the_owner_by_name_and_once() -> None:
    discord = Discord(Scripted({"text": PUBLIC}))
    async with discord.run() as env:
        _, ana = people(env)
        owner, channel = env.guild.owner, closed_channel(env)
        for _ in range(2):
            await ana.send(channel, f"{env.bot.user.mention} hello")
        [told] = owner.dm_channel.history()
        assert "Backprep needs the permission “Send Messages” in #closed." in words(told)


async def test_a_missing_permission_is_told_to_the_person_who_can_give_it() -> None:
    discord = Discord(Scripted({"text": PUBLIC}))
    async with discord.run() as env:
        people(env)
        admins = env.guild.create_role("Admins", permissions=sdk.Permissions(administrator=True))
        admin = env.guild.add_member(env.create_user("admin"), roles=[admins])
        channel = closed_channel(env)
        await admin.send(channel, f"{env.bot.user.mention} hello")
        assert "Send Messages" in words(admin.user.dm_channel.last_message)


async def test_what_discord_does_not_take_is_said_in_short() -> None:
    discord = Discord(Scripted({"text": Reply("For all", (Text("and *more*"),))}))
    async with discord.run() as env:
        channel, ana = people(env)
        env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
        await ana.send(channel, f"{env.bot.user.mention} hello")
        assert "did not take the whole answer" in words(channel.last_message)


def closed_channel(env: Any) -> Any:
    """A channel in which the bot may not write."""
    overwrites = {env.bot.user: sdk.PermissionOverwrite(send_messages=False)}
    return env.guild.create_text_channel("closed", overwrites=overwrites)
