"""Slack's way in by HTTP: what it delivers, and the pages of installing.

It stands outside of the playground's guard: Slack signs what it sends, and Bolt refuses all else.
"""

from __future__ import annotations

import asyncio
import logging
from time import monotonic

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.response import BoltResponse
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.platforms.slack.dispatching import Acknowledged, dispatched
from bot.platforms.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH

log = logging.getLogger(__name__)

BODY_S = 10.0
"""How long a request may take to arrive; Slack gives up after three seconds."""
LONGEST_BODY = 1_000_000
"""Bytes; a press comes with the message that held the button, some 100,000 at most."""


class Door:
    """The ASGI application under /slack/; closed until it was opened."""

    def __init__(self) -> None:
        self._app: AsyncApp | None = None
        self._flow: AsyncOAuthFlow | None = None
        self._acknowledged: Acknowledged | None = None

    def open(
        self, app: AsyncApp | None, flow: AsyncOAuthFlow | None, acknowledged: Acknowledged
    ) -> None:
        """Answer from now on: what is delivered goes to `app`, who installs to `flow`.

        `acknowledged` is told how many seconds each delivery took to be answered.
        """
        self._app, self._flow, self._acknowledged = app, flow, acknowledged

    def close(self) -> None:
        """Answer no more; Slack tries again in a while."""
        self._app = self._flow = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            return await _lifespan(receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        answer = await self._answer(Request(scope, receive))
        return await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        match request.method, request.url.path:
            case "POST", path if path == EVENTS_PATH:
                return await self._delivered(request)
            case "GET", path if path in (INSTALL_PATH, REDIRECT_PATH):
                return await self._installing(request, path)
            case _:
                return PlainTextResponse("There is nothing here.", 404)

    async def _delivered(self, request: Request) -> Response:
        if self._app is None or self._acknowledged is None:
            return _closed()
        began_s = monotonic()
        try:
            body = await _read(request)
        except _RefusedError as error:
            return PlainTextResponse(str(error), error.status)
        answer = await dispatched(self._app, lambda: to_async_bolt_request(request, body))
        self._acknowledged("slack", monotonic() - began_s)
        return to_starlette_response(answer)

    async def _installing(self, request: Request, path: str) -> Response:
        if self._flow is None:
            return _one_workspace() if self._app else _closed()
        asked: AsyncBoltRequest = to_async_bolt_request(request, b"")
        answer: BoltResponse = (
            await self._flow.handle_installation(asked)
            if path == INSTALL_PATH
            else await self._flow.handle_callback(asked)
        )
        return to_starlette_response(answer)


class _RefusedError(Exception):
    """A request that is none of Slack's, whatever its signature."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


async def _read(request: Request) -> bytes:
    """The body of a request that Bolt would not break on for its form."""
    try:
        async with asyncio.timeout(BODY_S):
            body = await _body(request)
    except (ClientDisconnect, TimeoutError) as error:
        raise _RefusedError(408, "The rest did not come.") from error
    if not request.headers.get("x-slack-request-timestamp", "0").isdecimal():
        raise _RefusedError(401, "No such time.")
    return body


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise _RefusedError(413, "That is too much.")
    return bytes(body)


def _one_workspace() -> Response:
    words = (
        "This Backprep works for one workspace. To let others install it, whoever runs it sets"
        " BACKPREP_SLACK_CLIENT_ID and BACKPREP_SLACK_CLIENT_SECRET."
    )
    return PlainTextResponse(words, 404)


def _closed() -> Response:
    return PlainTextResponse("Slack is not connected here.", 503)


async def _lifespan(receive: Receive, send: Send) -> None:
    """Nothing to start or to stop, when the door is served alone."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
