"""One message a second in each channel, as Slack asks for.

https://docs.slack.dev/apis/web-api/rate-limits#posting
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

APART_S = 1.0
_MANY = 1_000
"""Channels that are kept in mind before those are dropped in which anybody may post again."""


class Pace:
    """Gives turns; whoever comes later waits longer."""

    def __init__(
        self,
        clock_s: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._clock_s, self._sleep = clock_s, sleep
        self._next: dict[tuple[str, str], float] = {}

    async def turn(self, community: str, channel: str) -> None:
        """Wait until a message may be posted in the channel."""
        now = self._clock_s()
        at = max(now, self._next.get((community, channel), now))
        self._next[community, channel] = at + APART_S
        if len(self._next) > _MANY:
            self._next = {key: free for key, free in self._next.items() if free > now}
        if at > now:
            await self._sleep(at - now)
