"""Where jobs stand in line inside one worker."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count


class PerOwner:
    """At most so many jobs of one person run in this worker at a time; the rest stand in line here."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._places: dict[str, asyncio.Semaphore] = {}
        self._users: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, owner: str) -> AsyncIterator[None]:
        """Wait for a place."""
        places = self._places.setdefault(owner, asyncio.Semaphore(self._most))
        self._users[owner] += 1
        try:
            async with places:
                yield
        finally:
            self._users[owner] -= 1
            if not self._users[owner]:
                del self._users[owner], self._places[owner]


class OneByOne:
    """One at a time; who was interrupted most often goes first, so that it is soon out of danger."""

    def __init__(self) -> None:
        self._line: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._busy = False

    @asynccontextmanager
    async def turn(self, runs: int) -> AsyncIterator[None]:
        """Wait until nobody else is at it."""
        if self._busy:
            called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heappush(self._line, (-runs, next(self._numbers), called))
            await self._called(called)
        self._busy = True
        try:
            yield
        finally:
            self._call_next()

    async def _called(self, called: asyncio.Future[None]) -> None:
        try:
            await called
        except asyncio.CancelledError:
            if not called.cancelled():  # it was our turn already
                self._call_next()
            raise

    def _call_next(self) -> None:
        while self._line:
            called = heappop(self._line)[2]
            if not called.done():
                called.set_result(None)
                return
        self._busy = False


class AloneOrTogether:
    """Any number are inside together, or one alone; who waits to be alone lets nobody pass meanwhile."""

    def __init__(self) -> None:
        self._door = asyncio.Lock()
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """Be inside among others."""
        async with self._door:
            self._inside += 1
            self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Be inside with nobody else."""
        async with self._door:
            await self._empty.wait()
            yield
