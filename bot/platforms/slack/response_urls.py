"""The addresses that come with commands and presses: five messages each, within 30 minutes.

`respond()` of the SDK ignores retry handlers and says nothing of refusals, so the status is read here.
https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.clock import Clock
from bot.platforms.slack.clients import TRIES_WHEN_BUSY, Clients, quiet_log
from bot.platforms.slack.errors import UrlRefusedError

USES = 5
LIVES = timedelta(minutes=30)
_KEPT = 5_000
_OVER = ("used_url", "expired_url")


@dataclass(slots=True)
class _Used:
    since: datetime
    times: int = 0
    last: datetime | None = None


class ResponseUrls:
    """Sends through them and counts."""

    def __init__(self, clients: Clients, clock: Clock) -> None:
        self._clients, self._clock = clients, clock
        self._used: OrderedDict[str, _Used] = OrderedDict()

    def seen(self, url: str) -> None:
        """Note that it came just now."""
        self._of(url)

    def left(self, url: str) -> int:
        """How many messages it still takes; of one that came before a restart Slack itself says when it is over."""
        used = self._of(url)
        if not url or self._clock() - used.since >= LIVES:
            return 0
        return max(0, USES - used.times)

    def rested(self, url: str) -> timedelta:
        """How long ago it was used last."""
        last = self._of(url).last
        return self._clock() - last if last else LIVES

    async def send(self, url: str, body: Mapping[str, Any]) -> None:
        """Send a message.

        Raises:
            UrlRefusedError: it was not taken; `code` is `used_url` where the address is used up.
        """
        if not self.left(url):
            raise UrlRefusedError("used_url")
        used = self._of(url)
        used.times, used.last = used.times + 1, self._clock()
        webhook = AsyncWebhookClient(
            url,
            session=self._clients.session,
            logger=quiet_log(),
            retry_handlers=[AsyncRateLimitErrorRetryHandler(TRIES_WHEN_BUSY)],
        )
        answer = await webhook.send_dict(dict(body))
        if code := _refusal(answer.status_code, answer.body or ""):
            if code in _OVER:
                used.times = USES
            raise UrlRefusedError(code)

    def _of(self, url: str) -> _Used:
        used = self._used.setdefault(url, _Used(self._clock()))
        self._used.move_to_end(url)
        if len(self._used) > _KEPT:
            self._used.popitem(last=False)
        return used


def _refusal(status: int, body: str) -> str:
    """Slack's word for what is wrong; empty where it took the message."""
    said = _said(body)
    if status == 200:
        return said if said in _OVER or body.lstrip().startswith("{") else ""
    if status == 404:
        return said if said in _OVER else "expired_url"
    return "ratelimited" if status == 429 else said or f"status_{status}"


def _said(body: str) -> str:
    """The word for what is wrong, which stands in JSON or by itself; empty where there is none."""
    try:
        answer = json.loads(body)
    except ValueError:
        return body.strip()[:100]
    if not isinstance(answer, dict) or answer.get("ok", True):
        return ""
    return str(answer.get("error") or "unknown_error")
