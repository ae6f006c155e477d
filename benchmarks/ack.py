"""How soon a platform gets the first response to a command, and how many commands a core answers.

    python -m benchmarks.ack [discord] [slack] [--seconds 20]

This process plays Discord (HTTP API and gateway) or Slack (signed requests and Web API) on this machine, and
measures; the bot is a process of its own. The product is whole: real client, router, SQLite on disk, search. The
baseline is a bot of the same SDK whose only handler answers "ok" to everything. On Slack the first response is the
acknowledgement.
Targets: 99 of 100 first responses within 1 s and none after 2.5 s (both platforms give up after 3 s), at 1, 50 and
200 commands a second.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import ack_discord, ack_slack
from benchmarks.ack_load import COMMANDS, Load, Stopwatch
from bot.settings import Settings

RATES = (1, 50, 200)
"""Commands a second."""
IN_FLIGHT, MANY = 32, 2_000
"""Commands that wait at a time, and all of them, where a core is kept busy."""
Bot = Callable[[str, Path], Awaitable[None]]


@dataclass(frozen=True)
class Platform:
    """What is measured of one platform."""

    load: Callable[[], ack_discord.DiscordLoad | ack_slack.SlackLoad]
    bots: dict[str, Bot]


PLATFORMS = {
    "discord": Platform(
        ack_discord.DiscordLoad, {"bare": ack_discord.bare, "ours": ack_discord.ours}
    ),
    "slack": Platform(ack_slack.SlackLoad, {"bare": ack_slack.bare, "ours": ack_slack.ours}),
}


async def main() -> None:
    """Print both tables of each platform."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ack", description=__doc__)
    parser.add_argument("platforms", nargs="*", default=[], help="discord, slack; both if none")
    parser.add_argument("--seconds", type=int, default=20, help="how long each rate is kept up")
    parser.add_argument("--bot", choices=["bare", "ours"], help=argparse.SUPPRESS)
    parser.add_argument("--address", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    for name in wanted.platforms or PLATFORMS:
        if wanted.bot:
            await be(PLATFORMS[name].bots[wanted.bot], wanted.address)
        else:
            await measure(name, wanted.seconds)


async def measure(platform: str, seconds: int) -> None:
    """Print both tables."""
    print(
        f"\n| {platform} | command | a second | p50 ms | p99 ms | max ms | over 2.5 s | unanswered |"
    )
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for bot, command in (("bare", "about"), ("ours", "about"), ("ours", "ask")):
        async with running(platform, bot) as (load, _):
            for rate in RATES:
                watch = await keep_up(load, command, rate, seconds)
                print(f"| {bot} | /{command} | {rate} | {watch.in_row()} |", flush=True)
    await compare_cores(platform)


async def keep_up(load: Load, command: str, rate: int, seconds: int) -> Stopwatch:
    """Send at a steady rate, whether or not answers come."""
    watch = Stopwatch(load)
    begun = time.perf_counter()
    for number in range(rate * seconds):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        await watch.send(command, number)
    await watch.at_most(0)
    return watch


async def compare_cores(platform: str) -> None:
    """How many commands a second of a core's time is enough for."""
    print(f"\n| {platform} | command | commands per CPU second | of the bare handler |")
    print("|---|---|---:|---:|")
    bare_rate = await per_core(platform, "bare", "about")
    print(f"| bare | /about | {bare_rate:.0f} | 1.00 |")
    for command in COMMANDS:
        rate = await per_core(platform, "ours", command)
        print(f"| ours | /{command} | {rate:.0f} | {rate / bare_rate:.2f} |", flush=True)


async def per_core(platform: str, bot: str, command: str) -> float:
    """Commands per second of the bot's CPU time, with some always waiting."""
    async with running(platform, bot) as (load, process):
        watch = Stopwatch(load)
        for number in range(100):
            await watch.send(command, number)
            await watch.at_most(IN_FLIGHT)
        begun = cpu_s(process.pid)
        for number in range(MANY):
            await watch.send(command, number)
            await watch.at_most(IN_FLIGHT)
        await watch.at_most(0)
        return MANY / (cpu_s(process.pid) - begun)


def cpu_s(process: int) -> float:
    """Seconds of CPU time that a process has used (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def running(
    platform: str, bot: str
) -> AsyncIterator[tuple[Load, asyncio.subprocess.Process]]:
    """The platform on this machine, and a bot that is connected to it."""
    async with PLATFORMS[platform].load() as opened:
        load: Load = opened
        arguments = ("-m", "benchmarks.ack", platform, "--bot", bot, "--address", load.address())
        process = await asyncio.create_subprocess_exec(sys.executable, *arguments)
        try:
            await load.ready()
            yield load, process
        finally:
            process.kill()
            await process.wait()


async def be(bot: Bot, address: str) -> None:
    """Run a bot on a data folder that is empty but for the model and the vectors."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("models", "vectors"):
            shutil.copytree(Settings().data / name, Path(folder, name), copy_function=os.link)
        await bot(address, Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
