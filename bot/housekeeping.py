"""What is thrown away after a while."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.clock import Clock
from generators.blobs import BlobStore

log = logging.getLogger(__name__)

EVERY_S = 3600
KEPT = timedelta(days=30)
"""How long a long reply can be shown in full and a file fetched."""


async def housekeeping(blobs: BlobStore, keep: Callable[[], Awaitable[None]], clock: Clock) -> None:
    """Each hour drop files over a month old, until cancelled; `keep` puts anew those that must stay."""
    while True:
        try:
            await keep()
            await blobs.sweep(clock() - KEPT)
        except OSError as error:
            log.warning("old files are not removed: %s", error.strerror)
        await asyncio.sleep(EVERY_S)
