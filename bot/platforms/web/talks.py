"""Who holds the conversation where: the bot, or in a sandbox the one of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.arriving import Arriving
from bot.chat.event import Person, Place
from bot.chat.platform import Conversation, Poster
from bot.clock import Clock
from bot.platforms.web.channels import CHANNELS, SANDBOX, Channel, is_sandbox
from bot.platforms.web.exchange import Exchange
from bot.platforms.web.sandbox import Sandbox, Sandboxes


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, and how its words get into a room."""

    conversation: Conversation
    exchange: Exchange
    sandbox: Sandbox | None = None


class Talks:
    """The conversation of every place."""

    def __init__(
        self,
        everywhere: Conversation,
        clock: Clock,
        arriving: Arriving,
        sandboxes: Sandboxes | None,
        poster: Poster,
    ) -> None:
        self._arriving, self._sandboxes, self._poster = arriving, sandboxes, poster
        self.everywhere = Talk(everywhere, Exchange(everywhere, clock, arriving))

    @property
    def channels(self) -> Sequence[Channel]:
        """Those that there are."""
        return [one for one in CHANNELS if self._sandboxes or one.slug != SANDBOX]

    async def at(self, who: Person, where: Place) -> Talk:
        """The conversation of a place, for somebody who is there."""
        if self._sandboxes is None or not is_sandbox(where):
            return self.everywhere
        sandbox = await self._sandboxes.of(who, self._poster)
        exchange = Exchange(sandbox.conversation, sandbox.now, self._arriving)
        return Talk(sandbox.conversation, exchange, sandbox)
