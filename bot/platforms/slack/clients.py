"""The Web API on behalf of each workspace."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.errors import ChatError, NotAllowedError
from knowledge.errors import CannotAnswerError

DEFAULT_BASE = "https://slack.com/api/"
TIMEOUT_S = 30
TRIES_WHEN_BUSY = 3
_KEPT = 1_000

TokenOf = Callable[[str], Awaitable[str | None]]
"""The bot token of a workspace; None where Backprep is not installed."""


class Clients:
    """Clients that share one pool of connections; open while `async with` lasts."""

    def __init__(self, api_base: str | None, token_of: TokenOf) -> None:
        self.api_base = f"{(api_base or DEFAULT_BASE).rstrip('/')}/"
        self._token_of = token_of
        self._session: aiohttp.ClientSession | None = None
        self._by_token: OrderedDict[str, AsyncWebClient] = OrderedDict()
        self._log = quiet_log()

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        self._session = aiohttp.ClientSession(timeout=timeout)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        session, self._session = self.session, None
        self._by_token.clear()
        await session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections.

        Raises:
            NotAllowedError: Backprep is not connected.
        """
        if self._session is None:
            raise NotAllowedError("Backprep is not connected to Slack at the moment.")
        return self._session

    async def of(self, community: str) -> AsyncWebClient:
        """The client of a workspace.

        Raises:
            NotAllowedError: Backprep is not installed there, or not connected.
            ChatError: its token cannot be looked up, in words.
        """
        try:
            token = await self._token_of(community)
        except CannotAnswerError as error:
            raise ChatError(str(error)) from error
        if token is None:
            raise NotAllowedError("Backprep is not installed in that Slack workspace any more.")
        return self.with_token(token)

    def with_token(self, token: str | None) -> AsyncWebClient:
        """The client of a token; without one, for the methods that need none."""
        key = token or ""
        if key not in self._by_token:
            self._by_token[key] = AsyncWebClient(
                token,
                self.api_base,
                timeout=TIMEOUT_S,
                session=self.session,
                logger=self._log,
                retry_handlers=[AsyncRateLimitErrorRetryHandler(TRIES_WHEN_BUSY)],
            )
        self._by_token.move_to_end(key)
        if len(self._by_token) > _KEPT:
            self._by_token.popitem(last=False)
        return self._by_token[key]


def quiet_log() -> logging.Logger:
    """A log for Slack's SDK, which quotes what people write: what goes wrong is logged by us."""
    log = logging.getLogger("slack_sdk.quiet")
    log.setLevel(logging.CRITICAL)
    return log
