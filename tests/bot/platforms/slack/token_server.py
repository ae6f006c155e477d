"""Slack's end of installing and of renewing tokens: each code and each refresh token counts once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient


class TokenServer:
    """Gives tokens that end after twelve hours; `codes` maps a code to what it brings."""

    def __init__(self) -> None:
        self.codes: dict[str, dict[str, Any]] = {}
        self.refresh = {"xoxe-1"}
        """Refresh tokens that were not used yet."""
        self.working = {"xoxe.xoxb-1"}
        self.asked: list[dict[str, str]] = []
        self.away = False
        self.dead = "token_revoked"
        """What it says of tokens that do not work."""
        self.scopes = ""

    async def access(self, request: web.Request) -> web.Response:
        """oauth.v2.access."""
        given = {key: str(value) for key, value in (await request.post()).items()}
        self.asked.append(given)
        await asyncio.sleep(0)
        if given.get("grant_type") == "refresh_token":
            return web.json_response(self._renewed(given["refresh_token"]))
        granted = self.codes.pop(given["code"], None)
        if granted is None:
            return web.json_response({"ok": False, "error": "invalid_code"})
        self.working.add(granted["access_token"])
        return web.json_response({"ok": True, "token_type": "bot", **granted})

    def _renewed(self, token: str) -> dict[str, Any]:
        if token not in self.refresh:
            return {"ok": False, "error": "invalid_refresh_token"}
        self.refresh.remove(token)
        number = len(self.asked) + 1
        self.refresh.add(f"xoxe-{number}")
        self.working = {f"xoxe.xoxb-{number}"}
        return {
            "ok": True,
            "token_type": "bot",
            "access_token": f"xoxe.xoxb-{number}",
            "refresh_token": f"xoxe-{number}",
            "expires_in": 43200,
        }

    async def test(self, request: web.Request) -> web.Response:
        """auth.test."""
        token = request.headers["Authorization"].removeprefix("Bearer ")
        if token not in self.working:
            return web.json_response({"ok": False, "error": self.dead})
        return web.json_response({"ok": True, "bot_id": "B1", "user_id": "U0BOT"})

    async def _answer(self, request: web.Request) -> web.Response:
        if self.away:
            assert request.transport is not None
            request.transport.close()
        handler = {"oauth.v2.access": self.access, "auth.test": self.test}
        return await handler[request.match_info["method"]](request)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[AsyncWebClient]:
        """A client that talks to this server, and gives up at the first try."""
        application = web.Application()
        application.router.add_post("/api/{method}", self._answer)
        async with TestServer(application) as server:
            yield AsyncWebClient(base_url=str(server.make_url("/api/")), retry_handlers=[])


def grant(team: str | None = "T1", **more: Any) -> dict[str, Any]:
    """What a code brings."""
    granted = {
        "access_token": f"xoxb-{team or 'E1'}",
        "scope": "commands,chat:write",
        "bot_user_id": "U0BOT",
        "app_id": "A1",
        "team": {"id": team, "name": "One <b>&"} if team else None,
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": "U1"},
    }
    copied: dict[str, Any] = json.loads(json.dumps(granted | more))
    return copied
