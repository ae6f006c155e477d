"""As much of Discord as a bot needs to connect and answer, on this machine: its HTTP API and its gateway."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

APPLICATION = "900000000000000001"
BOT = {"id": APPLICATION, "username": "backprep", "discriminator": "0", "avatar": None, "bot": True}
ANA: dict[str, Any] = {
    "id": "900000000000000007",
    "username": "ana",
    "discriminator": "0",
    "avatar": None,
}
CHANNEL = "900000000000000002"
_EPOCH_MS = 1_420_070_400_000
"""The first second of 2015, from which Discord counts."""
Answer = tuple[int, dict[str, str], Any]
"""HTTP status, headers and JSON."""


@dataclass
class LoopbackDiscord:
    """Started with `async with`; `refuse` holds the answers that come before a good one."""

    token: str = "good"  # noqa: S105 - nobody's
    refuse: dict[str, deque[Answer]] = field(default_factory=dict)
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    hellos: list[dict[str, Any]] = field(default_factory=list)
    """What was sent to identify (op 2) or to resume (op 6), in order."""
    answered: Callable[[str], None] = lambda _: None
    """Called with the id of each interaction when its first response arrives."""

    def __post_init__(self) -> None:
        self._ids, self._numbers = count(_snowflake()), count(1)
        self._sockets: list[web.WebSocketResponse] = []
        self.connected = asyncio.Event()

    async def __aenter__(self) -> LoopbackDiscord:
        app = web.Application(client_max_size=30 * 1024**2)
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._api)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def api_base(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    async def command(self, name: str, person: int = 0, **options: str) -> str:
        """Somebody uses a command in their direct messages; the id of the interaction."""
        interaction = str(_snowflake() + next(self._numbers))
        user = ANA | {"id": str(int(ANA["id"]) + person)}
        channel = str(int(CHANNEL) + 1_000 * person)
        given = [{"name": name, "type": 3, "value": value} for name, value in options.items()]
        payload = {
            "id": interaction,
            "application_id": APPLICATION,
            "type": 2,
            "token": f"token-{interaction}",
            "version": 1,
            "user": user,
            "channel": {"id": channel, "type": 1, "recipients": [user]},
            "channel_id": channel,
            "context": 1,
            "locale": "en-US",
            "attachment_size_limit": 10 * 1024**2,
            "data": {"id": "1", "name": name, "type": 1, "options": given},
        }
        await self._dispatch("INTERACTION_CREATE", payload)
        return interaction

    async def drop(self, code: int) -> None:
        """Cut every connection to the gateway."""
        self.connected.clear()
        for socket in self._sockets:
            await socket.close(code=code)
        self._sockets.clear()

    async def _dispatch(self, name: str, payload: Any) -> None:
        message = {"op": 0, "t": name, "s": next(self._numbers), "d": payload}
        await self._sockets[-1].send_str(json.dumps(message))

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"op": 10, "d": {"heartbeat_interval": 40_000}}))
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._received(socket, json.loads(message.data))
        return socket

    async def _received(self, socket: web.WebSocketResponse, message: dict[str, Any]) -> None:
        match message["op"]:
            case 1:
                await socket.send_str(json.dumps({"op": 11}))
            case 2 | 6 as op:
                self.hellos.append(message)
                self._sockets.append(socket)
                await self._dispatch("READY" if op == 2 else "RESUMED", self._ready(message["d"]))
                self.connected.set()
            case _:
                pass

    def _ready(self, hello: dict[str, Any]) -> dict[str, Any]:
        return {
            "v": 10,
            "user": BOT,
            "guilds": [],
            "session_id": "session",
            "resume_gateway_url": self.gateway,
            "shard": hello.get("shard", [0, 1]),
            "application": {"id": APPLICATION, "flags": 0},
        }

    async def _api(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        body = await _body(request)
        self.requests.append((request.method, path, body))
        status, headers, answer = self._answer(request, path)
        content = json.dumps(answer).encode()
        kind = "application/json"
        return web.Response(body=content, status=status, headers=headers, content_type=kind)

    def _answer(self, request: web.Request, path: str) -> Answer:
        if waiting := self.refuse.get(path.split("/")[0]):
            return waiting.popleft()
        if path == "users/@me" and request.headers["Authorization"] != f"Bot {self.token}":
            return 401, {}, {"code": 0, "message": "401: Unauthorized"}
        return 200, {}, self._resource(path.split("/"))

    def _resource(self, path: list[str]) -> Any:
        match path:
            case ["users", "@me"]:
                return BOT
            case ["oauth2", "applications", "@me"]:
                return _APPLICATION
            case ["interactions", interaction, _, "callback"]:
                self.answered(interaction)
                return {"interaction": {"id": interaction, "type": 2}}
            case ["channels", channel, "messages"]:
                return self._message(channel)
            case _:
                return []

    def _message(self, channel: str) -> dict[str, Any]:
        lists = ("embeds", "attachments", "mentions", "mention_roles", "components")
        return {
            "id": str(next(self._ids)),
            "channel_id": channel,
            "author": BOT,
            "content": "",
            "timestamp": "2026-01-05T12:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "pinned": False,
            "type": 0,
        } | {name: [] for name in lists}


def _snowflake() -> int:
    """An id of now; the bot reads from it how long an interaction has been waiting."""
    return (int(time.time() * 1000) - _EPOCH_MS) << 22


async def _body(request: web.Request) -> Any:
    if request.content_type != "application/json":
        return None
    return await request.json()


_APPLICATION = {
    "id": APPLICATION,
    "name": "Backprep",
    "description": "",
    "icon": None,
    "rpc_origins": None,
    "summary": "",
    "verify_key": "",
    "flags": 0,
    "bot_public": True,
    "bot_require_code_grant": False,
    "owner": ANA,
    "team": None,
}
