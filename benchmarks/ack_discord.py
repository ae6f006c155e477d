"""Discord for `benchmarks.ack`: its load, the least a bot can be, and the product."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.ack_load import COMMANDS
from tests.loopback_discord import LoopbackDiscord


class DiscordLoad(LoopbackDiscord):
    """Discord's HTTP API and gateway on this machine."""

    async def __aenter__(self) -> DiscordLoad:
        await super().__aenter__()
        return self

    def tell(self, answered: Callable[[str], None]) -> None:
        """Call this at each first response."""
        self.answered = answered

    def address(self) -> str:
        """Its port."""
        return str(self.port)

    async def ready(self) -> None:
        """Wait until the bot is connected."""
        await asyncio.wait_for(self.connected.wait(), 60)
        await asyncio.sleep(3)  # discord.py takes a while to be ready

    async def use(self, command: str, person: int) -> str:
        """Somebody uses a command."""
        return await self.command(command, person, **COMMANDS[command])


async def bare(port: str, _: Path) -> None:
    """Say "ok" to everything."""
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


async def ours(port: str, data: Path) -> None:
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

    settings = Settings(_env_file=None, BACKPREP_DATA=data)
    async with open_application(settings, lambda _: None, connect) as application:
        await application.platforms[0].run(application.conversation)
