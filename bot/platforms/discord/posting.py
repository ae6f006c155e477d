"""Messages that nobody is waiting for, and changes of earlier ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import discord
from discord.abc import Messageable

from bot.chat.errors import BusyError, ChatError, NotAllowedError
from bot.chat.event import NEW_THREAD, Place
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply
from bot.platforms.discord.answered import Answered, is_answer_id
from bot.platforms.discord.errors import Refusal, refusal
from bot.platforms.discord.outbox import Outbox, Outgoing, in_short
from bot.platforms.discord.permissions import missing

LOOKED_BACK = 200
"""Messages of a channel that `find` looks through."""
BUSY_S = 30.0
"""Before another try where Discord asks to wait; discord.py has waited as long as it was told to already."""
_UNKNOWN_CHANNEL = 10003


class Posting:
    """Fills in `Poster` with the client that is connected."""

    def __init__(
        self, client: Callable[[], discord.Client], outbox: Outbox, answered: Answered
    ) -> None:
        """`client` raises BusyError while none is connected."""
        self._client, self._outbox, self._answered = client, outbox, answered

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        """Post a reply; a second try with the same key, within minutes, is the same message.

        Raises:
            NotAllowedError: it may not be posted there, in words with what is missing.
            BusyError: Discord asks to wait.
            ChatError: nobody knows whether it arrived.
        """
        try:
            message = await self._sent(where, await self._pack(reply, key), key)
        except discord.HTTPException as error:
            if refusal(error) is not Refusal.SHORTEN:
                raise await self._why(error, where) from error
            message = await self._sent(where, await self._pack(in_short(reply), key), key)
        return MessageRef(where, str(message.id), key)

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
                    raise await self._why(error, message.where) from error

    async def find(self, where: Place, key: str) -> MessageRef | None:
        """The message that was sent with this key, among the last ones there; None if it is not there.

        Raises:
            ChatError: Discord does not let us look.
        """
        client, mark = self._client(), _mark(key)
        try:
            channel = await self._channel(where)
            async for message in channel.history(limit=LOOKED_BACK):
                marks = {getattr(component, "id", None) for component in message.components}
                if message.author == client.user and mark in marks:
                    return MessageRef(where, str(message.id), key)
        except discord.HTTPException as error:
            if error.code == _UNKNOWN_CHANNEL:
                return None
            raise await self._why(error, where) from error
        return None

    async def preflight(self, where: Place) -> Sequence[str]:
        """What is missing for posting there, each in words with the permission's name."""
        if not where.community:
            return []
        guild = self._client().get_guild(int(where.community))
        if guild is None:
            return ["Backprep is not in this server; it was only installed by a person."]
        begun = where.thread not in ("", NEW_THREAD)
        channel = guild.get_channel_or_thread(int(where.thread if begun else where.channel))
        if channel is None:
            return ["Backprep needs the permission “View Channel” there, or the channel is gone."]
        if not isinstance(channel, Messageable):
            return [f"{channel.name} is no channel to write in."]
        allowed = channel.permissions_for(guild.me).value
        return missing(
            allowed,
            f"#{channel.name}",
            thread=isinstance(channel, discord.Thread),
            new_thread=where.thread == NEW_THREAD,
        )

    async def name_of(self, where: Place) -> str:
        """The name of a channel or thread as people see it."""
        guild = self._client().get_guild(int(where.community or 0))
        channel = guild and guild.get_channel_or_thread(int(where.thread or where.channel))
        return f"#{channel.name}" if channel else "a channel that Backprep cannot see"

    async def _sent(self, where: Place, packed: Outgoing, key: str) -> discord.Message:
        """The message, in a thread that is begun where there is none under its first message yet."""
        channel, nonce = await self._channel(where), _hash(key)[:25]
        try:
            return await channel.send(**packed.new(), nonce=nonce)
        except discord.HTTPException as error:
            if error.code != _UNKNOWN_CHANNEL or not where.thread:
                raise
        parent = self._client().get_partial_messageable(
            int(where.channel), guild_id=int(where.community)
        )
        await parent.get_partial_message(int(where.thread)).create_thread(name="Discussion")
        return await channel.send(**packed.new(), nonce=nonce)

    async def _replace(self, message: MessageRef, reply: Reply) -> None:
        packed = await self._pack(reply, message.key)
        if is_answer_id(message.id):
            return await self._answered.edit(self._client(), message.id, packed)
        partial = (await self._channel(message.where)).get_partial_message(int(message.id))
        await partial.edit(**packed.edit())
        return None

    async def _pack(self, reply: Reply, key: str) -> Outgoing:
        packed = await self._outbox.pack(reply)
        return packed.marked(_mark(key)) if key else packed

    async def _why(self, error: discord.HTTPException, where: Place) -> ChatError:
        """What Discord's refusal means, in words."""
        if error.status == 429:
            return BusyError("Discord asks to wait.", BUSY_S)
        missed = " ".join(await self.preflight(where))
        words = missed or "Discord does not take messages from Backprep there at the moment."
        return NotAllowedError(words) if error.status in (403, 404) else ChatError(words)

    async def _channel(self, where: Place) -> discord.PartialMessageable | discord.DMChannel:
        client = self._client()
        if where.channel.startswith("@"):
            return await client.create_dm(discord.Object(int(where.channel[1:])))
        guild = int(where.community) if where.community else None
        return client.get_partial_messageable(int(where.thread or where.channel), guild_id=guild)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _mark(key: str) -> int:
    """The number of a message's card, which Discord keeps with it: 1 to 2³¹.

    A nonce is kept for minutes only, and not given back with older messages.
    """
    return int(_hash(key)[:7], 16) + 1_000
