"""The messages that answered interactions, which can be changed while Discord takes their tokens: 15 minutes."""

from __future__ import annotations

import discord
from discord.http import handle_message_parameters
from discord.webhook.async_ import async_context

from bot.arriving import Arriving
from bot.platforms.discord.outbox import Outgoing

REMEMBERED = 1_000
"""Follow-ups whose own ids are kept; of older ones the token has most likely run out."""


class Answered:
    """Changes answers by what parse.py gave as `Event.answer_id`."""

    def __init__(self) -> None:
        self.arriving = Arriving()
        self._followed: dict[str, int] = {}

    def followed(self, token: str, message_id: int) -> None:
        """Note that an interaction was answered by a follow-up, not by what Discord calls original."""
        self._followed[token] = message_id
        while len(self._followed) > REMEMBERED:
            del self._followed[next(iter(self._followed))]

    async def edit(self, client: discord.Client, answer_id: str, message: Outgoing) -> None:
        """Replace the answer.

        Raises:
            NotYetError: it was not given yet.
            discord.HTTPException: the token ran out, or the answer is gone.
        """
        self.arriving.check(answer_id)
        _, application, token = answer_id.split("/", 2)
        webhook = discord.Webhook.partial(int(application), token, client=client)
        if token in self._followed:
            await webhook.edit_message(self._followed[token], **message.edit())
            return
        with handle_message_parameters(**message.edit()) as sent:
            await async_context.get().edit_original_interaction_response(
                webhook.id,
                token,
                session=webhook.session,
                payload=sent.payload,
                multipart=sent.multipart,
                files=sent.files,
            )


def is_answer_id(message_id: str) -> bool:
    """Whether it names the answer to an interaction; else it is the id of an ordinary message."""
    return message_id.startswith("token/")
