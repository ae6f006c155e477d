"""What Slack is set up with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.types import ASGIApp

from bot.chat.reply import Reply
from bot.clock import Clock, utc_now
from bot.platforms.slack.tokens import OAuthApp
from bot.platforms.slack.workspaces import OnLeft
from bot.storage.ports import SlackStores


@dataclass(frozen=True, slots=True)
class OAuth:
    """The app that any number of workspaces install, and where their installations are kept."""

    app: OAuthApp
    stores: SlackStores


@dataclass(frozen=True, slots=True)
class Connection:
    """Where and as whom to connect: a bot token or OAuth says as whom; at least one of the two ways in says where."""

    bot_token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    """Opens Socket Mode."""
    signing_secret: str | None = field(default=None, repr=False)
    """Opens the door for HTTP."""
    api_base: str | None = None
    """Such as https://slack.com/api/."""
    prefix: str = ""
    """What commands begin with in this workspace, such as `prep-`."""
    oauth: OAuth | None = None
    serve: Callable[[ASGIApp], Awaitable[None]] | None = None
    """Serves the door, where no other server does."""
    patience_s: float = 0.8
    """How long an answer may take before it is shown that it is being worked on."""
    clock: Clock = utc_now


@dataclass(frozen=True, slots=True)
class Welcome:
    """What is said once in a new workspace, and what happens when the app was removed from it."""

    reply: Reply
    on_left: OnLeft
