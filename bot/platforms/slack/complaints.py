"""Telling those who installed the app what only they can mend."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.chat.errors import ChatError
from bot.clock import Clock
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.errors import REFUSED, UNREACHABLE, code_of, words
from knowledge.errors import CannotAnswerError

log = logging.getLogger(__name__)

AGAIN = timedelta(hours=6)
"""Before the same is said to the same workspace once more."""

InstallerOf = Callable[[str], Awaitable[str | None]]
"""Who installed the app in a workspace, where that is known."""


class Complaints:
    """Says it to the installer in private, and to the operator."""

    def __init__(
        self, clients: Clients, installer_of: InstallerOf, clock: Clock, say: Callable[[str], None]
    ) -> None:
        self._clients, self._installer_of = clients, installer_of
        self._clock, self._say = clock, say
        self._said: dict[tuple[str, str], datetime] = {}

    async def about(self, community: str, error: Exception) -> None:
        """Say what is wrong and how it is mended, unless it was said lately."""
        now, what = self._clock(), (community, code_of(error))
        self._said = {key: at for key, at in self._said.items() if now - at < AGAIN}
        if what in self._said:
            return
        self._said[what] = now
        self._say(f"Slack, workspace {community}: {words(error)}")
        await self._tell(community, words(error))

    async def _tell(self, community: str, text: str) -> None:
        try:
            user = await self._installer_of(community)
            if user is None:
                return
            client = await self._clients.of(community)
            await client.chat_postMessage(
                channel=user, text=text, unfurl_links=False, unfurl_media=False
            )
        except (ChatError, CannotAnswerError, *REFUSED, *UNREACHABLE) as error:
            log.warning("%s: nobody could be told: %s", community, type(error).__name__)
