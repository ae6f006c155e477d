"""Pauses a channel's daily posts where they cannot go on, and tells whoever set them up."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.chat.errors import ChatError
from bot.chat.event import Place, direct
from bot.chat.markup import literal
from bot.chat.platform import Poster
from bot.chat.reply import Reply, Text
from bot.storage.ports import Schedules

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pausing:
    """Nothing is ever deleted because it fails: it waits for a person."""

    schedules: Schedules
    poster: Poster

    async def pause(self, where: Place, why: str, key: str) -> None:
        """Pause, and say so once; `key` names the notice."""
        if not await self.schedules.pause(where, why):
            return
        log.warning("daily posts paused", extra={"channel": where.key, "why": why})
        host = await self.schedules.host(where)
        if host is None:
            return
        try:
            notice = _notice(await self.poster.name_of(where), why)
            await self.poster.send(direct(host), notice, key)
        except ChatError:
            log.warning("whoever set up daily posts cannot be told", extra={"channel": where.key})


def _notice(name: str, why: str) -> Reply:
    words = f"{literal(why)}\n\nOnce that is mended, `/daily resume` goes on. Nothing is lost."
    return Reply(f"The daily quiz in {name} is paused", (Text(words),), tone="bad")
