"""What goes wrong on Slack for `benchmarks.slack_faults`: how a question reaches the bot, and which call then fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from tests.journeys.slack import Way
from tests.loopback_slack import (
    BROKEN,
    CUT,
    LOST,
    TOO_MANY,
    Fault,
    LoopbackSlack,
    Retry,
    SlackPerson,
    responding,
)
from tests.loopback_slack.world import Json, Message

QUESTION = "y does my val loss go up while train loss goes down"


class Bot(Protocol):
    """The product, which can be started anew in between."""

    slack: LoopbackSlack

    async def start(self) -> None:
        """Start, or start anew."""
        ...


Asked = Callable[[Bot, SlackPerson], Awaitable[None]]
"""How one question reaches the bot."""


@dataclass(frozen=True)
class Case:
    """Something that goes wrong."""

    name: str
    asked: Asked
    way: Way = "http"
    fails: str = ""
    """The method whose next call goes wrong."""
    fault: Fault | None = None
    most: int = 1_000
    """Tries at most, where each takes many seconds."""


async def command(bot: Bot, ana: SlackPerson) -> None:
    """A slash command."""
    await bot.slack.deliver("slash_commands", _command(ana))


async def mention(bot: Bot, ana: SlackPerson) -> None:
    """A mention."""
    await bot.slack.deliver("events_api", _mention(ana))


async def directly(bot: Bot, ana: SlackPerson) -> None:
    """A direct message."""
    await ana.directly().write(QUESTION)


async def mention_four_times(bot: Bot, ana: SlackPerson) -> None:
    """The same event, at once, and as Slack's three retries."""
    event = _mention(ana)
    for number in range(4):
        await bot.slack.deliver("events_api", event, Retry(number) if number else None)


async def command_four_times(bot: Bot, ana: SlackPerson) -> None:
    """The same trigger_id, at the same moment."""
    payload = _command(ana)
    await asyncio.gather(*(bot.slack.deliver("slash_commands", payload) for _ in range(4)))


async def only_the_retry(bot: Bot, ana: SlackPerson) -> None:
    """The first delivery was lost on the way."""
    await bot.slack.deliver("events_api", _mention(ana), Retry(2, "connection_failed"))


async def over_a_restart(bot: Bot, ana: SlackPerson) -> None:
    """The same event five minutes later, when the bot was started anew."""
    event = _mention(ana)
    await bot.slack.deliver("events_api", event)
    await ana.sees("overfitting")
    bot.slack.clock.move(300)
    await bot.start()
    await bot.slack.deliver("events_api", event, Retry(3))


async def on_two_sockets(bot: Bot, ana: SlackPerson) -> None:
    """The same envelope on the old and on the new socket, while one takes the other's place."""
    mode, event = bot.slack.socket_mode, _mention(ana)
    opened = mode.opened
    await mode.ask_to_reconnect()
    await mode.replaced(opened)
    for socket in list(mode.sockets)[-2:]:
        await mode.deliver("events_api", event, envelope=event["event_id"], socket=socket)


async def after_a_cut(bot: Bot, ana: SlackPerson) -> None:
    """The socket is cut before the question is asked."""
    mode = bot.slack.socket_mode
    opened = mode.opened
    await mode.drop()
    await mode.replaced(opened)
    await mode.deliver("events_api", _mention(ana))


CASES = (
    Case("nothing", command),
    Case("the same event_id four times", mention_four_times),
    Case("the same trigger_id four times at once", command_four_times),
    Case("the event again after 5 min and a restart", over_a_restart, most=5),
    Case("only the retry arrives", only_the_retry),
    Case("the envelope on two sockets", on_two_sockets, "socket"),
    Case("the socket is cut", after_a_cut, "socket"),
    Case("429, Retry-After 1 s: post", mention, fails="chat.postMessage", fault=TOO_MANY),
    Case("429, Retry-After 1 s: response_url", command, fails="response_url", fault=TOO_MANY),
    Case("500: post", mention, fails="chat.postMessage", fault=BROKEN),
    Case("500: response_url", command, fails="response_url", fault=BROKEN),
    Case("500: post of an answer in private", directly, fails="chat.postMessage", fault=BROKEN),
    Case("cut before it is done: post", mention, fails="chat.postMessage", fault=CUT),
    Case("cut after it is done: post", mention, fails="chat.postMessage", fault=LOST),
    Case("cut before it is done: response_url", command, fails="response_url", fault=CUT),
    Case("cut after it is done: response_url", command, fails="response_url", fault=LOST),
    Case("404: response_url", command, fails="response_url", fault=Fault("expired_url", 404)),
    Case("invalid_blocks: post", mention, fails="chat.postMessage", fault=Fault("invalid_blocks")),
    Case("users.info fails", mention, fails="users.info", fault=BROKEN),
)


def _command(ana: SlackPerson) -> Json:
    url = responding.made(ana.slack.world, ana.where, ana.user.id)
    return ana.slack.payloads.command(ana.user, ana.where, "/ask", QUESTION, url)


def _mention(ana: SlackPerson) -> Json:
    world, text = ana.slack.world, f"<@U0BOT> {QUESTION}"
    said = world.add(Message(world.ts(), ana.where.id, ana.user.id, text))
    return ana.slack.payloads.written(ana.user, said, mention=True)
