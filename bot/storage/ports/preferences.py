"""What people set for themselves, for all their accounts at once."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.storage.ports.people import LearnerId


class Preferences(Protocol):
    """What people set for themselves."""

    async def zone(self, learner: LearnerId) -> str | None:
        """The IANA name of the learner's time zone; None when it was never set."""
        ...

    async def set_zone(self, learner: LearnerId, zone: str, now: datetime) -> None:
        """Set the time zone, in place of an earlier one."""
        ...

    async def is_hidden(self, learner: LearnerId) -> bool:
        """Whether the learner wants to be named on no list."""
        ...

    async def hide(self, learner: LearnerId, *, hidden: bool) -> None:
        """Name the learner on no list, or on lists again."""
        ...
