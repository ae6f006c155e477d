from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import discord as sdk
import pytest

from bot.arriving import NotYetError
from bot.chat.errors import BusyError, ChatError, NotAllowedError
from bot.chat.event import Action, Person, Place, direct
from bot.chat.platform import MessageRef
from bot.chat.reply import Button, Buttons, Picture, Reply, Text
from bot.platforms.discord.permissions import invite_link, missing
from tests.bot.platforms.discord.scripted import Discord, Scripted, people, pictures, words

DONE = Reply("Done", (Picture("one", "a cat"),))


def place(env: Any, channel: Any, thread: Any = None) -> Place:
    return Place("discord", str(env.guild.id), str(channel.id), str(thread.id) if thread else "")


async def test_a_message_is_posted_with_its_pictures() -> None:
    discord = Discord(Scripted(), blobs=pictures(one=b"png"))
    async with discord.run() as env:
        channel, _ = people(env)
        where = place(env, channel)
        sent = await discord.chat.send(where, DONE, "quiz:7")
        assert sent == MessageRef(where, str(channel.last_message.id))
        assert words(channel.last_message) == "## Done"
        assert len(channel.last_message.attachments) == 1


async def test_a_second_try_with_the_same_key_is_the_same_message() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, _ = people(env)
        await discord.chat.send(place(env, channel), DONE, "quiz:7")
        body = env.http_requests[-1].json
        assert body["enforce_nonce"]
        assert len(body["nonce"]) == 25
        await discord.chat.send(place(env, channel), DONE, "quiz:7")
        assert env.http_requests[-1].json["nonce"] == body["nonce"]


async def test_a_message_is_found_by_its_key_a_day_and_a_restart_later() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, ana = people(env)
        where = place(env, channel)
        sent = await discord.chat.send(where, DONE, "quiz:7")
        await ana.send(channel, "nice")
        await env.advance_time(86_400)
        again = Discord(Scripted(), discord.settings)
        await env.restart_bot(again.bot())
        assert await again.chat.find(where, "quiz:7") == sent
        assert await again.chat.find(where, "quiz:8") is None


async def test_nothing_is_found_in_a_channel_that_is_gone() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        people(env)
        assert await discord.chat.find(Place("discord", str(env.guild.id), "1"), "quiz:7") is None


async def test_a_message_is_replaced() -> None:
    discord = Discord(Scripted(), blobs=pictures(one=b"png"))
    async with discord.run() as env:
        channel, _ = people(env)
        sent = await discord.chat.send(place(env, channel), DONE, "quiz:7")
        await discord.chat.edit(sent, Reply("Closed"))
        assert words(channel.last_message) == "## Closed"
        assert not channel.last_message.attachments


@pytest.mark.parametrize("refused", [False, True])
async def test_a_message_that_was_replaced_is_found_by_its_key_after_a_restart(
    refused: bool,
) -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, _ = people(env)
        where = place(env, channel)
        sent = await discord.chat.send(where, Reply("Working"), "job:7")
        await discord.chat.edit(sent, Reply("Half done"))
        again = Discord(Scripted(), discord.settings)
        await env.restart_bot(again.bot())
        if refused:
            env.inject_error("PATCH", "/channels/*/messages/*", status=400, code=50035)
        found = await again.chat.find(where, "job:7")
        assert found == sent
        await again.chat.edit(found, DONE)
        assert await again.chat.find(where, "job:7") == sent


async def test_a_message_that_is_gone_is_left_gone() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, _ = people(env)
        await discord.chat.edit(MessageRef(place(env, channel), "1"), Reply("Closed"))
        assert not channel.history()


async def test_while_discord_is_not_connected_posting_has_to_wait() -> None:
    with pytest.raises(BusyError, match="not connected"):
        await Discord(Scripted()).chat.send(Place("discord", "1", "1"), DONE, "quiz:7")


