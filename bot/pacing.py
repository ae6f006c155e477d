"""How fast messages go out that nobody waits for; what somebody waits for goes first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.chat.event import Place
from bot.chat.platform import MessageRef, Poster
from bot.chat.reply import Reply

PER_SECOND = 25
"""Half of what Discord takes from a bot: the other half is for answers to commands."""
LONGEST_S = 0.2
"""How long somebody who waits may have to wait here, however many there are."""
Turn = Callable[[], Awaitable[None]]


class Pace:
    """Lets through one request each 1/`per_second` seconds: a token bucket that holds one.

    Of those that nobody waits for, one at a time stands in line, so anything urgent is next but one at worst.
    """

    def __init__(
        self,
        per_second: float,
        clock_s: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._gap_s, self._clock_s, self._sleep = 1 / per_second, clock_s, sleep
        self._free_at_s = 0.0
        self._line = asyncio.Lock()

    async def urgent(self) -> None:
        """Wait for the next free moment; where many do, no longer than 0.2 s, and the platform slows them down."""
        now_s = self._clock_s()
        at_s = min(max(now_s, self._free_at_s), now_s + LONGEST_S)
        self._free_at_s = max(self._free_at_s, at_s + self._gap_s)
        if at_s > now_s:
            await self._sleep(at_s - now_s)

    async def patient(self) -> None:
        """Wait in line for a free moment."""
        async with self._line:
            await self.urgent()


class PacedPoster:
    """A `Poster` each of whose requests waits for its turn."""

    def __init__(self, poster: Poster, turn: Turn) -> None:
        self._poster, self._turn = poster, turn

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        """Post a reply in its turn."""
        await self._turn()
        return await self._poster.send(where, reply, key)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replace a message in its turn."""
        await self._turn()
        await self._poster.edit(message, reply)

    async def find(self, where: Place, key: str) -> MessageRef | None:
        """Look for a message in its turn."""
        await self._turn()
        return await self._poster.find(where, key)

    async def preflight(self, where: Place) -> Sequence[str]:
        """What is missing for posting there; a platform knows that without asking."""
        return await self._poster.preflight(where)

    async def name_of(self, where: Place) -> str:
        """What people call the place."""
        return await self._poster.name_of(where)
