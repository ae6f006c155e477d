"""A Slack of our own on this machine: its Web API, uploads, response_urls and Socket Mode, on real sockets."""

from __future__ import annotations

import json
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from tests.loopback_slack import chat, conversations, files, oauth, responding, views
from tests.loopback_slack.calling import METHODS, RefusedError, Request
from tests.loopback_slack.socket_mode import SocketMode
from tests.loopback_slack.world import APP_TOKEN, Call, Grant, Json, SlackClock, World

_AS_JSON = ("blocks", "view", "metadata", "attachments", "files")
_ANY = ("token", "team_id")
"""What Bolt's client gives with every call."""
_LOADED = (chat, conversations, files, views)
"""Importing them registers their methods."""
_POSTS = ("chat.postMessage", "chat.postEphemeral")


@dataclass(frozen=True)
class Fault:
    """What happens in the place of, or after, a good answer."""

    error: str = ""
    status: int = 200
    retry_after: int = 0
    more: Json = field(default_factory=dict)
    drops: bool = False
    """Whether the connection is cut without an answer."""
    does: bool = False
    """Whether what was asked is done all the same."""


TOO_MANY = Fault("ratelimited", 429, retry_after=1)
BROKEN = Fault("internal_error", 500)
CUT, LOST = Fault(drops=True), Fault(drops=True, does=True)


class SlackServer:
    """Started with `async with`; `faults` holds what goes wrong next, by method or "response_url"."""

    def __init__(self, clock: SlackClock | None = None) -> None:
        self.clock = clock or SlackClock()
        self.world = World(self.clock)
        self.socket_mode = SocketMode(self.world)
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.app_tokens = {APP_TOKEN}
        self.one_a_second = False
        """Whether a channel takes one post a second only, as Slack's does."""
        self._posted_at: dict[str, float] = {}

    async def __aenter__(self) -> SlackServer:
        app = web.Application(client_max_size=30 * 1024**2)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_post("/response/{url}", self._respond)
        app.router.add_get("/socket/{ticket}", self.socket_mode.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def api_base(self) -> str:
        return f"{self.base}/api/"

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name, given = request.match_info["method"], await _arguments(request)
        fault, status, answer = self._fault(name, given), 200, Json()
        if fault is None or fault.does:
            answer = await self._answer(name, given, request)
        if fault:
            status, answer = fault.status, {"ok": False, "error": fault.error, **fault.more}
        token = _token(request, given)
        await self._note(Call(name, given, answer, status, time.monotonic(), token))
        if fault and fault.drops:
            return _cut(request)
        headers = {"Retry-After": str(fault.retry_after)} if fault and fault.retry_after else {}
        grant = self.world.grants.get(token)
        scopes = {"X-OAuth-Scopes": ",".join(sorted(grant.scopes))} if grant else {}
        return web.json_response(answer, status=status, headers=headers | scopes)

    async def _note(self, call: Call) -> None:
        self.world.calls.append(call)
        await self.world.tell()

    def _fault(self, name: str, given: Json) -> Fault | None:
        if self.faults[name]:
            return self.faults[name].popleft()
        if not self.one_a_second or name not in _POSTS:
            return None
        now, channel = time.monotonic(), str(given.get("channel"))
        if now - self._posted_at.get(channel, 0.0) < 1:
            return TOO_MANY
        self._posted_at[channel] = now
        return None

    async def _answer(self, name: str, given: Json, request: web.Request) -> Json:
        if name == "oauth.v2.access":
            return oauth.access(self.world, given, _client(request))
        token = _token(request, given)
        if name == "apps.connections.open":
            return self._open_socket(token)
        if name not in METHODS:
            return {"ok": False, "error": "unknown_method", "req_method": name}
        asked = {key: value for key, value in given.items() if key not in _ANY}
        try:
            done = await METHODS[name](Request(self.world, self._grant(token), asked, self.base))
        except RefusedError as error:
            return error.answer
        return {"ok": True, **done}

    def _grant(self, token: str) -> Grant:
        if not token:
            raise RefusedError("not_authed")
        if token in self.app_tokens:
            raise RefusedError("not_allowed_token_type")
        if token not in self.world.grants:
            raise RefusedError("invalid_auth")
        if self.world.grants[token].revoked:
            raise RefusedError("token_revoked")
        return self.world.grants[token]

    def _open_socket(self, token: str) -> Json:
        if token not in self.app_tokens:
            known = token in self.world.grants
            return {"ok": False, "error": "not_allowed_token_type" if known else "invalid_auth"}
        ticket = self.world.next("ticket-")
        self.socket_mode.tickets.add(ticket)
        address = self.base.replace("http", "ws", 1)
        return {"ok": True, "url": f"{address}/socket/{ticket}"}

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        if self.faults["upload"]:
            fault = self.faults["upload"].popleft()
            return _cut(request) if fault.drops else web.Response(status=fault.status)
        upload = self.world.files.get(request.match_info["file"])
        if upload is None or upload.content is not None:
            return web.Response(status=404, text="no such upload")
        upload.content = await _content(request)
        return web.Response(text=f"OK - {len(upload.content)}")

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        given = await request.json()
        fault = self.faults["response_url"].popleft() if self.faults["response_url"] else None
        status, answer = 200, Json()
        if fault is None or fault.does:
            status, answer = responding.respond(self.world, request.match_info["url"], given)
        if fault:
            status, answer = fault.status, {"ok": False, "error": fault.error}
        await self._note(Call("response_url", given, answer, status, time.monotonic()))
        return _cut(request) if fault and fault.drops else web.json_response(answer, status=status)


async def _arguments(request: web.Request) -> Json:
    """Whatever way they came: query, form or JSON; what is JSON in a form is read."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        given |= await request.json()
    elif request.content_type.startswith(("application/x-www-form", "multipart/")):
        given |= dict(await request.post())
    for name in _AS_JSON:
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    return given


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    form = await request.post()
    [file] = [each for each in form.values() if isinstance(each, web.FileField)]
    return file.file.read()


def _token(request: web.Request, given: Json) -> str:
    header = request.headers.get("Authorization", "")
    return (
        header.removeprefix("Bearer ")
        if header.startswith("Bearer ")
        else str(given.get("token", ""))
    )


def _client(request: web.Request) -> tuple[str, str] | None:
    header = request.headers.get("Authorization", "")
    if not header.startswith("Basic "):
        return None
    auth = aiohttp.BasicAuth.decode(header)
    return auth.login, auth.password


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()
