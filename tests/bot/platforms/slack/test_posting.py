"""Messages nobody waits for arrive once, can be found and changed, and say what is in the way."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.errors import BusyError, ChatError, NotAllowedError
from bot.chat.event import Person, Place, direct
from bot.chat.platform import MessageRef
from bot.chat.reply import File, Picture, Reply, Text
from bot.platforms.slack.finding import PAGE
from tests.bot.platforms.slack.scripted import Bot, Once, running
from tests.loopback_slack import BROKEN, CUT, LOST, TOO_MANY, Fault, LoopbackSlack, words
from tests.loopback_slack.world import Message

GENERAL = Place("slack", "T1", "C1GENERAL")
CARD = Reply("A question", (Text("What is dropout?"),))
OTHER = Reply("Over", (Text("It drops units."),))


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


@pytest.fixture
async def bot(slack: LoopbackSlack) -> AsyncIterator[Bot]:
    async with running(slack, Once()) as bot:
        yield bot


def posts(slack: LoopbackSlack, name: str = "general") -> list[str]:
    return [words(message) for message in slack.channel(name).messages]


async def test_the_same_key_is_the_same_message(slack: LoopbackSlack, bot: Bot) -> None:
    first = await bot.chat.send(GENERAL, CARD, "daily-1")

    assert await bot.chat.send(GENERAL, CARD, "daily-1") == first
    assert len(posts(slack)) == 1


async def test_a_message_without_an_answer_that_arrived_is_found(
    slack: LoopbackSlack, bot: Bot
) -> None:
    slack.faults["chat.postMessage"].append(LOST)

    sent = await bot.chat.send(GENERAL, CARD, "daily-1")

    assert [message.ts for message in slack.channel("general").messages] == [sent.id]


async def test_a_message_without_an_answer_is_not_sent_a_second_time_by_itself(
    slack: LoopbackSlack, bot: Bot
) -> None:
    slack.faults["chat.postMessage"].append(CUT)

    with pytest.raises(ConnectionError):
        await bot.chat.send(GENERAL, CARD, "daily-1")

    assert await bot.chat.find(GENERAL, "daily-1") is None
    await bot.chat.send(GENERAL, CARD, "daily-1")
    assert len(posts(slack)) == 1


async def test_after_a_restart_a_message_is_found_by_its_key(slack: LoopbackSlack) -> None:
    async with running(slack, Once()) as bot:
        sent = await bot.chat.send(GENERAL, CARD, "daily-1")

    async with running(slack, Once()) as bot:
        assert await bot.chat.find(GENERAL, "daily-1") == sent
        assert await bot.chat.find(GENERAL, "daily-2") is None


async def test_in_a_thread_a_message_is_posted_and_found_too(
    slack: LoopbackSlack, bot: Bot
) -> None:
    question = await bot.chat.send(GENERAL, CARD, "question")
    thread = Place("slack", "T1", "C1GENERAL", question.id)

    sent = await bot.chat.send(thread, OTHER, "answer")

    assert slack.channel("general").messages[-1].thread_ts == question.id
    async with running(slack, Once()) as another:
        assert await another.chat.find(thread, "answer") == sent


async def test_in_a_long_thread_the_newest_message_is_found(slack: LoopbackSlack) -> None:
    async with running(slack, Once()) as bot:
        question = await bot.chat.send(GENERAL, CARD, "question")
        for _ in range(PAGE):
            written = Message(slack.world.ts(), "C1GENERAL", "U1ANA", "Why?", thread_ts=question.id)
            slack.world.add(written)
        thread = Place("slack", "T1", "C1GENERAL", question.id)
        sent = await bot.chat.send(thread, OTHER, "answer")

    async with running(slack, Once()) as another:
        assert await another.chat.find(thread, "answer") == sent


async def test_where_one_may_not_look_finding_says_so(slack: LoopbackSlack, bot: Bot) -> None:
    with pytest.raises(NotAllowedError, match="not in that channel"):
        await bot.chat.find(Place("slack", "T1", "C1QUIET"), "daily-1")


async def test_a_message_is_changed(slack: LoopbackSlack, bot: Bot) -> None:
    sent = await bot.chat.send(GENERAL, CARD, "1")

    await bot.chat.edit(sent, OTHER)

    assert "It drops units." in posts(slack)[0]


async def test_a_message_that_is_gone_is_left_gone(slack: LoopbackSlack, bot: Bot) -> None:
    await bot.chat.edit(MessageRef(GENERAL, "1.000001"), OTHER)

    assert not posts(slack)


async def test_a_person_is_written_to_alone(slack: LoopbackSlack, bot: Bot) -> None:
    place = direct(Person("slack", "U1BEN", "ben", "T1"))

    sent = await bot.chat.send(place, CARD, "1")

    await slack.person("ben").directly().sees("What is dropout?")
    await bot.chat.edit(sent, OTHER)
    await slack.person("ben").directly().sees("It drops units.")


REMEDIES = [
    ("C1QUIET", "Invite it there with /invite @Backprep"),
    ("C1OLD", "archived. Unarchive it"),
    ("C1GONE", "private or gone"),
]


@pytest.mark.parametrize(("channel", "remedy"), REMEDIES)
async def test_where_it_may_not_post_the_remedy_is_said(
    bot: Bot, channel: str, remedy: str
) -> None:
    place = Place("slack", "T1", channel)

    with pytest.raises(NotAllowedError, match=remedy):
        await bot.chat.send(place, CARD, "1")

    assert remedy in " ".join(await bot.chat.preflight(place))


async def test_where_nothing_is_missing_preflight_finds_nothing(bot: Bot) -> None:
    assert await bot.chat.preflight(GENERAL) == ()
    assert await bot.chat.name_of(GENERAL) == "#general"


async def test_somebodys_direct_messages_are_no_channel(slack: LoopbackSlack, bot: Bot) -> None:
    place = Place("slack", "T1", slack.world.direct("U1ANA").id)

    assert "Choose a channel" in " ".join(await bot.chat.preflight(place))


async def test_a_scope_that_is_missing_is_named(slack: LoopbackSlack, bot: Bot) -> None:
    slack.faults["chat.postMessage"].append(Fault("missing_scope", more={"needed": "chat:write"}))

    with pytest.raises(NotAllowedError, match="scope “chat:write”"):
        await bot.chat.send(GENERAL, CARD, "1")

    assert [said for said in bot.said if "workspace T1" in said and "chat:write" in said]


async def test_being_too_fast_for_long_is_told_with_when_to_try_again(
    slack: LoopbackSlack, bot: Bot
) -> None:
    slack.faults["chat.postMessage"] += [Fault("ratelimited", 429)] * 3 + [
        Fault("ratelimited", 429, retry_after=7)
    ]

    with pytest.raises(BusyError) as caught:
        await bot.chat.send(GENERAL, CARD, "1")

    assert caught.value.retry_after_s == 7


async def test_being_too_fast_for_a_moment_is_waited_for(slack: LoopbackSlack, bot: Bot) -> None:
    slack.faults["chat.postMessage"].append(TOO_MANY)

    await bot.chat.send(GENERAL, CARD, "1")

    assert len(posts(slack)) == 1


async def test_what_slack_does_not_like_is_sent_in_short(slack: LoopbackSlack, bot: Bot) -> None:
    slack.faults["chat.postMessage"].append(Fault("invalid_blocks"))

    await bot.chat.send(GENERAL, CARD, "1")

    assert "Slack did not take the whole answer." in posts(slack)[0]


async def test_a_channel_gets_one_message_a_second(slack: LoopbackSlack, bot: Bot) -> None:
    slack.one_a_second = True

    for number in range(3):
        await bot.chat.send(GENERAL, CARD, str(number))

    assert len(posts(slack)) == 3
    assert not [call for call in slack.world.calls if call.status == 429]


async def test_a_picture_is_uploaded_once_and_shown_when_slack_has_read_it(
    slack: LoopbackSlack, bot: Bot
) -> None:
    key = await bot.blobs.put(b"\x89PNG and more", "image/png")
    card = Reply("Digits", (Picture(key, "ten digits"),))

    await bot.chat.send(GENERAL, card, "1")
    await bot.chat.send(GENERAL, card, "2")

    assert ["ten digits" in said for said in posts(slack)] == [True, True]
    called = [call.method for call in slack.world.calls]
    assert called.count("files.getUploadURLExternal") == 1


async def test_a_picture_that_is_gone_becomes_words(slack: LoopbackSlack, bot: Bot) -> None:
    await bot.chat.send(GENERAL, Reply("Digits", (Picture("ab" * 32 + ".png", "ten digits"),)), "1")

    assert "Not available at the moment:" in posts(slack)[0]


async def test_a_file_is_shared_beside_its_message(slack: LoopbackSlack, bot: Bot) -> None:
    key = await bot.blobs.put(b"{}", "application/json")
    export = File(key, "export.json", "all about you")

    await bot.chat.send(direct(Person("slack", "U1ANA", "ana", "T1")), Reply("", (export,)), "1")

    messages = slack.person("ana").directly().messages()
    assert [file["name"] for message in messages for file in message.files] == ["export.json"]


async def test_without_a_connection_it_says_so(slack: LoopbackSlack) -> None:
    async with running(slack, Once()) as bot:
        pass

    with pytest.raises(ChatError, match="not connected to Slack"):
        await bot.chat.send(GENERAL, CARD, "1")


async def test_slack_being_broken_is_no_refusal(slack: LoopbackSlack, bot: Bot) -> None:
    slack.faults["chat.postMessage"] += [BROKEN, BROKEN]

    with pytest.raises(ChatError, match="try again later"):
        await bot.chat.send(GENERAL, CARD, "1")
