"""Who may do what in a workspace, hello once, and what is left after it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.event import Person, Power, TextSent
from bot.chat.reply import Facts, Picture, Reply, Text
from tests.bot.platforms.discord.scripted import command
from tests.bot.platforms.slack.scripted import Once, running
from tests.loopback_slack import Fault, LoopbackSlack, words

SAYS = {"ask": Reply("", (Text("Drops units."),), "asker")}


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


async def powers_of(slack: LoopbackSlack, name: str, where: str = "general") -> frozenset[Power]:
    conversation = Once(SAYS)
    async with running(slack, conversation):
        person = slack.person(name, where)
        await person.use("/ask", "x")
        await person.sees("Drops units.")
    return conversation.heard[0].powers


async def test_an_admin_of_the_workspace_may_manage_and_moderate(slack: LoopbackSlack) -> None:
    assert await powers_of(slack, "ana") == {"manage", "moderate"}
    assert await powers_of(slack, "ben") == set()


async def test_who_made_a_channel_may_moderate_it(slack: LoopbackSlack) -> None:
    slack.channel("random").creator = "U1BEN"

    assert await powers_of(slack, "ben", "random") == {"own", "moderate"}
    assert await powers_of(slack, "ben", "general") == set()


async def test_where_slack_does_not_say_who_somebody_is_they_may_do_what_all_may(
    slack: LoopbackSlack,
) -> None:
    slack.faults["users.info"].append(Fault("missing_scope"))

    assert await powers_of(slack, "ana") == set()


async def test_people_have_the_name_others_see_and_their_time_zone(slack: LoopbackSlack) -> None:
    conversation = Once(SAYS)
    async with running(slack, conversation) as bot:
        await slack.person("ana").use("/ask", "x")
        await slack.person("ana").sees("Drops units.")

        assert await bot.chat.time_zone_of(conversation.heard[0].who)
        assert not await bot.chat.time_zone_of(Person("slack", "U0NOBODY", "", "T1"))


async def test_the_first_who_opens_the_app_is_welcomed_once(slack: LoopbackSlack) -> None:
    async with running(slack, Once()):
        await slack.person("ana").opens_home()
        await slack.person("ana").directly().sees("I help people prepare for interviews.")
        await slack.person("ben").opens_home()
        await slack.person("ana").opens_home()

        assert len(slack.person("ana").directly().messages()) == 1
        assert not slack.person("ben").directly().messages()


async def test_when_the_app_is_removed_its_data_goes(slack: LoopbackSlack) -> None:
    async with running(slack, Once()) as bot:
        team = slack.world.teams["T1"]

        await slack.deliver("events_api", slack.payloads.uninstalled(team))

        assert await bot.left.get() == "T1"


async def test_a_missing_scope_is_told_to_the_operator_once(slack: LoopbackSlack) -> None:
    async with running(slack, Once({"ask": Reply("", (Text("For all."),))})) as bot:
        ana = slack.person("ana")
        for _ in range(2):
            slack.faults["chat.postMessage"].append(
                Fault("missing_scope", more={"needed": "chat:write"})
            )
            await ana.use("/ask", "x")

        await ana.until(lambda: len(ana.messages()) == 2, "two answers")
        assert "Whoever installed it adds it" in words(ana.messages()[0])
        assert len([said for said in bot.said if "chat:write" in said]) == 1


async def test_other_bots_edits_and_the_bot_itself_are_not_answered(slack: LoopbackSlack) -> None:
    conversation = Once({"text": Reply("", (Text("Yes?"),))})
    async with running(slack, conversation):
        ana = slack.person("ana").directly()
        message = await ana.write("first")
        await ana.sees("Yes?")
        sent = slack.payloads.written(ana.user, message, mention=False)
        for odd in (
            {"subtype": "message_changed"},
            {"bot_id": "B9"},
            {"user": "U0BOT"},
            {"subtype": "message_deleted"},
            {"edited": {"user": "U1ANA", "ts": "1.1"}},
            {"subtype": "bot_message"},
        ):
            event_id = slack.world.next("Ev")
            changed = sent | {"event": sent["event"] | odd, "event_id": event_id}
            await slack.deliver("events_api", changed)
        await ana.write("last")

        await ana.until(lambda: len(ana.messages()) == 4, "two answers")
        heard = [event.text for event in conversation.heard if isinstance(event, TextSent)]
        assert heard == ["first", "last"]


async def test_commands_carry_the_prefix_of_the_workspace(slack: LoopbackSlack) -> None:
    words_and_facts = Text("Try `/quiz` or /daily setup, not and/or."), Facts((("/ask", "asks"),))
    says = {"ask": Reply("", words_and_facts, "asker")}
    async with running(slack, Once(says), prefix="prep-"):
        ana = slack.person("ana")

        await ana.use("/prep-ask", "x")

        await ana.sees("/prep-quiz")
        await ana.sees("/prep-daily setup, not and/or.")
        await ana.sees("/prep-ask")


async def test_pictures_on_the_home_tab_are_uploaded(slack: LoopbackSlack) -> None:
    conversation = Once()
    async with running(slack, conversation) as bot:
        key = await bot.blobs.put(b"\x89PNG and more", "image/png")
        conversation.at_home = Reply("Home", (Picture(key, "the score"),))

        home = await slack.person("ana").opens_home()

        assert "the score" in words(home)


async def test_another_way_to_ask_is_shown_once_however_often_the_command_comes(
    slack: LoopbackSlack,
) -> None:
    async with running(slack, Once(commands=(command("quiz"),))):
        ana = slack.person("ana")
        spent = slack.payloads.command(ana.user, ana.where, "/quiz", "banana", "R0")
        for _ in range(4):
            await slack.deliver("slash_commands", spent)
        await ana.use("/quiz", "apple")

        await ana.sees("apple")
        await ana.directly().sees("banana")
        assert len(ana.directly().messages()) == 1
