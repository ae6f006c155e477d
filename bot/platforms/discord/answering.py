"""How one interaction is acknowledged and answered, whatever Discord still takes of it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from time import monotonic
from typing import Any, Literal, assert_never

import discord

from bot.chat.event import ActionChosen, ChatEvent, CommandUsed
from bot.chat.feature import Form
from bot.chat.platform import Conversation
from bot.chat.reply import Reply
from bot.platforms.discord.answered import Answered
from bot.platforms.discord.errors import Refusal, refusal
from bot.platforms.discord.forms import render_form
from bot.platforms.discord.outbox import Outbox, Sheet, in_short

log = logging.getLogger(__name__)

Way = Literal["respond", "update", "edit", "replace", "follow", "post", "direct"]
"""How a reply goes out: as the first response, new or in the place of the button's message; by an edit of what was
acknowledged, or new in its place; as a follow-up; as an ordinary message in the channel; as a direct message."""


class Answer:
    """The answer to one interaction."""

    def __init__(
        self,
        interaction: discord.Interaction[Any],
        event: ChatEvent,
        outbox: Outbox,
        answered: Answered,
    ) -> None:
        self._interaction, self._event = interaction, event
        self._outbox, self._answered = outbox, answered
        self._thinking: bool | None = None
        """Whether only the asker sees the message that says "thinking"; None where there is none."""
        self._way: Way | None = None
        """How to go on after the acknowledgement; None before it."""

    async def defer(self, *, hidden: bool) -> None:
        """Say that it is being worked on: in a message, or after a button without a trace."""
        thinking = self._interaction.message is None
        hidden = hidden and not self._event.where.private
        try:
            await self._interaction.response.defer(ephemeral=hidden, thinking=thinking)
        except discord.HTTPException as error:
            self._way = _instead(refusal(error), "respond")
        else:
            self._way, self._thinking = "edit", hidden if thinking else None

    async def withdraw(self) -> None:
        """Leave no trace of an event that was handled before."""
        if self._thinking is not None:
            await self._interaction.delete_original_response()

    async def show(self, form: Form) -> None:
        """Open a form, which Discord takes as the first response only."""
        try:
            await self._interaction.response.send_modal(Sheet(render_form(form)))
        except discord.HTTPException as error:
            log.warning("%s: no form: %s %s", self._event.id, error.status, error.code)

    async def give(self, reply: Reply) -> None:
        """Send a reply; what Discord refuses is sent another way, or shorter."""
        way, sent = self._first_way(reply), reply
        tried: set[tuple[Way, Reply]] = set()
        while (way, sent) not in tried:
            tried.add((way, sent))
            try:
                return await self._send(way, sent)
            except discord.HTTPException as error:
                log.warning("%s: no %s: %s %s", self._event.id, way, error.status, error.code)
                why = refusal(error)
            if why is Refusal.SHORTEN:
                sent = in_short(reply)
            else:
                way = self._discreet(_instead(why, way), reply)
        log.error("%s: no answer could be given", self._event.id)
        return None

    def _first_way(self, reply: Reply) -> Way:
        if self._interaction.is_expired():
            return self._discreet("post", reply)
        hidden = self._hidden(reply)
        updates = reply.update and self._may_update(hidden)
        match self._way:
            case None:
                return "update" if updates else "respond"
            case "edit" if self._thinking is None:
                return "edit" if updates else "follow"
            case "edit":
                return "edit" if self._thinking == hidden else "replace"
            case way:
                return self._discreet(way, reply)

    async def _send(self, way: Way, reply: Reply) -> None:
        interaction, hidden = self._interaction, self._hidden(reply)
        message = await self._outbox.pack(self._addressed(way, reply))
        if way == "replace":
            await self._end_thinking()
        match way:
            case "respond":
                await interaction.response.send_message(**message.new(), ephemeral=hidden)
            case "update":
                await interaction.response.edit_message(**message.edit())
            case "edit":
                await interaction.edit_original_response(**message.edit())
            case "replace" | "follow":
                sent = await interaction.followup.send(**message.new(), ephemeral=hidden, wait=True)
                self._answered.followed(interaction.token, sent.id)
            case "post" | "direct":
                await self._outside(way).send(**message.new())
            case _:
                assert_never(way)

    async def _end_thinking(self) -> None:
        """Take away the message that says "thinking".

        While it thinks, Discord would make the next message an edit of it, visible to whom it is.
        """
        ended = await self._outbox.pack(Reply("…"))
        await self._interaction.edit_original_response(**ended.edit())
        await self._interaction.delete_original_response()

    def _outside(self, way: Literal["post", "direct"]) -> discord.abc.Messageable:
        """Where to write when the interaction is closed."""
        where = self._event.where
        if way == "direct":
            return self._interaction.user
        client: discord.Client = self._interaction.client
        return client.get_partial_messageable(int(where.thread or where.channel))

    def _addressed(self, way: Way, reply: Reply) -> Reply:
        """An ordinary message pings the asker, who may have stopped waiting, and nobody else."""
        return replace(reply, notify=(self._event.who,)) if way == "post" else reply

    def _hidden(self, reply: Reply) -> bool:
        """Whether only the asker may see it; where they are alone with the bot nothing is hidden."""
        return reply.audience == "asker" and not self._event.where.private

    def _discreet(self, way: Way, reply: Reply) -> Way:
        """The way, but for words that are not for everyone, which an ordinary message would tell."""
        return "direct" if way == "post" and self._hidden(reply) else way

    def _may_update(self, hidden: bool) -> bool:
        """Whether the reply can stand where the button was: never the asker's own words before all."""
        message = self._interaction.message
        return message is not None and (message.flags.ephemeral or not hidden)


def _instead(why: Refusal, way: Way) -> Way:
    """How to go on after a refusal."""
    match why:
        case Refusal.ANSWERED:
            return "follow"
        case Refusal.GONE:
            return "post" if way == "follow" else "follow"
        case Refusal.EXPIRED | Refusal.SHORTEN:
            return "post"
        case Refusal.FORBIDDEN | Refusal.GIVE_UP:
            return "direct"
        case _:
            assert_never(why)


async def converse(
    conversation: Conversation, event: ChatEvent, answer: Answer, patience_s: float
) -> None:
    """Dispatch an event; a reply within `patience_s` is the first response, a later one follows."""
    began_s, acknowledged = monotonic(), False
    work = asyncio.ensure_future(conversation.dispatch(event))
    if not (isinstance(event, ActionChosen) and conversation.opens_form(event.action)):
        await asyncio.wait({work}, timeout=patience_s)
        if not work.done():
            await answer.defer(hidden=_expects_hidden(conversation, event))
            conversation.acknowledged("discord", monotonic() - began_s)
            acknowledged = True
    match await work:
        case None:
            return await answer.withdraw()
        case Form() as form:
            await answer.show(form)
        case reply:
            await answer.give(reply)
    if not acknowledged:
        conversation.acknowledged("discord", monotonic() - began_s)
    return None


def _expects_hidden(conversation: Conversation, event: ChatEvent) -> bool:
    """Whether the answer is likely for the asker alone: a command says so, all else is."""
    if not isinstance(event, CommandUsed):
        return True
    named = (command for command in conversation.commands if command.name == event.name)
    return all(command.audience == "asker" for command in named)
