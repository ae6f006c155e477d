"""Keeping the whole of what is said, where a platform may show only the start of it."""

from __future__ import annotations

from bot.chat import limits
from bot.chat.reply import Reply
from generators.blobs import BlobStore


async def keep(reply: Reply, blobs: BlobStore) -> None:
    """Keep a long reply for its button "Show all"; call it before the reply is shown or posted."""
    if limits.is_long(reply):
        await blobs.put(limits.kept(reply), "application/json")
