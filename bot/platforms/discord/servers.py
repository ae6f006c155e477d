"""Coming to a server and leaving it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence

import discord

from bot.chat.reply import Reply
from bot.platforms.discord.outbox import Outbox
from bot.platforms.discord.permissions import missing
from bot.storage.ports import SettingsStore

log = logging.getLogger(__name__)

OnLeft = Callable[[str], Awaitable[object]]
"""Called with a server's id when the bot is no longer in it, for its data to go."""


class Servers:
    """Says hello once to every server, and lets its data go after it."""

    def __init__(
        self, settings: SettingsStore, outbox: Outbox, welcome: Reply, on_left: OnLeft
    ) -> None:
        self._settings, self._outbox = settings, outbox
        self._welcome, self._on_left = welcome, on_left

    async def joined(self, guild: discord.Guild) -> None:
        """Say hello where the server says hello to people, else in its first channel."""
        scope = f"discord:{guild.id}"
        if await self._settings.get(scope, "welcomed"):
            return
        await self._settings.put(scope, "welcomed", True)
        for channel in _channels(guild):
            try:
                await channel.send(**(await self._outbox.pack(self._welcome)).new())
            except discord.HTTPException as error:
                log.warning("no welcome in channel %s: %s", channel.id, error.code)
            else:
                return

    async def left(self, guild_id: int) -> None:
        """Forget the server."""
        await self._settings.put(f"discord:{guild_id}", "welcomed", None)
        await self._on_left(str(guild_id))

    async def catch_up(self, application_id: int, guilds: Sequence[discord.Guild]) -> None:
        """Do the same for servers that were joined or left while the bot was away."""
        scope = f"discord:{application_id}"
        known = await self._settings.get(scope, "servers")
        if isinstance(known, list):
            here = {guild.id for guild in guilds}
            for gone in (int(str(one)) for one in known if int(str(one)) not in here):
                await self.left(gone)
            for guild in guilds:
                if str(guild.id) not in known:
                    await self.joined(guild)
        await self._settings.put(scope, "servers", [str(guild.id) for guild in guilds])


def _channels(guild: discord.Guild) -> Iterator[discord.TextChannel]:
    """Up to three channels to write in, best first."""
    first = [guild.system_channel] if guild.system_channel else []
    others = [channel for channel in guild.text_channels if channel not in first]
    open_ = [channel for channel in [*first, *others] if _may_write(channel)]
    yield from open_[:3]


def _may_write(channel: discord.TextChannel) -> bool:
    permissions = channel.permissions_for(channel.guild.me).value
    return not missing(permissions, channel.name, thread=False)
