"""Installing the app in any number of workspaces (OAuth), and what happens when one removes it.

https://docs.slack.dev/authentication/installing-with-oauth
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from secrets import token_urlsafe
from typing import Any

from aiohttp import ClientError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.errors import PlatformOffError
from bot.platforms.slack import install_pages
from bot.platforms.slack.installations import Installations
from bot.platforms.slack.manifest import INSTALL_PATH, REDIRECT_PATH
from bot.platforms.slack.scopes import SCOPES
from bot.platforms.slack.states import LASTS, States
from bot.platforms.slack.tokens import BotTokens, OAuthApp
from bot.storage.ports import SlackStores

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Installed:
    """A workspace or organisation that has just installed the app."""

    community: str
    user: str
    """Who installed it."""
    token: str = field(repr=False)


Welcomed = Callable[[Installed], Awaitable[None]]


class Installing:
    """Everything about installations of one app; `flow` serves the pages, `tokens` knows the tokens."""

    def __init__(
        self,
        app: OAuthApp,
        stores: SlackStores,
        client: AsyncWebClient,
        clock: Callable[[], datetime],
        welcome: Welcomed,
    ) -> None:
        self._kept = stores.installations
        self.installations = Installations(app.client_id, stores.installations)
        self.tokens = BotTokens(app, self.installations, client, clock)
        states = States(stores.states, lambda: token_urlsafe(32), clock)
        settings = _settings(app, self.installations, states, self._callbacks())
        said_by_bolt = log.getChild("bolt")
        said_by_bolt.addFilter(_without_code)
        self.flow = _Flow(client=client, settings=settings, logger=said_by_bolt)
        self._welcome = welcome
        self._welcoming: set[asyncio.Task[None]] = set()

    async def check(self) -> None:
        """Look whether the tokens that are kept can be opened.

        Raises:
            PlatformOffError: not one of them can.
        """
        opened, unreadable = await self._kept.count()
        if unreadable and not opened:
            raise PlatformOffError(
                "Slack is off: its tokens are sealed with another key than the one in use. Put that key into"
                " BACKPREP_SECRET_KEY, or back to secret.key in the data folder; `backprep doctor` says more."
            )
        if unreadable:
            log.warning("%d of Slack's installations are sealed with another key", unreadable)

    async def left(self, envelope: Mapping[str, Any]) -> tuple[str, ...]:
        """Forget what an `app_uninstalled` or `tokens_revoked` event says has ended.

        Gives the communities that have removed the app, so that what is kept about them can go too. Whoever has a
        token of which Slack does not say that it is dead stays: the event may be an old one delivered again after the
        app was installed anew.
        """
        enterprise, team, event = (envelope.get(n) for n in ("enterprise_id", "team_id", "event"))
        tokens = event.get("tokens") or {} if event else {}
        for user, where in product(tokens.get("oauth") or (), {team, None}):
            await self.installations.async_delete_installation(
                enterprise_id=enterprise, team_id=where, user_id=user
            )
        removed = event is not None and event["type"] == "app_uninstalled"
        if not removed and not tokens.get("bot"):
            return ()
        communities = tuple(filter(None, (team, enterprise)))
        gone = [each for each in communities if await self.tokens.ended(each)]
        for community in gone:
            await self.installations.forget(community)
        return tuple(gone) if removed else ()

    def _callbacks(self) -> AsyncCallbackOptions:
        return AsyncCallbackOptions(success=self._succeeded, failure=self._failed)

    async def _succeeded(self, args: AsyncSuccessArgs) -> BoltResponse:
        installation = args.installation
        community = installation.team_id or installation.enterprise_id
        if installation.bot_token and community:
            installed = Installed(community, installation.user_id, installation.bot_token)
            task = asyncio.create_task(self._say_welcome(installed))
            self._welcoming.add(task)
            task.add_done_callback(self._welcoming.discard)
        return _page(200, install_pages.done(installation), args)

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        log.warning("An installation in Slack failed: %s", args.reason[:100])
        page = install_pages.failed(args.reason, args.settings.install_path)
        return _page(args.suggested_status_code, page, args)

    async def _say_welcome(self, installed: Installed) -> None:
        try:
            await self._welcome(installed)
        except Exception:  # the border of a task that nobody waits for
            log.exception("The welcome could not be said in %s", installed.community)


class _Flow(AsyncOAuthFlow):
    """Bolt's flow with our pages; Slack being away is a failed installation, not a broken page."""

    async def handle_installation(self, request: AsyncBoltRequest) -> BoltResponse:
        response = await super().handle_installation(request)
        response.headers |= {name.lower(): [value] for name, value in install_pages.HEADERS.items()}
        return response

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        return install_pages.begin(url)

    async def run_installation(self, code: str) -> Installation | None:
        try:
            return await super().run_installation(code)
        except (ClientError, TimeoutError) as error:
            log.warning("Slack cannot be reached: %s", type(error).__name__)
            return None


def _settings(
    app: OAuthApp, installations: Installations, states: States, callbacks: AsyncCallbackOptions
) -> AsyncOAuthSettings:
    """Everything is said, since Bolt would read what is not from environment variables of its own."""
    return AsyncOAuthSettings(
        client_id=app.client_id,
        client_secret=app.client_secret,
        scopes=SCOPES,
        user_scopes=(),
        redirect_uri=app.url + REDIRECT_PATH if app.url else None,
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        callback_options=callbacks,
        installation_store=installations,
        installation_store_bot_only=True,
        state_store=states,
        state_expiration_seconds=int(LASTS.total_seconds()),
        logger=log,
    )


def _without_code(record: logging.LogRecord) -> bool:
    """Bolt logs the code of an installation that failed, and with it Slack's reason, which is what we want."""
    record.msg = re.sub(r"(?<=with code: )\S+", "[hidden]", str(record.msg))
    return True


def _page(status: int, page: str, args: AsyncSuccessArgs | AsyncFailureArgs) -> BoltResponse:
    cookie = args.settings.state_utils.build_set_cookie_for_deletion()
    headers: dict[str, str | Sequence[str]] = {**install_pages.HEADERS, "Set-Cookie": cookie}
    return BoltResponse(status=status, headers=headers, body=page)
