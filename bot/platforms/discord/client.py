"""The gateway's events on their way to the conversation and back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands
from yarl import URL

from bot.chat.event import ChatEvent
from bot.chat.platform import Conversation
from bot.platforms.discord import commands, parse
from bot.platforms.discord.answered import Answered
from bot.platforms.discord.answering import Answer, converse
from bot.platforms.discord.outbox import Outbox
from bot.platforms.discord.payload import interaction_payload, message_payload
from bot.platforms.discord.servers import Servers
from bot.platforms.discord.speaking import Speaking
from bot.storage.ports import SettingsStore

log = logging.getLogger(__name__)

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
"""None is privileged: words to the bot, by mention or in a direct message, arrive without."""
LAST_ANSWERS_S = 2.0
"""How long answers under way may take when the bot stops."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the client works with."""

    settings: SettingsStore
    outbox: Outbox
    answered: Answered
    servers: Servers
    patience_s: float
    """How long a reply may take to be the first response; Discord waits 3 s."""
    say: Callable[[str], None]
    """Tells the operator."""


class Client(discord.AutoShardedClient):
    """discord.py's client without its stores of views and modals: ids carry all there is to know."""

    def __init__(
        self,
        conversation: Conversation,
        parts: Parts,
        gateway: str | None = None,
        shard_count: int | None = None,
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # no voice here
        super().__init__(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            shard_count=shard_count,
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self._conversation, self._parts = conversation, parts
        self._gateway = URL(gateway) if gateway else None
        self._answering: set[asyncio.Future[None]] = set()
        self._speaking = Speaking(parts.outbox, parts.patience_s)

    async def launch_shard(self, gateway: URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard, to the gateway of the settings where there is one."""
        await super().launch_shard(self._gateway or gateway, shard_id, initial=initial)

    async def setup_hook(self) -> None:
        """Tell Discord the commands if they are not those it was told last."""
        payloads = commands.app_commands(self._conversation.commands)
        application = self.application_id or 0
        scope, digest = f"discord:{application}", commands.digest(payloads)
        if await self._parts.settings.get(scope, "commands") == digest:
            return
        await self.http.bulk_upsert_global_commands(application, payloads)
        await self._parts.settings.put(scope, "commands", digest)
        log.info("Discord was told %d commands", len(payloads))

    async def on_ready(self) -> None:
        """Tell the operator that people can write now, and catch up on servers."""
        self._parts.say(f"Discord: {self.user} listens in {len(self.guilds)} servers.")
        await self._parts.servers.catch_up(self.application_id or 0, self.guilds)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer a command, menu, button, select, form, or what is being typed."""
        payload = interaction_payload(interaction)
        if interaction.type is discord.InteractionType.autocomplete:
            await self._suggest(interaction, *parse.typed(payload))
        elif event := parse.interaction(payload, self._conversation.commands):
            await self._answer(interaction, event)

    async def on_message(self, message: discord.Message) -> None:
        """Answer words to the bot: a direct message, or one that mentions it."""
        user = self.user
        if message.author.bot or user is None:
            return
        if message.guild is None or user in message.mentions:
            event = parse.text(message_payload(message), str(user.id))
            await self._speaking.answer(message, event, self._conversation)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say hello."""
        await self._parts.servers.joined(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Let the server's data go."""
        await self._parts.servers.left(guild.id)

    async def close(self) -> None:
        """Give the answers that people are waiting for, then leave."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=LAST_ANSWERS_S)
        await super().close()

    async def _answer(self, interaction: discord.Interaction[Any], event: ChatEvent) -> None:
        answer = Answer(interaction, event, self._parts.outbox, self._parts.answered)
        work = converse(self._conversation, event, answer, self._parts.patience_s)
        task = asyncio.ensure_future(work)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        with self._parts.answered.arriving.answer(event.answer_id):
            await task

    async def _suggest(
        self, interaction: discord.Interaction[Any], command: str, option: str, typed: str
    ) -> None:
        declared = commands.declared(self._conversation.commands, command, option)
        if declared is None:
            return
        choices = await self._conversation.suggest(command, option, typed)
        offered = commands.suggestions(declared, choices)
        try:
            await interaction.response.autocomplete(
                [app_commands.Choice(name=name, value=value) for name, value in offered]
            )
        except discord.HTTPException as error:
            log.debug("suggestions came too late: %s", error.code)
