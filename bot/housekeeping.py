"""What is thrown away after a while."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.clock import Clock
from generators.blobs import BlobStore

log = logging.getLogger(__name__)

EVERY_S, SOON_S = 3600, 60
KEPT = timedelta(days=30)
"""How long a long reply can be shown in full and a file fetched, unless BACKPREP_BLOB_DAYS says otherwise."""


async def housekeeping(
    blobs: BlobStore, keep: Callable[[], Awaitable[None]], clock: Clock, kept: timedelta = KEPT
) -> None:
    """Each hour drop files older than `kept`, until cancelled; `keep` puts anew those that must stay."""
    while True:
        try:
            await keep()
            await blobs.sweep(clock() - kept)
        except OSError as error:
            log.warning("old files are not removed yet: %s", error)
            await asyncio.sleep(SOON_S)
        else:
            await asyncio.sleep(EVERY_S)
