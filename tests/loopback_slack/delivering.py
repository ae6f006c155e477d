"""How Slack brings an event to the bot over HTTP: form or JSON, signed."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from tests.loopback_slack.world import SIGNING_SECRET, Json

PATIENCE_S = 60
"""After which what does not come is taken for missing; the machine may be busy."""
Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Retry:
    """Slack tries again when it got no answer: at once, after one minute, after five."""

    number: int = 1
    reason: str = "http_timeout"


@dataclass(frozen=True)
class Acknowledged:
    """What the bot said at once, and how long that took."""

    status: int
    body: Any
    seconds: float


@dataclass(frozen=True)
class Signing:
    """How a request is signed; all but the default is wrong."""

    secret: str = SIGNING_SECRET
    shift_s: int = 0
    changed: bool = False
    """Whether the body is changed after it was signed."""
    replayed_at: int | None = None
    """The moment of an older request, in seconds since 1970."""

    def headers(self, body: bytes) -> dict[str, str]:
        at = str((self.replayed_at or int(time.time())) + self.shift_s)
        signed = f"v0:{at}:".encode() + body
        digest = hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


class HttpDelivery:
    """Posts to the bot's address as Slack does."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        # A server may close a connection that is kept just when it is used again.
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))

    async def close(self) -> None:
        await self._session.close()

    async def deliver(
        self, kind: Kind, payload: Json, retry: Retry | None = None, signing: Signing | None = None
    ) -> Acknowledged:
        """Send one request and wait for its answer."""
        body, content_type = _body(kind, payload)
        signing = signing or Signing()
        headers = {"Content-Type": content_type, **signing.headers(body)}
        if retry:
            headers["X-Slack-Retry-Num"] = str(retry.number)
            headers["X-Slack-Retry-Reason"] = retry.reason
        if signing.changed:
            body = body.replace(b"U1", b"U2") + b" "
        return await self._post(body, headers)

    async def is_open(self) -> bool:
        """Whether the bot answers Slack's question of whether the address is its own."""
        body = json.dumps({"type": "url_verification", "token": "", "challenge": "hello"}).encode()
        headers = {"Content-Type": "application/json", **Signing().headers(body)}
        try:
            said = await self._post(body, headers)
        except aiohttp.ClientConnectionError:
            return False
        return said.status == 200 and "hello" in str(said.body)

    async def _post(self, body: bytes, headers: dict[str, str]) -> Acknowledged:
        begun = time.monotonic()
        patience = aiohttp.ClientTimeout(PATIENCE_S)
        url = f"{self._address}/slack/events"
        async with self._session.post(url, data=body, headers=headers, timeout=patience) as answer:
            said = await answer.text()
        return Acknowledged(answer.status, _read(said), time.monotonic() - begun)


def _body(kind: Kind, payload: Json) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    match kind:
        case "events_api":
            return json.dumps(payload).encode(), "application/json"
        case "interactive":
            return urlencode({"payload": json.dumps(payload)}).encode(), form
        case "slash_commands":
            return urlencode(payload).encode(), form


def _read(said: str) -> Any:
    try:
        return json.loads(said)
    except json.JSONDecodeError:
        return {"text": said} if said else None
