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
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from benchmarks.slack_fault_cases import CASES, Case
from tests.journeys.playground import data_folder
from tests.journeys.slack import Way, backprep
from tests.loopback_slack import LoopbackSlack, SlackPerson, words
from tests.loopback_slack.world import Message, User

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


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slack_faults", description=__doc__)
    parser.add_argument("--tries", type=int, default=20, help="questions of each kind")
    tries = parser.parse_args().tries
    logging.disable(logging.CRITICAL)
    print("| what goes wrong | questions | answered once | more often | told why not | nothing |")
    print("|---|---:|---:|---:|---:|---:|")
    for case in CASES:
        many = min(tries, case.most)
        often = await count(case, many)
        figures = (often["once"], often["more often"], often["told why not"], often["nothing"])
        print(f"| {case.name} | {many} | {' | '.join(map(str, figures))} |", flush=True)


async def count(case: Case, tries: int) -> Counter[str]:
    """What became of the questions."""
    became: Counter[str] = Counter()
    async with _bot(case.way) as bot:
        for number in range(tries):
            ana = _somebody(bot.slack, number)
            if case.fault:
                bot.slack.faults[case.fails].append(case.fault)
            await case.asked(bot, ana)
            await answered(ana)
            told = bool(_heard(ana))
            await _settled(ana)
            became[_outcome(_answers(ana), told=told)] += 1
    return became


async def answered(ana: SlackPerson) -> None:
    """Wait until something is said to them, or for long."""
    try:
        async with asyncio.timeout(5), ana.slack.world.changed:
            await ana.slack.world.changed.wait_for(lambda: bool(_heard(ana)))
    except TimeoutError:
        return


async def _settled(ana: SlackPerson) -> None:
    """Let whatever is still under way come: an answer to something else is not before it."""
    await ana.use("/about")
    await ana.is_told("64")
    await asyncio.sleep(0.05)


def _outcome(answers: int, *, told: bool) -> str:
    if answers:
        return "once" if answers == 1 else "more often"
    return "told why not" if told else "nothing"


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


def _heard(ana: SlackPerson) -> list[Message]:
    """All to this person: for them alone, in the thread of their mention, or in direct messages."""
    own = {message.ts for message in ana.where.messages if message.user == ana.user.id}
    theirs = [
        message
        for message in ana.messages()
        if message.only_for == ana.user.id or message.thread_ts in own
    ]
    return [message for message in [*theirs, *ana.directly().messages()] if _is_bot(message)]


def _answers(ana: SlackPerson) -> int:
    return sum(ANSWER in words(message) for message in _heard(ana))


def _is_bot(message: Message) -> bool:
    return message.user == "U0BOT"


if __name__ == "__main__":
    asyncio.run(main())
