"""Coming to a workspace and leaving it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot.chat.errors import ChatError
from bot.chat.event import Person
from bot.chat.event import direct as direct_to
from bot.chat.reply import Reply
from bot.platforms.slack.desk import Desk, post
from bot.platforms.slack.errors import REFUSED, UNREACHABLE, code_of
from bot.platforms.slack.origin import PLATFORM
from bot.storage.ports import SettingsStore

log = logging.getLogger(__name__)

OnLeft = Callable[[str], Awaitable[object]]
"""Called with a workspace's id when the app is no longer in it, for its data to go."""
Removed = Callable[[Mapping[str, Any]], Awaitable[Sequence[str]]]
"""Which workspaces an `app_uninstalled` or `tokens_revoked` event says are over, their tokens forgotten."""


class Workspaces:
    """Says hello once in every workspace, and lets its data go after it."""

    def __init__(
        self, desk: Desk, settings: SettingsStore, welcome: Reply, removed: Removed, on_left: OnLeft
    ) -> None:
        self._desk, self._settings, self._welcome = desk, settings, welcome
        self._removed, self._on_left = removed, on_left
        self._welcomed: set[str] = set()

    async def joined(self, community: str, user: str) -> None:
        """Say hello to who installed the app, or opened it first where nobody knows who did."""
        if community in self._welcomed:
            return
        self._welcomed.add(community)
        scope = f"{PLATFORM}:{community}"
        if await self._settings.get(scope, "welcomed"):
            return
        await self._settings.put(scope, "welcomed", True)
        try:
            packed = await self._desk.outbox.pack(community, self._welcome)
            await post(self._desk, direct_to(Person(PLATFORM, user, "", community)), packed)
        except (ChatError, *REFUSED, *UNREACHABLE) as error:
            log.warning("no welcome in %s: %s", community, code_of(error) or type(error).__name__)

    async def left(self, envelope: Mapping[str, Any]) -> None:
        """Forget the workspaces that have removed the app."""
        for community in await self._removed(envelope):
            self._welcomed.discard(community)
            await self._on_left(community)
            log.info("workspace %s removed the app; its data is gone", community)
