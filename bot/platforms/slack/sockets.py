"""Slack's way in without a public address: Socket Mode.

The SDK's own client tries the same address, which Slack takes once, again and again after a failure, and never tells
that a token is bad; so the connection is ours, and what comes over it goes to Bolt like a request.
https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.back_off import BackOff
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.dispatching import Acknowledged, dispatched
from bot.platforms.slack.errors import UNREACHABLE, code_of

log = logging.getLogger(__name__)

HEARTBEAT_S = 20.0
"""Between pings of ours; one that gets no answer within half of that ends the connection."""
SHORT_S = 30.0
"""A connection that lasts less is followed by a pause, so that two sides that disagree do not do so in a rush."""


class Sockets:
    """One connection, and for moments two: Slack refreshes each now and then."""

    def __init__(
        self,
        clients: Clients,
        app_token: str,
        back_off: Callable[[], BackOff],
        acknowledged: Acknowledged,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`acknowledged` is told how many seconds each envelope took to be acknowledged."""
        self._clients, self._app_token, self._acknowledged = clients, app_token, acknowledged
        self._back_off, self._short, self._sleep = back_off, back_off(), sleep
        self._acting: set[asyncio.Task[None]] = set()

    async def open(self) -> str:
        """The address of a new connection.

        Raises:
            SlackApiError: Slack refuses the token, or has no Socket Mode for this app.
        """
        client = self._clients.with_token(None)
        return str((await client.apps_connections_open(app_token=self._app_token))["url"])

    async def run(self, app: AsyncApp, first: str) -> None:
        """Listen until cancelled, on the address `first` and on new ones after it; what was lost is connected anew.

        Raises:
            ExceptionGroup: a connection ended by a mistake of ours.
        """
        clock_s = asyncio.get_running_loop().time
        async with asyncio.TaskGroup() as connections:
            url = first
            while True:
                leaving, began_s = asyncio.Event(), clock_s()
                connections.create_task(self._connection(app, url, leaving))
                await leaving.wait()
                if (lasted_s := clock_s() - began_s) < SHORT_S:
                    await self._sleep(self._short.after(lasted_s))
                url = await self._next()

    async def _next(self) -> str:
        """A new address, however long it takes."""
        back_off = self._back_off()
        while True:
            try:
                return await self.open()
            except (SlackApiError, *UNREACHABLE) as error:
                pause_s = back_off.after(0)
                log.warning(
                    "no new socket: %s; next try in %.1f s",
                    code_of(error) or type(error).__name__,
                    pause_s,
                )
                await self._sleep(pause_s)

    async def _connection(self, app: AsyncApp, url: str, leaving: asyncio.Event) -> None:
        """One connection to its end; `leaving` is set when another one is wanted."""
        try:
            async with self._clients.session.ws_connect(url, heartbeat=HEARTBEAT_S) as socket:
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        self._hear(app, socket, _read(message.data), leaving)
        except (ValueError, *UNREACHABLE) as error:
            log.warning("a socket broke: %s", type(error).__name__)
        leaving.set()

    def _hear(
        self,
        app: AsyncApp,
        socket: aiohttp.ClientWebSocketResponse,
        message: dict[str, Any],
        leaving: asyncio.Event,
    ) -> None:
        if message.get("type") == "disconnect":
            log.info("Slack ends a socket: %s", message.get("reason"))
            leaving.set()
        elif request := SocketModeRequest.from_dict(message):
            task = asyncio.create_task(self._act(app, socket, request))
            self._acting.add(task)
            task.add_done_callback(self._acting.discard)

    async def _act(
        self, app: AsyncApp, socket: aiohttp.ClientWebSocketResponse, request: SocketModeRequest
    ) -> None:
        """Hand it to Bolt and acknowledge it; without that Slack delivers it again."""
        began_s = monotonic()
        answer = await dispatched(
            app, lambda: AsyncBoltRequest(mode="socket_mode", body=request.payload)
        )
        if answer.status != 200:
            log.warning("an envelope of type %s was not understood", request.type)
        said: dict[str, Any] = {"envelope_id": request.envelope_id}
        if answer.body:
            said["payload"] = _read(answer.body)
        try:
            await socket.send_str(json.dumps(said))
        except UNREACHABLE as error:
            log.info("an envelope could not be acknowledged: %s", type(error).__name__)
        else:
            self._acknowledged("slack", monotonic() - began_s)


def _read(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
