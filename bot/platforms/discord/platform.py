"""Discord as a chat platform."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import discord
from aiohttp import ClientError
from discord.http import Route

from bot.chat.errors import BusyError, PlatformOffError
from bot.chat.event import Place
from bot.chat.platform import Conversation, MessageRef
from bot.chat.reply import Reply
from bot.platforms.discord.answered import Answered
from bot.platforms.discord.client import Client, Parts
from bot.platforms.discord.errors import is_unreachable, off
from bot.platforms.discord.outbox import Outbox
from bot.platforms.discord.posting import Posting
from bot.platforms.discord.servers import OnLeft, Servers
from bot.storage.ports import SettingsStore
from generators.blobs import BlobStore

CONNECTING_S = 5.0
"""Before another try while Discord is not connected."""


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
        outbox, answered = Outbox(blobs), Answered()
        self._posting = Posting(self._opened, outbox, answered)
        self._parts = Parts(
            settings,
            outbox,
            answered,
            Servers(settings, outbox, welcome.reply, welcome.on_left),
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
        """Post a reply; a second try with the same key, within minutes, is the same message."""
        return await self._posting.send(where, reply, key)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replace a message, or the answer to an interaction by its `answer_id`; one that is gone is left gone."""
        await self._posting.edit(message, reply)

    async def find(self, where: Place, key: str) -> MessageRef | None:
        """The message that was sent with this key, among the last ones there."""
        return await self._posting.find(where, key)

    async def preflight(self, where: Place) -> Sequence[str]:
        """What is missing for posting there, each in words with the permission's name."""
        return await self._posting.preflight(where)

    async def name_of(self, where: Place) -> str:
        """The name of a channel or thread as people see it."""
        return await self._posting.name_of(where)

    def _opened(self) -> Client:
        if self._client is None or self._client.user is None:
            raise BusyError("Backprep is not connected to Discord at the moment.", CONNECTING_S)
        return self._client
