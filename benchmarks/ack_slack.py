"""Slack for `benchmarks.ack`: its load over HTTP, the least an app can be, and the product."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.ack_load import COMMANDS
from tests.loopback_slack import BOT_TOKEN, SIGNING_SECRET, LoopbackSlack, responding
from tests.loopback_slack.world import User

PEOPLE = 1000


class SlackLoad(LoopbackSlack):
    """Slack's Web API on this machine, and the requests it signs; the acknowledgement is the first response."""

    def __init__(self) -> None:
        super().__init__()
        self._answered: Callable[[str], None] = lambda _: None
        self._port = _free_port()
        self._sending: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> SlackLoad:
        await super().__aenter__()
        for number in range(PEOPLE):
            name = f"U1P{number}"
            self.world.users[name] = User(name, f"person{number}")
            self.channel("general").members.add(name)
        return self

    def tell(self, answered: Callable[[str], None]) -> None:
        """Call this at each acknowledgement."""
        self._answered = answered

    def address(self) -> str:
        """Its Web API, and the bot's port."""
        return f"{self.api_base} {self._port}"

    async def ready(self) -> None:
        """Wait until the bot answers."""
        http = self.reach(f"http://127.0.0.1:{self._port}")
        async with asyncio.timeout(60):
            while not await http.is_open():  # noqa: ASYNC110 - nothing tells when a port is open
                await asyncio.sleep(0.05)

    async def use(self, command: str, person: int) -> str:
        """Somebody uses a command in their direct messages."""
        user = self.world.users[f"U1P{person}"]
        where = self.world.direct(user.id)
        url = responding.made(self.world, where, user.id)
        text = " ".join(COMMANDS[command].values())
        payload = self.payloads.command(user, where, f"/{command}", text, url)
        task = asyncio.create_task(self._send(payload))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        return str(payload["trigger_id"])

    async def _send(self, payload: dict[str, Any]) -> None:
        await self.deliver("slash_commands", payload)
        self._answered(payload["trigger_id"])


async def bare(address: str, _: Path) -> None:
    """Acknowledge everything with "ok"."""
    from aiohttp import web
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    api_base, port = address.split()
    client = AsyncWebClient(BOT_TOKEN, base_url=api_base)
    app = AsyncApp(client=client, signing_secret=SIGNING_SECRET)

    @app.command(re.compile("/.*"))
    async def anything(ack: Any) -> None:
        await ack("ok")

    server = web.AppRunner(app.server(path="/slack/events").web_app, access_log=None)
    await server.setup()
    await web.TCPSite(server, "127.0.0.1", int(port)).start()
    await asyncio.Event().wait()


async def ours(address: str, data: Path) -> None:
    """The product, with an empty database of its own and without the playground."""
    from bot.bootstrap import open_application
    from bot.settings import Settings

    api_base, port = address.split()
    settings = Settings(
        _env_file=None,
        BACKPREP_DATA=data,
        BACKPREP_PLAYGROUND="off",
        BACKPREP_SLACK_API_BASE=api_base,
        BACKPREP_SLACK_BOT_TOKEN=BOT_TOKEN,
        BACKPREP_SLACK_SIGNING_SECRET=SIGNING_SECRET,
        WEB_PORT=port,
    )
    async with open_application(settings, lambda _: None) as application:
        await asyncio.gather(
            *(each.run(application.conversation) for each in application.platforms)
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
