"""The bot's token in each workspace; one that ends is renewed in time, and once.

https://docs.slack.dev/authentication/using-token-rotation
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.errors import REFUSED, UNREACHABLE, code_of
from bot.platforms.slack.installations import Installations
from bot.platforms.slack.manifest import INSTALL_PATH
from knowledge.errors import CannotAnswerError

log = logging.getLogger(__name__)

_IN_TIME = timedelta(hours=2)
"""A token lasts twelve hours."""
ASKED_AGAIN_S = (1.0, 10.0, 60.0, 600.0, 3600.0)
"""Pauses after which Slack is asked again whether a token is dead, where it does not say."""
_DEAD = {"invalid_auth", "account_inactive", "token_revoked"}
_AWAY = (ClientError, TimeoutError)
"""Slack cannot be reached."""


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """The Slack app that workspaces install."""

    client_id: str
    client_secret: str = field(repr=False)
    url: str | None = None
    """Our public address, https and without a path; without one Slack sends people back to its first redirect URL."""


class BotTokens:
    """Tokens of every workspace that has installed the app."""

    def __init__(
        self,
        app: OAuthApp,
        installations: Installations,
        client: AsyncWebClient,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._app, self._installations, self._client = app, installations, client
        self._clock, self._sleep = clock, sleep
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._unsaved: dict[str, Bot] = {}

    async def of(self, community: str) -> str | None:
        """The bot's token in a workspace or, by its id, an organisation; None where the app is not installed."""
        bot = await self._installations.find_bot(community)
        if bot is not None and self._ends(bot):
            bot = await self._renewed(community)
        return bot.bot_token if bot else None

    async def ended(self, community: str) -> bool:
        """Whether there is no bot, or Slack itself says that its token is dead; it is asked for an hour if need be."""
        for pause_s in (*ASKED_AGAIN_S, None):
            token = await self.of(community)
            if token is None:
                return True
            try:
                await self._client.auth_test(token=token)
            except REFUSED as error:
                if code_of(error) in _DEAD:
                    return True
            except UNREACHABLE:
                pass
            else:
                return False
            if pause_s is not None:
                await self._sleep(pause_s)
        log.warning("Slack does not say whether the token of %s is dead; it is kept.", community)
        return False

    def _ends(self, bot: Bot) -> bool:
        ends_at = bot.bot_token_expires_at
        return ends_at is not None and ends_at < (self._clock() + _IN_TIME).timestamp()

    async def _renewed(self, community: str) -> Bot | None:
        """A refresh token counts once: of many who need a new token one asks for it, and it is kept at once."""
        async with self._turns[community]:
            if renewed := self._unsaved.get(community):
                return await self._keep(community, renewed)
            bot = await self._installations.find_bot(community)
            return await self._renew(community, bot) if bot and self._ends(bot) else bot

    async def _renew(self, community: str, bot: Bot) -> Bot:
        try:
            said = await self._client.oauth_v2_access(
                client_id=self._app.client_id,
                client_secret=self._app.client_secret,
                grant_type="refresh_token",
                refresh_token=bot.bot_refresh_token,
            )
        except SlackApiError as error:
            return await self._not_renewed(community, bot, str(error.response["error"]))
        except _AWAY as error:
            return await self._not_renewed(community, bot, type(error).__name__)
        ends_at = int(self._clock().timestamp()) + int(said["expires_in"])
        tokens = {"bot_token": said["access_token"], "bot_refresh_token": said["refresh_token"]}
        renewed = Bot(**vars(bot) | tokens | {"bot_token_expires_at": ends_at})
        return await self._keep(community, renewed)

    async def _keep(self, community: str, renewed: Bot) -> Bot:
        """The old token is worth nothing any more: while the database is away the new one is kept here."""
        self._unsaved[community] = renewed
        try:
            await self._installations.async_save_bot(renewed)
        except CannotAnswerError as error:
            log.warning("The renewed token of %s is not in the database yet: %s", community, error)
        else:
            del self._unsaved[community]
        return renewed

    async def _not_renewed(self, community: str, bot: Bot, reason: str) -> Bot:
        """Another process of ours may have been first; else the old token is good until it ends."""
        now = await self._installations.find_bot(community)
        if now is not None and now.bot_token != bot.bot_token:
            return now
        log.warning(
            "Slack did not renew the token of %s: %s. If this goes on, install the app there again (%s).",
            community,
            reason,
            (self._app.url or "") + INSTALL_PATH,
        )
        return bot
