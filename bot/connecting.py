"""Which platforms are set up, and what each needs; an SDK is imported for those only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.types import ASGIApp

from bot.chat.platform import ChatPlatform
from bot.chat.reply import Reply
from bot.clock import Clock
from bot.platforms.console import render as console
from bot.platforms.discord import render as discord
from bot.platforms.slack import render as slack_messages
from bot.platforms.web import render as web
from bot.platforms.web.sandbox import Sandboxes
from bot.settings import Settings
from bot.slack_connecting import slack_chat
from bot.storage.ports import SettingsStore, SlackStores
from generators.blobs import BlobStore

Say = Callable[[str], None]

EXAMPLES = (
    "Why does validation loss go up while training loss goes down?",
    "How does dropout work?",
    "What are vanishing gradients?",
)
RENDERERS: dict[str, Callable[[Reply], object]] = {
    "web": web.render,
    "discord": discord.render,
    "slack": slack_messages.render,
    "console": console.render,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What platforms are made from."""

    blobs: BlobStore
    settings_store: SettingsStore
    clock: Clock
    welcome: Reply
    """What is said once in a new server or workspace."""
    forget_community: Callable[[str, str], Awaitable[object]]
    """Deletes what is kept about a server or workspace of a platform, once it was left."""
    slack: SlackStores
    """Where Slack's app is installed by OAuth."""
    sandboxes: Sandboxes
    """The playground's."""


def connect(settings: Settings, parts: Parts, say: Say) -> Sequence[ChatPlatform]:
    """Every platform that is set up; of the others it says so."""
    slack = slack_chat(settings, parts, say)
    beside = {"/slack/": slack.door} if slack else {}
    chats = [*_playground(settings, parts, say, beside), *_discord(settings, parts, say)]
    return [*chats, slack] if slack else chats


def _playground(
    settings: Settings, parts: Parts, say: Say, beside: Mapping[str, ASGIApp]
) -> Sequence[ChatPlatform]:
    if settings.playground == "off":
        say("The playground is off.")
        return []
    from bot.platforms.web.platform import WebChat, WebOptions

    password = settings.web_password
    options = WebOptions(
        data=settings.data,
        host=settings.web_host,
        port=settings.web_port if settings.web_port_is_fixed else None,
        password=password.get_secret_value() if password else None,
        renderers=RENDERERS,
        examples=EXAMPLES,
        sandboxes=parts.sandboxes,
        beside=beside,
    )
    return [WebChat(options, parts.blobs, parts.clock, say)]


def _discord(settings: Settings, parts: Parts, say: Say) -> Sequence[ChatPlatform]:
    if settings.discord_token is None:
        say("Discord is off: DISCORD_TOKEN is not set.")
        return []
    from bot.platforms.discord.platform import (
        Connection,
        DiscordChat,
        Welcome,
    )

    connection = Connection(
        settings.discord_token.get_secret_value(),
        settings.discord_api_base,
        settings.discord_gateway,
    )
    welcome = Welcome(parts.welcome, partial(parts.forget_community, "discord"))
    return [DiscordChat(connection, parts.settings_store, parts.blobs, welcome, say)]
