"""Discord as a chat platform."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import discord
from aiohttp import ClientError
from discord.http import Route

from bot.chat.errors import ChatError, PlatformOffError
from bot.chat.event import Place
from bot.chat.platform import Conversation, MessageRef
from bot.chat.reply import Reply
from bot.platforms.discord.answered import Answered, is_answer_id
from bot.platforms.discord.client import Client, Parts
from bot.platforms.discord.errors import Refusal, is_unreachable, off, refusal
from bot.platforms.discord.outbox import Outbox, Outgoing, in_short
from bot.platforms.discord.permissions import missing
from bot.platforms.discord.servers import OnLeft, Servers
from bot.storage.ports import SettingsStore
from generators.blobs import BlobStore

LOOKED_BACK = 50
"""Messages of a channel that `find` looks through."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where and as whom to connect."""

    token: str
    api_base: str | None = None
    """Such as https://discord.com/api/v10; it holds for the whole process."""
    gateway: str | None = None
    shard_count: int | None = None
    """How many shards; what Discord recommends, if not given."""
    patience_s: float = 0.8
    """How long a reply may take here to be the first response; with the way here and back that is 1 s."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """What is said once in a new server, and what happens when the bot has left it."""

    reply: Reply
    on_left: OnLeft


class DiscordChat:
    """Fills in `ChatPlatform` with discord.py."""

    name = "discord"

    def __init__(
        self,
        connection: Connection,
        settings: SettingsStore,
        blobs: BlobStore,
        welcome: Welcome,
        say: Callable[[str], None],
    ) -> None:
        self._connection = connection
        self._outbox, self._answered = Outbox(blobs), Answered()
        self._parts = Parts(
            settings,
            self._outbox,
            self._answered,
            Servers(settings, self._outbox, welcome.reply, welcome.on_left),
            connection.patience_s,
            say,
        )
        self._client: Client | None = None

    def open(self, conversation: Conversation) -> Client:
        """A client that holds this conversation once it is started."""
        connection = self._connection
        self._client = Client(conversation, self._parts, connection.gateway, connection.shard_count)
        return self._client

    async def run(self, conversation: Conversation) -> None:
        """Listen until cancelled; connections are kept up and resumed by discord.py.

        Raises:
            PlatformOffError: Discord refuses the token or the intents.
            ConnectionError: Discord cannot be reached for now.
        """
        if self._connection.api_base:
            Route.BASE = self._connection.api_base
        try:
            async with self.open(conversation) as client:
                await client.start(self._connection.token)
        except (discord.DiscordException, ClientError) as error:
            if words := off(error):
                raise PlatformOffError(words) from error
            if is_unreachable(error):
                raise ConnectionError("Discord cannot be reached.") from error
            raise

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        """Post a reply; a second try with the same key, within minutes, is the same message.

        Raises:
            ChatError: it cannot be posted there, in words with what is missing.
        """
        channel, nonce = self._channel(where), _hash(key)[:25]
        try:
            message = await channel.send(**(await self._pack(reply, key)).new(), nonce=nonce)
        except discord.HTTPException as error:
            if refusal(error) is not Refusal.SHORTEN:
                raise ChatError(await self._why_not(where)) from error
            short = await self._pack(in_short(reply), key)
            message = await channel.send(**short.new(), nonce=nonce)
        return MessageRef(where, str(message.id))

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replace a message, or the answer to an interaction by its `answer_id`; one that is gone is left gone.

        Raises:
            ChatError: it cannot be changed, in words; of an answer this is so after 15 minutes.
        """
        try:
            await self._replace(message, reply)
        except discord.HTTPException as error:
            match refusal(error):
                case Refusal.GONE:
                    return
                case Refusal.SHORTEN:
                    await self._replace(message, in_short(reply))
                case _:
                    raise ChatError(await self._why_not(message.where)) from error

    async def _replace(self, message: MessageRef, reply: Reply) -> None:
        packed = await self._outbox.pack(reply)
        if is_answer_id(message.id):
            return await self._answered.edit(self._opened(), message.id, packed)
        partial = self._channel(message.where).get_partial_message(int(message.id))
        await partial.edit(**packed.edit())
        return None

    async def find(self, where: Place, key: str) -> MessageRef | None:
        """The message that was sent with this key, among the last ones there."""
        client, mark = self._opened(), _mark(key)
        try:
            async for message in self._channel(where).history(limit=LOOKED_BACK):
                marks = {getattr(component, "id", None) for component in message.components}
                if message.author == client.user and mark in marks:
                    return MessageRef(where, str(message.id))
        except discord.HTTPException:
            return None
        return None

    async def preflight(self, where: Place) -> Sequence[str]:
        """What is missing for posting there, each in words with the permission's name."""
        if not where.community:
            return []
        guild = self._opened().get_guild(int(where.community))
        if guild is None:
            return ["Backprep is not in this server; it was only installed by a person."]
        channel = guild.get_channel_or_thread(int(where.thread or where.channel))
        if channel is None:
            return ["Backprep needs the permission “View Channel” there, or the channel is gone."]
        allowed = channel.permissions_for(guild.me).value
        return missing(allowed, f"#{channel.name}", thread=bool(where.thread))

    async def _pack(self, reply: Reply, key: str) -> Outgoing:
        return (await self._outbox.pack(reply)).marked(_mark(key))

    async def _why_not(self, where: Place) -> str:
        why = " ".join(await self.preflight(where))
        return why or "Discord does not take messages from Backprep there at the moment."

    def _channel(self, where: Place) -> discord.PartialMessageable:
        guild = int(where.community) if where.community else None
        channel = int(where.thread or where.channel)
        return self._opened().get_partial_messageable(channel, guild_id=guild)

    def _opened(self) -> Client:
        if self._client is None:
            raise ChatError("Backprep is not connected to Discord at the moment.")
        return self._client


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _mark(key: str) -> int:
    """The number of a message's card, which Discord keeps with it: 1 to 2³¹.

    A nonce is kept for minutes only, and not given back with older messages.
    """
    return int(_hash(key)[:7], 16) + 1_000
