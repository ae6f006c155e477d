"""Slack with the bot that holds a scripted conversation, by either way in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from bot.chat.event import ChatEvent, Person, Place
from bot.chat.feature import Command, Option
from bot.chat.reply import Reply
from bot.platforms.slack.connection import Connection, Welcome
from bot.platforms.slack.platform import SlackChat
from bot.platforms.web.server import Server, bind
from tests.bot.platforms.discord.scripted import HELLO, Said, Scripted, command
from tests.fakes import MemoryBlobs, MemorySettings
from tests.loopback_slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, LoopbackSlack

COMMANDS = (
    command("ask", Option("question", "What?", required=True), menu="Ask Backprep"),
    command("quiz", shortcut="Quiz me"),
    command("daily setup", Option("channel", "Where?", kind="channel")),
    command("daily stop"),
)


@dataclass
class Once(Scripted):
    """A scripted conversation that knows an event when it comes again, as the router does."""

    commands: Sequence[Command] = COMMANDS
    seen: set[str] = field(default_factory=set)
    at_home: Reply | None = None
    acknowledged_s: list[float] = field(default_factory=list)

    def acknowledged(self, platform: str, seconds: float) -> None:
        assert platform == "slack"
        self.acknowledged_s.append(seconds)

    async def home(self, who: Person, where: Place) -> Reply:
        return self.at_home or await super().home(who, where)

    async def dispatch(self, event: ChatEvent) -> Said:
        if event.id in self.seen:
            return None
        self.seen.add(event.id)
        return await super().dispatch(event)


@dataclass
class Bot:
    """The platform and what it was given."""

    chat: SlackChat
    conversation: Scripted
    settings: MemorySettings
    blobs: MemoryBlobs
    said: list[str]
    left: asyncio.Queue[str]


@asynccontextmanager
async def running(
    slack: LoopbackSlack, conversation: Scripted, *, by_http: bool = True, **more: Any
) -> AsyncIterator[Bot]:
    """The bot, reachable by HTTP or connected by Socket Mode."""
    way = {"signing_secret": SIGNING_SECRET} if by_http else {"app_token": APP_TOKEN}
    serving = asyncio.Event()
    bot = made(slack, conversation, serving, **(way | more))
    running = asyncio.create_task(bot.chat.run(conversation))
    try:
        if by_http:
            waiting = asyncio.create_task(serving.wait())
            await asyncio.wait({waiting, running}, return_when="FIRST_COMPLETED")
            waiting.cancel()
        else:
            await slack.socket_mode.connected()
        yield bot
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def made(
    slack: LoopbackSlack,
    conversation: Scripted,
    serving: asyncio.Event | None = None,
    **how: Any,
) -> Bot:
    """The bot before it runs; `serving` is set once it can be reached by HTTP."""
    settings, blobs = MemorySettings(), MemoryBlobs()
    said: list[str] = []
    left: asyncio.Queue[str] = asyncio.Queue()

    async def serve(door: Any) -> None:
        with bind("127.0.0.1", 0) as listener:
            slack.reach(f"http://127.0.0.1:{listener.getsockname()[1]}")
            ready = serving or asyncio.Event()
            await Server(door).run_until_cancelled(listener, ready.set)

    usual: dict[str, Any] = {"bot_token": BOT_TOKEN, "patience_s": 0.1, "serve": serve}
    connection = Connection(**(usual | {"api_base": slack.api_base} | how))
    chat = SlackChat(connection, settings, blobs, Welcome(HELLO, left.put), said.append)
    return Bot(chat, conversation, settings, blobs, said, left)
