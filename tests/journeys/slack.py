"""The product as it is, in workspaces of the Slack of our own, by either way in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal

import aiohttp

from bot.back_off import BackOff
from bot.bootstrap import Application, open_application
from bot.platforms.slack.scopes import SCOPES
from bot.service import Service
from bot.settings import Settings
from tests.journeys.playground import free_port
from tests.loopback_slack import (
    APP_TOKEN,
    BOT_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    SIGNING_SECRET,
    LoopbackSlack,
)
from tests.loopback_slack.delivering import PATIENCE_S

Way = Literal["socket", "http", "oauth"]
_TOKENS: dict[Way, dict[str, str]] = {
    "socket": {
        "BACKPREP_SLACK_BOT_TOKEN": BOT_TOKEN,
        "BACKPREP_SLACK_APP_TOKEN": APP_TOKEN,
    },
    "http": {
        "BACKPREP_SLACK_BOT_TOKEN": BOT_TOKEN,
        "BACKPREP_SLACK_SIGNING_SECRET": SIGNING_SECRET,
    },
    "oauth": {
        "BACKPREP_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "BACKPREP_SLACK_CLIENT_ID": CLIENT_ID,
        "BACKPREP_SLACK_CLIENT_SECRET": CLIENT_SECRET,
    },
}


@dataclass
class Running:
    """Backprep at work, and what it said to whoever runs it."""

    slack: LoopbackSlack
    address: str
    application: Application
    said: list[str] = field(default_factory=list)

    async def says(self, words: str) -> str:
        """What it says with these words, once it does."""
        async with asyncio.timeout(PATIENCE_S):
            while not (found := [line for line in self.said if words in line]):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return found[-1]

    async def playground(self) -> int:
        """The status of the playground's page."""
        async with aiohttp.ClientSession() as browser, browser.get(self.address) as page:
            return page.status


@asynccontextmanager
async def backprep(
    data: Path, slack: LoopbackSlack, way: Way = "http", *, opens: bool = True, **settings: str
) -> AsyncIterator[Running]:
    """The bot, with the tokens of one way in, once Slack gets through to it unless it never `opens`.

    The playground is off unless settings say otherwise.
    """
    port = free_port()
    given = {
        "BACKPREP_DATA": str(data),
        "BACKPREP_PLAYGROUND": "off",
        "WEB_PORT": str(port),
        "BACKPREP_SLACK_API_BASE": slack.api_base,
        **_TOKENS[way],
        **settings,
    }
    for grant in slack.world.grants.values():
        grant.scopes = frozenset(SCOPES)
    said = list[str]()
    async with open_application(Settings(_env_file=None, **given), said.append) as application:
        running = Running(slack, f"http://127.0.0.1:{port}", application, said)
        stop = asyncio.Event()
        service = Service(application.conversation, lambda: BackOff(Random()), said.append)
        work = (application.deliver, *application.tend)
        serving = asyncio.create_task(service.run(application.platforms, work, stop))
        try:
            if opens:
                opening = asyncio.create_task(_ready(running, way))
                await asyncio.wait({opening, serving}, return_when="FIRST_COMPLETED")
                await (serving if serving.done() else opening)
            yield running
        finally:
            stop.set()
            await serving


async def _ready(running: Running, way: Way) -> None:
    """Wait until Slack gets through to the bot."""
    if way == "socket":
        return await running.slack.socket_mode.connected()
    http = running.slack.reach(running.address)
    async with asyncio.timeout(PATIENCE_S):
        while not await http.is_open():  # noqa: ASYNC110 - nothing tells when a port is open
            await asyncio.sleep(0.02)
    return None
