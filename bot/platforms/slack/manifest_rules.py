"""What Slack takes as a manifest: fields, lengths and counts; anything it does not know is refused.

https://docs.slack.dev/reference/app-manifest and https://github.com/slackapi/manifest-schema (version 1); where they
differ, the stricter one. The schema does not have `agent_view` yet: its bounds are those of Slack's own @slack/web-api.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)


def _different(items: list[Any]) -> list[Any]:
    if len(set(items)) < len(items):
        raise ValueError("the same twice")
    return items


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


def _chars(longest: int, shortest: int = 1, **more: Any) -> Any:
    return Field(min_length=shortest, max_length=longest, **more)


Https = Annotated[str, StringConstraints(pattern=r"^https://[^\s/]+(/\S*)?$", max_length=2500)]
"""Slack itself also takes http:// in a manifest, and then never calls it."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=50)]
Names = Annotated[list[Name], AfterValidator(_different)]


class _Metadata(_Part):
    major_version: Literal[1, 2]
    minor_version: int


class _Display(_Part):
    name: str = _chars(35)
    description: str = _chars(140)
    long_description: str = _chars(4000, 175)
    background_color: Annotated[str, StringConstraints(pattern=r"^#([0-9a-fA-F]{3}){1,2}$")]


class _Home(_Part):
    home_tab_enabled: bool
    messages_tab_enabled: bool
    messages_tab_read_only_enabled: bool


class _Prompt(_Part):
    title: str = _chars(255)
    message: str = _chars(2000)


class _Agent(_Part):
    agent_description: str = _chars(300)
    suggested_prompts: Annotated[list[_Prompt], Field(max_length=4)] = []


class _BotUser(_Part):
    display_name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9._-]{1,80}$")]
    always_online: bool


class _Shortcut(_Part):
    name: str = _chars(24)
    type: Literal["message", "global"]
    callback_id: str = _chars(255)
    description: str = _chars(150)


class _SlashCommand(_Part):
    command: Annotated[str, StringConstraints(pattern=r"^/[a-z0-9][a-z0-9_-]*$", max_length=32)]
    description: str = _chars(2000)
    usage_hint: str | None = _chars(1000, default=None)
    url: Https | None = None
    should_escape: bool


class _Features(_Part):
    app_home: _Home
    agent_view: _Agent
    bot_user: _BotUser
    shortcuts: Annotated[list[_Shortcut], Field(min_length=1, max_length=10)]
    slash_commands: Annotated[list[_SlashCommand], Field(min_length=1, max_length=50)]


class _Scopes(_Part):
    bot: Annotated[Names, Field(max_length=255)]


class _OAuth(_Part):
    scopes: _Scopes
    redirect_urls: Annotated[list[Https], Field(max_length=1000)] = []


class _Events(_Part):
    bot_events: Annotated[Names, Field(max_length=100)]
    request_url: Https | None = None


class _Interactivity(_Part):
    is_enabled: bool
    request_url: Https | None = None


class _Settings(_Part):
    event_subscriptions: _Events
    interactivity: _Interactivity
    org_deploy_enabled: bool
    socket_mode_enabled: bool
    token_rotation_enabled: bool


class _Manifest(_Part):
    metadata: _Metadata = Field(alias="_metadata")
    display_information: _Display
    features: _Features
    oauth_config: _OAuth
    settings: _Settings


def faults(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """What Slack would refuse, each with where it stands; empty for a good manifest."""
    try:
        read = _Manifest.model_validate(dict(manifest))
    except ValidationError as error:
        return tuple(f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors())
    return tuple(_contradictions(read))


def _contradictions(manifest: _Manifest) -> Iterator[str]:
    commands = manifest.features.slash_commands
    for name, times in Counter(each.command for each in commands).items():
        if times > 1:
            yield f"features.slash_commands: {name} is there {times} times"
    settings = manifest.settings
    reached = {
        "settings.event_subscriptions.request_url": settings.event_subscriptions.request_url,
        "settings.interactivity.request_url": settings.interactivity.request_url,
        **{f"features.slash_commands.{each.command}.url": each.url for each in commands},
    }
    for place, url in reached.items():
        if settings.socket_mode_enabled and url:
            yield f"{place}: with Socket Mode Slack calls no address"
        if not settings.socket_mode_enabled and not url:
            yield f"{place}: without Socket Mode Slack needs an address to call"
    if settings.token_rotation_enabled and settings.socket_mode_enabled:
        yield "settings.token_rotation_enabled: a token that is kept in .env would end after 12 hours"
