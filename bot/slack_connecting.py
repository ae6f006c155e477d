"""Slack from its settings, if they are enough; its SDK is imported only then."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from pydantic import SecretStr
from starlette.types import ASGIApp

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.connecting import Parts
    from bot.platforms.slack.connection import OAuth
    from bot.platforms.slack.platform import SlackChat

Say = Callable[[str], None]

SETTINGS = (
    "slack_bot_token",
    "slack_app_token",
    "slack_signing_secret",
    "slack_client_id",
    "slack_client_secret",
)


def slack_chat(settings: Settings, parts: Parts, say: Say) -> SlackChat | None:
    """Slack, where it is set up; else None, and what is missing is said."""
    if why := missing(settings):
        say(why)
        return None
    from bot.platforms.slack.connection import Connection, Welcome
    from bot.platforms.slack.platform import SlackChat

    connection = Connection(
        bot_token=_open(settings.slack_bot_token),
        app_token=_open(settings.slack_app_token),
        signing_secret=_open(settings.slack_signing_secret),
        api_base=settings.slack_api_base,
        prefix=settings.slack_prefix,
        oauth=_oauth(settings, parts),
        serve=partial(_serve, settings, say) if settings.playground == "off" else None,
        clock=parts.clock,
    )
    welcome = Welcome(parts.welcome, partial(parts.forget_community, "slack"))
    return SlackChat(connection, parts.settings_store, parts.blobs, welcome, say)


def missing(settings: Settings) -> str:
    """Why Slack is off, naming the settings it wants; empty where they are enough."""
    if not any(getattr(settings, name) for name in SETTINGS):
        return "Slack is off: BACKPREP_SLACK_BOT_TOKEN is not set."
    oauth = settings.slack_client_id and settings.slack_client_secret
    if bool(settings.slack_client_id) != bool(settings.slack_client_secret):
        return (
            "Slack is off: BACKPREP_SLACK_CLIENT_ID and BACKPREP_SLACK_CLIENT_SECRET go together."
        )
    if not (settings.slack_bot_token or oauth):
        return (
            "Slack is off: set BACKPREP_SLACK_BOT_TOKEN for one workspace, or BACKPREP_SLACK_CLIENT_ID and"
            " BACKPREP_SLACK_CLIENT_SECRET for any number of them."
        )
    if not (settings.slack_app_token or settings.slack_signing_secret):
        return "Slack is off: set BACKPREP_SLACK_APP_TOKEN for Socket Mode, or BACKPREP_SLACK_SIGNING_SECRET for HTTP."
    return ""


def _oauth(settings: Settings, parts: Parts) -> OAuth | None:
    from bot.platforms.slack.connection import OAuth
    from bot.platforms.slack.tokens import OAuthApp

    client_id, secret = settings.slack_client_id, _open(settings.slack_client_secret)
    if not (client_id and secret):
        return None
    url = settings.slack_url.rstrip("/") if settings.slack_url else None
    return OAuth(OAuthApp(client_id, secret, url), parts.slack)


async def _serve(settings: Settings, say: Say, door: ASGIApp) -> None:
    """Serve Slack's requests alone, where there is no playground to do it.

    Raises:
        PlatformOffError: the port is taken, or the address is none of this machine's.
    """
    from bot.platforms.web.server import Server, address, bind

    port = settings.web_port if settings.web_port_is_fixed else None
    with bind(settings.web_host, port) as listener:
        at = address(settings.web_host, listener.getsockname()[1])
        ready = partial(say, f"Slack's requests are taken at {at}/slack/events.")
        await Server(door).run_until_cancelled(listener, ready)


def _open(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
