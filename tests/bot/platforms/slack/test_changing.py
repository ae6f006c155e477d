"""An answer is changed later by the name its event gave it, whatever Slack still takes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.arriving import NotYetError
from bot.chat.event import Action
from bot.chat.platform import MessageRef
from bot.chat.reply import Button, Buttons, Picture, Progress, Reply, Text
from tests.bot.platforms.slack.scripted import Bot, Once, running
from tests.loopback_slack import LoopbackSlack, SlackPerson, words

BUTTON = Buttons((Button("Again", Action("demo", "do")),))
ON_ITS_WAY = Reply("", (Text("On its way."), BUTTON))
HIDDEN = Reply("", (Text("On its way."), BUTTON), "asker")
DONE, DONE_HIDDEN = Reply("", (Text("Done."),)), Reply("", (Text("Done."),), "asker")


def underway(percent: int) -> Reply:
    return Reply("", (Progress(percent / 100, "training"),), "asker")


@dataclass
class Watch:
    now: datetime = field(default_factory=lambda: datetime(2026, 1, 5, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


def name_of_answer(bot: Bot) -> MessageRef:
    event = bot.conversation.heard[-1]
    return MessageRef(event.where, event.answer_id)


async def ask(ana: SlackPerson) -> None:
    await ana.use("/ask", "x")
    await ana.sees("On its way.")


async def change(bot: Bot, reply: Reply) -> None:
    while True:  # until it is known here too that the answer arrived
        try:
            return await bot.chat.edit(name_of_answer(bot), reply)
        except NotYetError:
            await asyncio.sleep(0.01)


def seen_by(person: SlackPerson) -> list[str]:
    return [words(message) for message in person.messages()]


async def test_an_ordinary_message_is_changed_as_often_as_it_takes(slack: LoopbackSlack) -> None:
    async with running(slack, Once({"ask": ON_ITS_WAY})) as bot:
        ana = slack.person("ana")
        await ask(ana)

        for percent in range(0, 100, 10):
            await change(bot, underway(percent))
        await change(bot, DONE)

        [message] = ana.messages()
        assert "Done." in words(message)
        assert message.edited == 11


async def test_after_a_restart_the_message_is_found_and_changed(slack: LoopbackSlack) -> None:
    async with running(slack, Once({"ask": ON_ITS_WAY})) as bot:
        await ask(slack.person("ana"))
        name = name_of_answer(bot)
    slack.clock.move(31 * 60)

    async with running(slack, Once()) as bot:
        await bot.chat.edit(name, DONE)

    [text] = seen_by(slack.person("ana"))
    assert "Done." in text


async def test_what_one_person_sees_ends_with_the_end_however_much_progress_there_was(
    slack: LoopbackSlack,
) -> None:
    watch = Watch()
    async with running(slack, Once({"ask": HIDDEN}), clock=watch) as bot:
        ana = slack.person("ana")
        await ask(ana)

        for percent in range(0, 100, 5):
            watch.now += timedelta(seconds=2)
            await change(bot, underway(percent))
        await change(bot, DONE_HIDDEN)

        assert "Done." in seen_by(ana)[-1]
        assert not [text for text in seen_by(slack.person("ben")) if "Done." in text]


async def test_after_half_an_hour_the_end_comes_as_a_direct_message(slack: LoopbackSlack) -> None:
    watch = Watch()
    async with running(slack, Once({"ask": HIDDEN}), clock=watch) as bot:
        ana = slack.person("ana")
        await ask(ana)
        watch.now += timedelta(minutes=31)
        slack.clock.move(31 * 60)

        await change(bot, DONE_HIDDEN)
        await change(bot, Reply("", (Text("Corrected."),), "asker"))

        [message] = ana.directly().messages()
        assert "Corrected." in words(message)
        assert not [text for text in seen_by(ana) if "Done." in text]


async def test_after_five_messages_the_end_comes_as_a_direct_message(slack: LoopbackSlack) -> None:
    async with running(slack, Once({"ask": HIDDEN})) as bot:
        ana = slack.person("ana")
        await ask(ana)
        for url in slack.world.response_urls.values():
            url.uses = 5

        await change(bot, DONE_HIDDEN)

        await ana.directly().sees("Done.")


async def test_a_press_that_was_answered_anew_never_has_its_button_replaced(
    slack: LoopbackSlack,
) -> None:
    says = {"ask": ON_ITS_WAY, "do": Reply("", (Text("Once more."),), "asker")}
    async with running(slack, Once(says)) as bot:
        ana = slack.person("ana")
        await ask(ana)
        await ana.press("Again")
        await ana.sees("Once more.")

        await change(bot, DONE_HIDDEN)

        await ana.sees("Done.")
        await ana.sees("On its way.")


async def test_a_press_that_changed_what_one_sees_is_changed_again_in_place(
    slack: LoopbackSlack,
) -> None:
    says = {"ask": HIDDEN, "do": Reply("", (Text("Once more."),), "asker", update=True)}
    async with running(slack, Once(says)) as bot:
        ana = slack.person("ana")
        await ask(ana)
        await ana.press("Again")
        await ana.sees("Once more.")

        await change(bot, DONE_HIDDEN)

        assert len(ana.messages()) == 1
        await ana.sees("Done.")


async def test_of_pictures_that_show_progress_only_the_last_stays_in_the_workspace(
    slack: LoopbackSlack,
) -> None:
    async with running(slack, Once({"ask": ON_ITS_WAY})) as bot:
        await ask(slack.person("ana"))
        keys = [await bot.blobs.put(b"\x89PNG %d" % n, "image/png") for n in range(3)]

        for key in keys:
            await change(bot, Reply("", (Progress(0.5, "training"), Picture(key, "the loss"))))
        await change(bot, Reply("", (Picture(keys[-1], "the loss at the end"),)))

        assert "the loss at the end" in seen_by(slack.person("ana"))[0]
        assert len(slack.world.files) == 1


async def test_however_much_progress_there_is_the_end_need_not_wait(slack: LoopbackSlack) -> None:
    async with running(slack, Once({"ask": ON_ITS_WAY}), clock=Watch()) as bot:
        await ask(slack.person("ana"))

        for percent in range(100):
            await change(bot, underway(percent))
        await change(bot, DONE)

        [message] = slack.person("ana").messages()
        assert "Done." in words(message)
        assert message.edited == 31
