"""The `state` of an installation: drawn at its beginning, taken back once at its end."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.storage.ports import OAuthStates

log = logging.getLogger(__name__)

LASTS = timedelta(minutes=10)


class States(AsyncOAuthStateStore):
    """States that nobody can guess and that count once, within ten minutes."""

    def __init__(
        self, kept: OAuthStates, draw: Callable[[], str], clock: Callable[[], datetime]
    ) -> None:
        self._kept, self._draw, self._clock = kept, draw, clock

    @property
    def logger(self) -> logging.Logger:
        """Where the SDK says what it does."""
        return log

    async def async_issue(self, *_: Any, **__: Any) -> str:
        """A new state."""
        state, now = self._draw(), self._clock()
        await self._kept.issue(_digest(state), now, now + LASTS)
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether the state was issued within ten minutes and never came back before."""
        return await self._kept.consume(_digest(state), self._clock())


def _digest(state: str) -> str:
    """Whoever reads the database cannot come back with a state."""
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()
