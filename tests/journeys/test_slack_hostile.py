"""What should never come, and what people mean ill: none of it breaks the bot or pings anybody."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.playground import data_folder
from tests.journeys.slack import backprep
from tests.loopback_slack import LoopbackSlack, SlackPerson, pings, responding, words
from tests.loopback_slack.delivering import Kind
from tests.loopback_slack.world import Json, Message

CLEAR = "y does my val loss go up while train loss goes down"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return data_folder(tmp_path)


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack() as slack:
        yield slack


def answers(person: SlackPerson) -> int:
    return sum("overfitting" in words(m) for m in person.messages() if m.user == "U0BOT")


async def test_payloads_without_any_one_of_their_fields_break_nothing(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack) as running:
        await ana.use("/ask", CLEAR)
        card = await ana.sees_button("Share")
        http = slack.reach(running.address)
        broke = [
            (kind, where)
            for kind, payload in deliveries(slack, ana, card)
            for where, broken in without_each(payload)
            if (await http.deliver(kind, broken)).status >= 500
        ]
        assert not broke, "\n".join(map(str, broke))
        await ana.use("/about")
        await ana.sees("64")


def deliveries(
    slack: LoopbackSlack, ana: SlackPerson, card: Message
) -> Iterator[tuple[Kind, Json]]:
    """One of each kind that Slack delivers."""
    payloads, world = slack.payloads, slack.world
    url = responding.made(world, ana.where, ana.user.id)
    said = world.add(Message(world.ts(), ana.where.id, ana.user.id, "<@U0BOT> hello"))
    yield "slash_commands", payloads.command(ana.user, ana.where, "/help", "", url)
    yield "interactive", ana.pressing("Key points", on=card)
    yield "interactive", payloads.shortcut(ana.user, "quiz")
    yield "interactive", payloads.message_shortcut(ana.user, said, "ask", url)
    yield "events_api", payloads.written(ana.user, said, mention=True)
    yield "events_api", payloads.home_opened(ana.user)


def without_each(payload: Json) -> Iterator[tuple[str, Json]]:
    """The payload again and again, and where it is broken: without one field, or with something else in it."""
    for path in paths(payload):
        for change in (_drop, _empty, _list):
            broken = copy.deepcopy(payload)
            inner: Any = broken
            for name in path[:-1]:
                inner = inner[name]
            change(inner, path[-1])
            yield f"{change.__name__} {'/'.join(path)}", broken


def paths(part: Json, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, inner in part.items():
        yield (*at, name)
        if isinstance(inner, dict):
            yield from paths(inner, (*at, name))


def _drop(part: Json, name: str) -> None:
    del part[name]


def _empty(part: Json, name: str) -> None:
    part[name] = ""


def _list(part: Json, name: str) -> None:
    part[name] = [{"a": 1}]


async def test_what_the_bot_says_itself_and_what_is_edited_is_not_answered(
    data: Path, slack: LoopbackSlack
) -> None:
    ana, payloads = slack.person("ana").directly(), slack.payloads
    async with backprep(data, slack):
        said = await ana.write(CLEAR)
        await ana.sees("overfitting")
        own = ana.messages()[-1]
        await slack.deliver("events_api", payloads.written(ana.user, own, mention=False))
        for change in (edited, deleted, joined):
            event = change(payloads.written(ana.user, said, mention=False))
            await slack.deliver("events_api", event)
        await ana.use("/about")
        await ana.sees("64")
        assert answers(ana) == 1


def edited(envelope: Json) -> Json:
    inner = {**envelope["event"], "edited": {"user": "U1ANA", "ts": "1"}}
    return _instead(envelope, subtype="message_changed", message=inner, previous_message=inner)


def deleted(envelope: Json) -> Json:
    return _instead(envelope, subtype="message_deleted", previous_message=envelope["event"])


def joined(envelope: Json) -> Json:
    return envelope | {"event": envelope["event"] | {"subtype": "channel_join"}}


def _instead(envelope: Json, **more: object) -> Json:
    kept = {name: envelope["event"][name] for name in ("type", "channel", "channel_type")}
    return envelope | {"event": {**kept, "ts": "2.0", "event_ts": "2.0", "hidden": True, **more}}


SLY = (
    "<!channel>",
    "<!here|here>",
    "<@U1BEN>",
    "@channel",
    "@everyone",
    "<!subteam^S1|all>",
    "@ben",
)


@pytest.mark.parametrize("escaped", [True, False])
async def test_words_of_people_ping_nobody(escaped: bool, data: Path, slack: LoopbackSlack) -> None:
    ana = slack.person("ana")
    slack.world.users["U1ANA"].name = "<!channel> ana"
    async with backprep(data, slack):
        for sly in SLY:
            text = f"{sly} what is dropout {sly}"
            url = responding.made(slack.world, ana.where, ana.user.id)
            command = slack.payloads.command(ana.user, ana.where, "/ask", text, url)
            if escaped:
                await ana.use("/ask", text)
            else:
                await slack.deliver("slash_commands", command)
            await ana.mention(f"{sly} how do I bake {sly} bread")
        await ana.use("/quiz", "kind:choice count:1 channel:yes")
        await ana.press("A", on=await ana.sees_button("Reveal"))
        await ana.press("Reveal")
        await ana.sees("Closed")
        posted = [message for message in all_messages(slack) if message.user == "U0BOT"]
        assert len(posted) > len(SLY)
        assert not [found for message in posted for found in pings(message)]


def all_messages(slack: LoopbackSlack) -> Iterator[Message]:
    for channel in slack.world.channels.values():
        yield from channel.messages


async def test_four_deliveries_at_the_same_moment_act_once(
    data: Path, slack: LoopbackSlack
) -> None:
    ana = slack.person("ana")
    async with backprep(data, slack):
        url = responding.made(slack.world, ana.where, ana.user.id)
        command = slack.payloads.command(ana.user, ana.where, "/ask", CLEAR, url)
        await asyncio.gather(*(slack.deliver("slash_commands", command) for _ in range(4)))
        await ana.sees("overfitting")
        await ana.use("/about")
        await ana.sees("64")
        assert answers(ana) == 1
