"""One message a second in each channel, as Slack asks for.

https://docs.slack.dev/apis/web-api/rate-limits#posting
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

APART_S = 1.0
_MANY = 1_000
"""Channels that are kept in mind before those are dropped in which anybody may post again."""


@dataclass(slots=True)
class _Channel:
    free_at_s: float
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Pace:
    """Gives turns; whoever comes later waits longer."""

    def __init__(
        self,
        clock_s: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._clock_s, self._sleep = clock_s, sleep
        self._channels: dict[tuple[str, str], _Channel] = {}

    @asynccontextmanager
    async def turn(self, community: str, channel: str) -> AsyncIterator[None]:
        """Wait until a message may be posted in the channel, and hold this until Slack has it.

        The second counts from Slack's answer, so that no delay on the way there makes it shorter.
        """
        known = self._known(community, channel)
        known.waiting += 1
        try:
            async with known.turn:
                if (wait_s := known.free_at_s - self._clock_s()) > 0:
                    await self._sleep(wait_s)
                try:
                    yield
                finally:
                    known.free_at_s = self._clock_s() + APART_S
        finally:
            known.waiting -= 1

    def _known(self, community: str, channel: str) -> _Channel:
        now = self._clock_s()
        if len(self._channels) >= _MANY:
            self._channels = {
                key: one
                for key, one in self._channels.items()
                if one.waiting or one.free_at_s > now
            }
        return self._channels.setdefault((community, channel), _Channel(now))
