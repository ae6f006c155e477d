"""Posting to whichever platform a place belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.chat.errors import BusyError
from bot.chat.event import Place
from bot.chat.platform import ChatPlatform, MessageRef, Poster
from bot.chat.reply import Reply
from bot.keeping import keep
from generators.blobs import BlobStore

CONNECTING_S = 5.0
"""Before another try on a platform that is not connected."""


class Switchboard:
    """Every platform that is set up, as one; fills in `Poster`. What it posts can be shown in full later."""

    def __init__(self, platforms: Iterable[ChatPlatform], blobs: BlobStore) -> None:
        self._platforms = {platform.name: platform for platform in platforms}
        self._blobs = blobs

    async def send(self, where: Place, reply: Reply, key: str) -> MessageRef:
        """Post a reply in its place."""
        await keep(reply, self._blobs)
        return await self._of(where).send(where, reply, key)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replace a message in its place."""
        await keep(reply, self._blobs)
        await self._of(message.where).edit(message, reply)

    async def find(self, where: Place, key: str) -> MessageRef | None:
        """The message that was sent there with this key."""
        return await self._of(where).find(where, key)

    async def preflight(self, where: Place) -> Sequence[str]:
        """What is missing for posting there, in words."""
        return await self._of(where).preflight(where)

    async def name_of(self, where: Place) -> str:
        """What people call the place."""
        return await self._of(where).name_of(where)

    def _of(self, where: Place) -> Poster:
        if where.platform not in self._platforms:
            words = f"Backprep is not connected to {where.platform} at the moment."
            raise BusyError(words, CONNECTING_S)
        return self._platforms[where.platform]
