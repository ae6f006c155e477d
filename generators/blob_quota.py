"""A blob store that stays below so many bytes: for what is new, the oldest makes room."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from generators.blobs import Blob, BlobsFullError, BlobStore, Stored

_log = logging.getLogger(__name__)

YOUNG = timedelta(hours=2)
"""What is younger is never removed: a job may not have been shown yet, and what must stay is put anew each hour."""
COUNTED_ANEW = timedelta(minutes=10)
"""So long others that share the store go unnoticed."""


class Rationed:
    """A store with a quota; everything else is the store's own.

    Processes that share a store each count what they put, and all of it every ten minutes: together they may go over
    the quota by what they put in such a while.
    """

    def __init__(self, store: BlobStore, most_bytes: int, clock: Callable[[], datetime]) -> None:
        self._store, self._most_bytes, self._clock = store, most_bytes, clock
        self._counted_at: datetime | None = None
        self._bytes = 0
        self._counting = asyncio.Lock()

    async def put(self, content: bytes, media_type: str) -> str:
        """Keep content, if need be in the place of the oldest. Raises BlobsFullError when all of it is young."""
        async with self._counting:
            await self._make_room(len(content))
            self._bytes += len(content)
        return await self._store.put(content, media_type)

    async def _make_room(self, size: int) -> None:
        if size > self._most_bytes:
            raise BlobsFullError(self._most_bytes)
        now = self._clock()
        known = self._counted_at is not None and now - self._counted_at < COUNTED_ANEW
        if known and self._bytes + size <= self._most_bytes:
            return
        kept = await self._store.contents()
        self._bytes, self._counted_at = sum(each.size for each in kept), now
        if self._bytes + size > self._most_bytes:
            await self._remove_oldest(kept, size, now)

    async def _remove_oldest(self, kept: Sequence[Stored], size: int, now: datetime) -> None:
        """Down to nine tenths, so that not every put has to remove something."""
        goal = self._most_bytes * 9 // 10 - size
        removed = 0
        for each in sorted(kept, key=lambda each: each.put_at):
            if self._bytes <= goal or now - each.put_at < YOUNG:
                break
            await self._store.delete(each.key)
            self._bytes -= each.size
            removed += 1
        _log.info("%d blobs were removed to make room.", removed)
        if self._bytes + size > self._most_bytes:
            raise BlobsFullError(self._most_bytes)

    async def get(self, key: str) -> Blob | None:
        """The blob."""
        return await self._store.get(key)

    async def has(self, key: str) -> bool:
        """Whether there is such a blob."""
        return await self._store.has(key)

    def path(self, key: str) -> Path | None:
        """The file it lies in, if any."""
        return self._store.path(key)

    async def delete(self, key: str) -> bool:
        """Remove a blob."""
        return await self._store.delete(key)

    async def contents(self) -> Sequence[Stored]:
        """Every blob there is."""
        return await self._store.contents()

    async def sweep(self, older_than: datetime) -> int:
        """Remove what is older."""
        return await self._store.sweep(older_than)