async def test_a_channel_that_may_not_be_written_in_is_told_from_one_that_cannot_be_reached() -> (
    None
):
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, _ = people(env)
        env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
        with pytest.raises(NotAllowedError):
            await discord.chat.send(place(env, channel), DONE, "quiz:7")
        env.inject_error("POST", "/channels/*/messages", status=400, code=20028)
        with pytest.raises(ChatError) as unknown:
            await discord.chat.send(place(env, channel), DONE, "quiz:7")
        assert not isinstance(unknown.value, NotAllowedError)
        with pytest.raises(NotAllowedError):
            await discord.chat.send(Place("discord", str(env.guild.id), "1"), DONE, "quiz:7")


async def test_where_one_may_not_look_nothing_is_said_about_what_is_there() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, _ = people(env)
        env.inject_error("GET", "/channels/*/messages", status=403, code=50013)
        with pytest.raises(NotAllowedError):
            await discord.chat.find(place(env, channel), "quiz:7")


async def test_a_thread_is_begun_under_a_message_by_writing_in_it() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, _ = people(env)
        where = place(env, channel)
        post = await discord.chat.send(where, DONE, "quiz:7")
        under = replace(where, thread=post.id)
        first = await discord.chat.send(under, Reply("Why B?"), "quiz:7/why")
        second = await discord.chat.send(under, Reply("And C?"), "quiz:7/more")
        assert first.where == second.where == under
        assert await discord.chat.find(under, "quiz:7/why") == first


async def test_a_person_is_written_to_alone() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        _, ana = people(env)
        alone = direct(Person("discord", str(ana.id), "Ana"))
        sent = await discord.chat.send(alone, Reply("Paused"), "notice")
        assert await discord.chat.find(alone, "notice") == sent


async def test_a_channel_is_named_as_people_see_it() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, _ = people(env)
        assert await discord.chat.name_of(place(env, channel)) == "#general"
        gone = Place("discord", str(env.guild.id), "1")
        assert await discord.chat.name_of(gone) == "a channel that Backprep cannot see"


async def test_a_new_thread_needs_permissions_of_its_own() -> None:
    assert [
        text.split("“")[1].split("”")[0]
        for text in missing(
            1 << 10 | 1 << 11 | 1 << 15 | 1 << 16, "#q", thread=False, new_thread=True
        )
    ] == ["Create Public Threads", "Send Messages in Threads"]


SLOW = 30.0


@pytest.mark.parametrize("audience", ["everyone", "asker"])
async def test_an_answer_is_changed_by_what_its_event_called_it(audience: Any) -> None:
    working = Reply("Working", (Picture("one", "a cat"),), audience)
    discord = Discord(Scripted({"quiz": working}), blobs=pictures(one=b"png"))
    async with discord.run() as env:
        channel, ana = people(env)
        card = (await ana.slash(channel, "quiz")).response
        [event] = discord.conversation.heard
        await discord.chat.edit(MessageRef(event.where, event.answer_id), Reply("Done"))
        assert words(card) == "## Done"
        assert not card.attachments
        assert card.ephemeral is (audience == "asker")


async def test_an_answer_that_came_as_a_follow_up_is_changed_and_the_card_is_not() -> None:
    first = Reply("Pick", (Buttons((Button("More", Action("demo", "More")),)),))
    discord = Discord(Scripted({"quiz": first, "More": Reply("Working")}, slow_s={"More": SLOW}))
    async with discord.run() as env:
        channel, ana = people(env)
        card = (await ana.slash(channel, "quiz")).response
        result = await ana.click(card, label="More")
        await env.advance_time(SLOW)
        event = discord.conversation.heard[-1]
        await discord.chat.edit(MessageRef(event.where, event.answer_id), Reply("Done"))
        assert words(card).startswith("## Pick")
        assert [words(followup) for followup in result.followups] == ["## Done"]


async def test_an_answer_cannot_be_changed_after_its_token_ran_out() -> None:
    discord = Discord(Scripted({"quiz": Reply("Working")}))
    async with discord.run() as env:
        channel, ana = people(env)
        await ana.slash(channel, "quiz")
        [event] = discord.conversation.heard
        await env.advance_time(16 * 60)
        with pytest.raises(ChatError):
            await discord.chat.edit(MessageRef(event.where, event.answer_id), Reply("Done"))


