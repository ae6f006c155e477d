"""Answers to words in a channel or a direct message."""

from __future__ import annotations

import asyncio
import logging

import discord

from bot.chat.event import TextSent
from bot.chat.feature import Form
from bot.chat.markup import literal
from bot.chat.platform import Conversation
from bot.chat.reply import Reply, Text
from bot.platforms.discord.errors import Refusal, refusal
from bot.platforms.discord.outbox import Outbox, in_short
from bot.platforms.discord.permissions import missing

log = logging.getLogger(__name__)

ELSEWHERE = Reply(
    "",
    (
        Text(
            "The answer is for you alone, but you take no direct messages from this server. "
            "The commands, such as `/help`, answer so that only you can read it."
        ),
    ),
)


class Speaking:
    """Answers messages."""

    def __init__(self, outbox: Outbox, patience_s: float) -> None:
        self._outbox, self._patience_s = outbox, patience_s
        self._told: set[int] = set()
        """Channels of which somebody was told that a permission is missing there."""

    async def answer(
        self, message: discord.Message, event: TextSent, conversation: Conversation
    ) -> None:
        """Answer a message; after a while of work "typing" is shown."""
        work = asyncio.ensure_future(conversation.dispatch(event))
        await asyncio.wait({work}, timeout=self._patience_s)
        if not work.done():
            await self._typing(message)
        reply = await work
        if isinstance(reply, Form) or reply is None:
            return
        if reply.audience == "asker" and message.guild:
            await self._whisper(message, reply)
        else:
            await self._say(message, reply)

    async def _typing(self, message: discord.Message) -> None:
        try:
            await message.channel.typing()
        except discord.HTTPException as error:
            log.debug("no typing in channel %s: %s", message.channel.id, error.code)

    async def _whisper(self, message: discord.Message, reply: Reply) -> None:
        try:
            await message.author.send(**(await self._outbox.pack(reply)).new())
        except discord.HTTPException:
            await self._say(message, ELSEWHERE)

    async def _say(self, message: discord.Message, reply: Reply) -> None:
        """Reply to the message in its channel."""
        why = await self._refused(message, reply)
        if why is Refusal.SHORTEN:
            why = await self._refused(message, in_short(reply))
        if why is Refusal.FORBIDDEN and message.guild:
            await self._complain(message, message.guild)

    async def _refused(self, message: discord.Message, reply: Reply) -> Refusal | None:
        reference = message.to_reference(fail_if_not_exists=False)
        arguments = (await self._outbox.pack(reply)).new()
        try:
            await message.channel.send(**arguments, reference=reference)
        except discord.HTTPException as error:
            log.warning("channel %s: %s %s", message.channel.id, error.status, error.code)
            return refusal(error)
        return None

    async def _complain(self, message: discord.Message, guild: discord.Guild) -> None:
        """Tell who can mend it, once for each channel, which permission is missing there."""
        channel = guild.get_channel_or_thread(message.channel.id)
        if channel is None or channel.id in self._told:
            return
        self._told.add(channel.id)
        allowed, thread = channel.permissions_for(guild.me), isinstance(channel, discord.Thread)
        words = missing(allowed.value, f"#{channel.name}", thread=thread)
        text = " ".join(words) or f"Backprep may not write in #{channel.name}."
        card = Reply("A permission is missing", (Text(literal(text)),), tone="bad")
        try:
            mender = await _mender(message, guild)
            await mender.send(**(await self._outbox.pack(card)).new())
        except discord.HTTPException as error:
            log.warning("channel %s: nobody could be told: %s", channel.id, error.code)


async def _mender(message: discord.Message, guild: discord.Guild) -> discord.User | discord.Member:
    """Who can give a permission: the person who wrote, if they may, else the owner."""
    author = message.author
    if isinstance(author, discord.Member) and message.channel.permissions_for(author).manage_roles:
        return author
    return guild.owner or await guild.fetch_member(guild.owner_id or 0)
