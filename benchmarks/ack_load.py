"""What `benchmarks.ack` needs of a chat platform, and the stopwatch that it times it with."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Protocol

COMMANDS: dict[str, dict[str, str]] = {
    "about": {},
    "ask": {"question": "y does my val loss go up while train loss goes down"},
}
PATIENCE_S = 10.0
"""After which a command counts as unanswered."""


class Load(Protocol):
    """A chat platform on this machine, with a thousand people on it."""

    def tell(self, answered: Callable[[str], None]) -> None:
        """Call this with the id of each use when its first response arrives."""
        ...

    def address(self) -> str:
        """What a bot needs to know to connect, in one word or more."""
        ...

    async def ready(self) -> None:
        """Wait until a bot is connected."""
        ...

    async def use(self, command: str, person: int) -> str:
        """Use a command as one of the people; the id of that use."""
        ...


@dataclass
class Stopwatch:
    """When commands were sent, and how many seconds each waited for its first response."""

    load: Load
    sent: dict[str, float] = field(default_factory=dict)
    waited: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.load.tell(self._answered)
        self._some = asyncio.Event()

    async def send(self, command: str, person: int) -> None:
        """Use a command as one of a thousand people."""
        begun = time.perf_counter()
        self.sent[await self.load.use(command, person % 1000)] = begun

    async def at_most(self, waiting: int) -> None:
        """Wait until no more than so many commands are without a response, or for long."""
        until = time.perf_counter() + PATIENCE_S
        while len(self.sent) > waiting and time.perf_counter() < until:
            self._some.clear()
            try:
                await asyncio.wait_for(self._some.wait(), 1)
            except TimeoutError:
                continue

    def in_row(self) -> str:
        """The figures of one rate."""
        waited = sorted(self.waited) or [float("nan")]
        p99 = waited[min(len(waited) - 1, int(len(waited) * 0.99))]
        figures = [f"{1000 * seconds:.1f}" for seconds in (median(waited), p99, waited[-1])]
        late = sum(seconds > 2.5 for seconds in waited)
        return " | ".join([*figures, str(late), str(len(self.sent))])

    def _answered(self, use: str) -> None:
        begun = self.sent.pop(use, None)
        if begun is not None:
            self.waited.append(time.perf_counter() - begun)
            self._some.set()