async def test_a_change_that_discord_does_not_take_is_made_in_short() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, _ = people(env)
        sent = await discord.chat.send(place(env, channel), DONE, "quiz:7")
        env.inject_error("PATCH", "/channels/*/messages/*", status=400, code=50035)
        await discord.chat.edit(sent, Reply("Closed"))
        assert "did not take the whole answer" in words(channel.last_message)


async def test_only_those_who_are_named_are_pinged() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, ana = people(env)
        reply = Reply(
            "@everyone", (Text("hello"),), notify=(Person("discord", str(ana.id), "Ana"),)
        )
        await discord.chat.send(place(env, channel), reply, "k")
        assert [user.id for user in channel.last_message.mentions] == [ana.id]
        assert not channel.last_message.mention_everyone


async def test_where_posting_is_not_allowed_the_permission_is_named() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        people(env)
        denied = sdk.PermissionOverwrite(send_messages=False, attach_files=False)
        channel = env.guild.create_text_channel("daily", overwrites={env.bot.user: denied})
        await env.settle()
        expected = [
            "Backprep needs the permission “Send Messages” in #daily.",
            "Backprep needs the permission “Attach Files” in #daily.",
        ]
        assert await discord.chat.preflight(place(env, channel)) == expected
        with pytest.raises(ChatError, match="Send Messages"):
            await discord.chat.send(place(env, channel), DONE, "k")


async def test_nothing_is_missing_where_all_is_allowed() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, _ = people(env)
        await env.settle()
        assert await discord.chat.preflight(place(env, channel)) == []
        assert await discord.chat.preflight(Place("discord", "", "5", private=True)) == []


async def test_elsewhere_it_is_said_why_nothing_can_be_posted() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        people(env)
        [unknown] = await discord.chat.preflight(Place("discord", "1", "2"))
        assert "not in this server" in unknown
        [gone] = await discord.chat.preflight(Place("discord", str(env.guild.id), "2"))
        assert "View Channel" in gone


async def test_before_it_runs_nothing_can_be_posted() -> None:
    with pytest.raises(ChatError, match="not connected"):
        await Discord(Scripted()).chat.send(Place("discord", "1", "2"), DONE, "k")


async def test_what_discord_does_not_take_is_posted_in_short() -> None:
    discord = Discord(Scripted())
    async with discord.run() as env:
        channel, _ = people(env)
        env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
        await discord.chat.send(place(env, channel), Reply("Done", (Text("*all*"),)), "k")
        assert "did not take the whole answer" in words(channel.last_message)


def test_threads_need_a_permission_of_their_own() -> None:
    assert missing(1 << 10 | 1 << 11 | 1 << 15 | 1 << 16, "#x", thread=True) == [
        "Backprep needs the permission “Send Messages in Threads” in #x."
    ]


def test_the_invite_link_is_read_from_the_token() -> None:
    link = invite_link("MTIzNDU2Nzg5MDEyMzQ1Njc4.GxYz.abc")
    assert link is not None
    assert "client_id=123456789012345678" in link
    assert "permissions=309237746688" in link
    assert invite_link("nonsense") is None
    assert invite_link("") is None


async def test_an_answer_is_changed_only_after_it_was_given() -> None:
    conversation = Scripted({"ask": Reply("On it")}, slow_s={"ask": 0.3})
    discord = Discord(conversation)
    async with discord.run() as env:
        channel, ana = people(env)
        asking = asyncio.create_task(ana.slash(channel, "ask", question="Why?"))
        await conversation.hearing.wait()
        answer = MessageRef(place(env, channel), conversation.heard[0].answer_id)
        with pytest.raises(NotYetError):
            await discord.chat.edit(answer, DONE)
        await asking
        await env.settle()
        await discord.chat.edit(answer, Reply("Made"))
        assert words(channel.last_message) == "## Made"
