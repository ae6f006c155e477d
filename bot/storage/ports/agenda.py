"""What is due when, and what was seen already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class SeenEvents(Protocol):
    """Which events were handled already: platforms deliver some twice."""

    async def first_time(self, event_id: str, now: datetime) -> bool:
        """Whether this event was not seen within the last hour; of many callers at once, one is told so."""
        ...


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done at a time; `tries` counts this claim too."""

    kind: str
    key: str
    tries: int


class LaterError(Exception):
    """What is due has to wait until a later time, which is no failure."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"not before {at:%H:%M:%S}")
        self.at = at


class Agenda(Protocol):
    """What is due when; whoever adds to it does so in the transaction that makes it necessary."""

    async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Due]:
        """Up to `limit` things that are due and that nobody holds, the longest overdue first; held until `until`."""
        ...

    async def done(self, due: Due) -> None:
        """Strike it off."""
        ...

    async def postpone(self, due: Due, at: datetime) -> None:
        """Let go of it until a later time, with the number of tries it has."""
        ...
