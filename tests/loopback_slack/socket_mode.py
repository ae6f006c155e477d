"""Socket Mode: websockets over which Slack delivers, and over which the bot acknowledges."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from itertools import cycle
from typing import Any

from aiohttp import WSMsgType, web

from tests.loopback_slack.delivering import PATIENCE_S, Acknowledged, Kind, Retry
from tests.loopback_slack.world import APP, Json, World


class SocketMode:
    """Every open socket, and what was acknowledged on any of them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.sockets: list[web.WebSocketResponse] = []
        self.tickets: set[str] = set()
        self.opened = 0
        """How many sockets there were in all."""
        self.acknowledged: dict[str, list[float]] = defaultdict(list)
        """When each envelope was, in seconds of time.monotonic."""
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._turn = cycle(range(1_000_000))

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One socket, for as long as it is open."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if request.match_info["ticket"] not in self.tickets:
            await socket.close()
            return socket
        self.tickets.discard(request.match_info["ticket"])
        await socket.send_json(self._hello())
        self.sockets.append(socket)
        self.opened += 1
        await self._world.tell()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._received(json.loads(message.data))
        self.sockets = [each for each in self.sockets if each is not socket]
        await self._world.tell()
        return socket

    async def deliver(
        self,
        kind: Kind,
        payload: Json,
        retry: Retry | None = None,
        envelope: str = "",
        socket: web.WebSocketResponse | None = None,
    ) -> Acknowledged:
        """Send an envelope on one socket, taking turns, and wait until it is acknowledged."""
        sent = self._envelope(kind, payload, retry, envelope)
        done = asyncio.get_running_loop().create_future()
        self._waiting[sent["envelope_id"]] = done
        socket = socket or self.sockets[next(self._turn) % len(self.sockets)]
        begun = time.monotonic()
        await socket.send_json(sent)
        answer = await asyncio.wait_for(done, PATIENCE_S)
        return Acknowledged(200, answer.get("payload"), time.monotonic() - begun)

    async def connected(self, sockets: int = 1) -> None:
        """Wait until so many sockets are open."""
        async with self._world.changed, asyncio.timeout(PATIENCE_S):
            await self._world.changed.wait_for(lambda: len(self.sockets) >= sockets)

    async def replaced(self, opened: int) -> None:
        """Wait until more sockets than so many were opened in all."""
        async with self._world.changed, asyncio.timeout(PATIENCE_S):
            await self._world.changed.wait_for(lambda: self.opened > opened)

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Say on every socket that it is about to end, as Slack does some seconds before it does."""
        for socket in list(self.sockets):
            await socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "loopback"}}
            )

    async def drop(self) -> None:
        """Cut every socket without a word."""
        for socket in list(self.sockets):
            transport = socket._req.transport if socket._req else None
            if transport:
                transport.abort()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.sockets) + 1,
            "debug_info": {"host": "loopback", "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP},
        }

    def _envelope(self, kind: Kind, payload: Json, retry: Retry | None, envelope: str) -> Json:
        sent: Json = {
            "envelope_id": envelope or self._world.next("envelope-"),
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
        }
        if kind == "events_api":
            sent["retry_attempt"] = retry.number if retry else 0
            sent["retry_reason"] = retry.reason if retry else ""
        return sent

    def _received(self, message: Any) -> None:
        name = message.get("envelope_id", "")
        self.acknowledged[name].append(time.monotonic())
        waiting = self._waiting.pop(name, None)
        if waiting and not waiting.done():
            waiting.set_result(message)
