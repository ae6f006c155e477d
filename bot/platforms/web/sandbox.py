"""A server of a visitor's own, with a clock they can move; the playground shows it as one more channel."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from bot.chat.event import Person
from bot.chat.platform import Conversation, Poster
from bot.clock import Clock

STEPS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
"""How far the clock can be moved at once."""


class Sandbox(Protocol):
    """One visitor's."""

    @property
    def conversation(self) -> Conversation:
        """The bot in there; it knows no other time, and nothing from outside."""
        ...

    def now(self) -> datetime:
        """What time it is in there."""
        ...

    async def move(self, by: timedelta) -> None:
        """Let so much time pass; what falls due in it is done in its order."""
        ...


class Sandboxes(Protocol):
    """Every visitor's."""

    async def of(self, who: Person, poster: Poster) -> Sandbox:
        """A visitor's own, as they left it; `poster` puts into it what the bot says unasked."""
        ...

    def clock(self, who_id: str) -> Clock | None:
        """The clock of an open sandbox, by the id of whose it is."""
        ...

    async def forget(self, who: Person) -> bool:
        """Delete it with all that happened in it; False when there was none."""
        ...
