"""How soon Discord gets the first response to a command, and how many commands a core answers.

    python -m benchmarks.ack [--seconds 20]

This process plays Discord on this machine, HTTP API and gateway, and measures; the bot is a process of its own. The
product is whole: real client, router, SQLite on disk, search. The baseline is a discord.py client whose only handler
answers "ok" to everything. Targets: 99 of 100 first responses within 1 s and none after 2.5 s (Discord gives up
after 3 s), at 1, 50 and 200 commands a second.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

from tests.loopback_discord import LoopbackDiscord

RATES = (1, 50, 200)
"""Commands a second."""
COMMANDS: dict[str, dict[str, str]] = {
    "about": {},
    "ask": {"question": "y does my val loss go up while train loss goes down"},
}
IN_FLIGHT, MANY = 32, 2_000
"""Commands that wait at a time, and all of them, where a core is kept busy."""
PATIENCE_S = 10.0
"""After which a command counts as unanswered."""


@dataclass
class Stopwatch:
    """When commands were sent, and how many seconds each waited for its first response."""

    discord: LoopbackDiscord
    sent: dict[str, float] = field(default_factory=dict)
    waited: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.discord.answered = self._answered
        self._some = asyncio.Event()

    async def send(self, command: str, person: int) -> None:
        """Use a command as one of a thousand people."""
        begun = time.perf_counter()
        interaction = await self.discord.command(command, person % 1000, **COMMANDS[command])
        self.sent[interaction] = begun

    async def at_most(self, waiting: int) -> None:
        """Wait until no more than so many commands are without a response, or for long."""
        until = time.perf_counter() + PATIENCE_S
        while len(self.sent) > waiting and time.perf_counter() < until:
            self._some.clear()
            try:
                await asyncio.wait_for(self._some.wait(), 1)
            except TimeoutError:
                continue

    def _answered(self, interaction: str) -> None:
        begun = self.sent.pop(interaction, None)
        if begun is not None:
            self.waited.append(time.perf_counter() - begun)
            self._some.set()


async def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ack", description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="how long each rate is kept up")
    parser.add_argument("--bot", choices=["bare", "ours"], help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.bot:
        await (bare if wanted.bot == "bare" else ours)(wanted.port)
        return
    print("| bot | command | a second | p50 ms | p99 ms | max ms | over 2.5 s | unanswered |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for bot, command in (("bare", "about"), ("ours", "about"), ("ours", "ask")):
        async with running(bot) as (discord, _):
            for rate in RATES:
                watch = await keep_up(discord, command, rate, wanted.seconds)
                print(f"| {bot} | /{command} | {rate} | {in_row(watch)} |", flush=True)
    await compare_cores()


async def keep_up(discord: LoopbackDiscord, command: str, rate: int, seconds: int) -> Stopwatch:
    """Send at a steady rate, whether or not answers come."""
    watch = Stopwatch(discord)
    begun = time.perf_counter()
    for number in range(rate * seconds):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        await watch.send(command, number)
    await watch.at_most(0)
    return watch


def in_row(watch: Stopwatch) -> str:
    """The figures of one rate."""
    waited = sorted(watch.waited) or [float("nan")]
    p99 = waited[min(len(waited) - 1, int(len(waited) * 0.99))]
    figures = [f"{1000 * seconds:.1f}" for seconds in (median(waited), p99, waited[-1])]
    late = sum(seconds > 2.5 for seconds in waited)
    return " | ".join([*figures, str(late), str(len(watch.sent))])


async def compare_cores() -> None:
    """How many commands a second of a core's time is enough for."""
    print("\n| bot | command | commands per CPU second | of the bare handler |")
    print("|---|---|---:|---:|")
    bare_rate = await per_core("bare", "about")
    print(f"| bare | /about | {bare_rate:.0f} | 1.00 |")
    for command in COMMANDS:
        rate = await per_core("ours", command)
        print(f"| ours | /{command} | {rate:.0f} | {rate / bare_rate:.2f} |", flush=True)


async def per_core(bot: str, command: str) -> float:
    """Commands per second of the bot's CPU time, with some always waiting."""
    async with running(bot) as (discord, process):
        watch = Stopwatch(discord)
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
async def running(bot: str) -> AsyncIterator[tuple[LoopbackDiscord, asyncio.subprocess.Process]]:
    """Discord on this machine, and a bot that is connected to it."""
    async with LoopbackDiscord() as discord:
        arguments = ("-m", "benchmarks.ack", "--bot", bot, "--port", str(discord.port))
        process = await asyncio.create_subprocess_exec(sys.executable, *arguments)
        try:
            await asyncio.wait_for(discord.connected.wait(), 60)
            await asyncio.sleep(3)  # discord.py takes a while to be ready
            yield discord, process
        finally:
            process.kill()
            await process.wait()


async def bare(port: int) -> None:
    """The least a bot can be: "ok" to everything."""
    import discord
    from discord.gateway import DiscordWebSocket
    from discord.http import Route
    from yarl import URL

    class Bare(discord.AutoShardedClient):
        async def on_interaction(self, interaction: discord.Interaction) -> None:
            await interaction.response.send_message("ok")

    Route.BASE = f"http://127.0.0.1:{port}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = URL(f"ws://127.0.0.1:{port}/gateway")
    await Bare(intents=discord.Intents(guilds=True), shard_count=1).start("good")


async def ours(port: int) -> None:
    """The product, with an empty database of its own."""
    from bot.bootstrap import open_application
    from bot.connecting import Parts
    from bot.platforms.discord.platform import Connection, DiscordChat, Welcome
    from bot.settings import Settings

    address = f"127.0.0.1:{port}"
    connection = Connection("good", f"http://{address}/api/v10", f"ws://{address}/gateway", 1)

    def connect(_: Settings, parts: Parts, say: object) -> list[DiscordChat]:
        welcome = Welcome(parts.welcome, partial(parts.forget_community, "discord"))
        return [DiscordChat(connection, parts.settings_store, parts.blobs, welcome, print)]

    with tempfile.TemporaryDirectory() as folder:
        for name in ("models", "vectors"):
            shutil.copytree(Settings().data / name, Path(folder, name), copy_function=os.link)
        settings = Settings(_env_file=None, BACKPREP_DATA=folder)
        async with open_application(settings, lambda _: None, connect) as application:
            await application.platforms[0].run(application.conversation)


if __name__ == "__main__":
    asyncio.run(main())
