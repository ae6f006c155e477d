"""What becomes of questions on Slack when things go wrong on the way, counted.

    python -m benchmarks.slack_faults [--tries 20]

The whole product in this process, against the Slack of the tests: real sockets, signed requests, Socket Mode. Each try
is somebody's question; afterwards it is counted how often it was answered. Target: once, always; twice only where the
connection was cut after a response_url took the answer, since nobody can look what it took.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.playground import data_folder
from tests.journeys.slack import Way, backprep
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
    words,
)
from tests.loopback_slack.world import Json, Message, User

QUESTION = "y does my val loss go up while train loss goes down"
ANSWER = "overfitting"


class Bot:
    """The product, which can be started anew in between."""

    def __init__(self, slack: LoopbackSlack, data: Path, way: Way) -> None:
        self.slack, self._data, self._way = slack, data, way
        self._running = AsyncExitStack()

    async def start(self) -> None:
        """Start, or start anew."""
        await self._running.aclose()
        await self._running.enter_async_context(backprep(self._data, self.slack, self._way))

    async def stop(self) -> None:
        """Stop."""
        await self._running.aclose()


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


async def command(bot: Bot, ana: SlackPerson) -> None:
    """A slash command."""
    await bot.slack.deliver("slash_commands", _command(ana))


async def mention(bot: Bot, ana: SlackPerson) -> None:
    """A mention."""
    await bot.slack.deliver("events_api", _mention(ana))


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
    await answered(ana)
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
    Case("the event again after 5 min and a restart", over_a_restart),
    Case("only the retry arrives", only_the_retry),
    Case("the envelope on two sockets", on_two_sockets, "socket"),
    Case("the socket is cut", after_a_cut, "socket"),
    Case("429, Retry-After 1 s: post", mention, fails="chat.postMessage", fault=TOO_MANY),
    Case("429, Retry-After 1 s: response_url", command, fails="response_url", fault=TOO_MANY),
    Case("500: post", mention, fails="chat.postMessage", fault=BROKEN),
    Case("500: response_url", command, fails="response_url", fault=BROKEN),
    Case("cut before it is done: post", mention, fails="chat.postMessage", fault=CUT),
    Case("cut after it is done: post", mention, fails="chat.postMessage", fault=LOST),
    Case("cut before it is done: response_url", command, fails="response_url", fault=CUT),
    Case("cut after it is done: response_url", command, fails="response_url", fault=LOST),
    Case("404: response_url", command, fails="response_url", fault=Fault("expired_url", 404)),
    Case("invalid_blocks: post", mention, fails="chat.postMessage", fault=Fault("invalid_blocks")),
    Case("users.info fails", mention, fails="users.info", fault=BROKEN),
)


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slack_faults", description=__doc__)
    parser.add_argument("--tries", type=int, default=20, help="questions of each kind")
    tries = parser.parse_args().tries
    logging.disable(logging.CRITICAL)
    print("| what goes wrong | questions | answered once | more than once | not at all |")
    print("|---|---:|---:|---:|---:|")
    for case in CASES:
        times = await count(case, tries)
        often = sum(many for number, many in times.items() if number > 1)
        print(f"| {case.name} | {tries} | {times[1]} | {often} | {times[0]} |", flush=True)


async def count(case: Case, tries: int) -> Counter[int]:
    """How many questions were answered how often."""
    times: Counter[int] = Counter()
    async with _bot(case.way) as bot:
        for number in range(tries):
            ana = _somebody(bot.slack, number)
            if case.fault:
                bot.slack.faults[case.fails].append(case.fault)
            await case.asked(bot, ana)
            await answered(ana)
            await _settled(bot, ana)
            times[_answers(ana)] += 1
    return times


async def answered(ana: SlackPerson) -> None:
    """Wait for the answer, or for long."""
    try:
        async with asyncio.timeout(10), ana.slack.world.changed:
            await ana.slack.world.changed.wait_for(lambda: _answers(ana) > 0)
    except TimeoutError:
        return


async def _settled(bot: Bot, ana: SlackPerson) -> None:
    """Let whatever is still under way come: an answer to something else is not before it."""
    await ana.use("/about")
    await ana.is_told("64")
    await asyncio.sleep(0.05)


@asynccontextmanager
async def _bot(way: Way) -> AsyncIterator[Bot]:
    with tempfile.TemporaryDirectory() as folder:
        async with LoopbackSlack() as slack:
            bot = Bot(slack, data_folder(Path(folder)), way)
            await bot.start()
            try:
                yield bot
            finally:
                await bot.stop()


def _somebody(slack: LoopbackSlack, number: int) -> SlackPerson:
    """A new person in #general."""
    user = slack.world.users.setdefault(f"U1N{number}", User(f"U1N{number}", f"person{number}"))
    slack.channel("general").members.add(user.id)
    return SlackPerson(slack, user, slack.channel("general"))


def _answers(ana: SlackPerson) -> int:
    """Answers to this person: for them alone, in the thread of their mention, or in direct messages."""
    own = {message.ts for message in ana.where.messages if message.user == ana.user.id}
    theirs = [
        message
        for message in ana.messages()
        if message.only_for == ana.user.id or message.thread_ts in own
    ]
    alone = ana.directly().messages()
    return sum(ANSWER in words(message) for message in [*theirs, *alone] if _is_bot(message))


def _is_bot(message: Message) -> bool:
    return message.user == "U0BOT"


def _command(ana: SlackPerson) -> Json:
    url = responding.made(ana.slack.world, ana.where, ana.user.id)
    return ana.slack.payloads.command(ana.user, ana.where, "/ask", QUESTION, url)


def _mention(ana: SlackPerson) -> Json:
    world, text = ana.slack.world, f"<@U0BOT> {QUESTION}"
    said = world.add(Message(world.ts(), ana.where.id, ana.user.id, text))
    return ana.slack.payloads.written(ana.user, said, mention=True)


if __name__ == "__main__":
    asyncio.run(main())
