"""The app manifest: everything Slack has to know about the app, made from the commands that are declared.

https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat.feature import Command, Option
from bot.platforms.slack.scopes import EVENTS, SCOPES

JsonDict = dict[str, Any]

EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH = (
    "/slack/events",
    "/slack/install",
    "/slack/oauth_redirect",
)
"""Where Slack reaches us by HTTP: everything people do; where installing begins; where Slack sends people back."""

_SUMMARY = "Interview prep for deep learning: answers, quizzes and small models at work."
_LONG = (
    "Ask a question in your own words and get an answer you could give in an interview, with its source. Take quizzes"
    " whose wrong options explain themselves, alone or with your channel. Watch small models make text and pictures."
    " Answers come from a bank that people wrote and checked; when it has none, Backprep says so."
)
_AGENT = "Answers deep learning interview questions from a checked bank, and quizzes you."
_PROMPTS = (
    "Why does validation loss go up while training loss goes down?",
    "How does dropout work?",
    "What are vanishing gradients?",
)


@dataclass(frozen=True, slots=True)
class Reached:
    """How Slack and the app come together; by Socket Mode for one workspace unless something else is said."""

    url: str | None = None
    """Our public https address without a path, where Slack calls us; None with Socket Mode."""
    by_many: bool = False
    """Whether any workspace can install the app at that address. Its tokens are rotated then, which no token that is
    kept in a setting would survive."""


def manifest(
    commands: Sequence[Command], reached: Reached = Reached(), prefix: str = ""
) -> JsonDict:
    """The app's manifest, as JSON."""
    url = reached.url
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Backprep",
            "description": _SUMMARY,
            "long_description": _LONG,
            "background_color": "#1d3a5f",
        },
        "features": _features(commands, url, prefix),
        "oauth_config": _oauth(reached),
        "settings": _settings(reached),
    }


def _features(commands: Sequence[Command], url: str | None, prefix: str) -> JsonDict:
    prompts = [{"title": words, "message": words} for words in _PROMPTS]
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "agent_view": {"agent_description": _AGENT, "suggested_prompts": prompts},
        "bot_user": {"display_name": "backprep", "always_online": True},
        "shortcuts": list(_shortcuts(commands)),
        "slash_commands": [
            _slash_command(name, those, prefix) | _at(url, "url")
            for name, those in _by_first_word(commands).items()
        ],
    }


def _oauth(reached: Reached) -> JsonDict:
    back = reached.url if reached.by_many else None
    redirect = {"redirect_urls": [back + REDIRECT_PATH]} if back else {}
    return redirect | {"scopes": {"bot": list(SCOPES)}}


def _settings(reached: Reached) -> JsonDict:
    url = reached.url
    return {
        "event_subscriptions": _at(url, "request_url") | {"bot_events": sorted(EVENTS)},
        "interactivity": {"is_enabled": True} | _at(url, "request_url"),
        "org_deploy_enabled": reached.by_many,
        "socket_mode_enabled": url is None,
        "token_rotation_enabled": reached.by_many,
    }


def _at(url: str | None, name: str) -> JsonDict:
    return {name: url + EVENTS_PATH} if url else {}


def _by_first_word(commands: Sequence[Command]) -> Mapping[str, list[Command]]:
    groups: dict[str, list[Command]] = {}
    for command in commands:
        groups.setdefault(command.name.split()[0], []).append(command)
    return groups


def _slash_command(name: str, commands: Sequence[Command], prefix: str) -> JsonDict:
    """One slash command; those of two words are one, whose text begins with the second word."""
    if " " in commands[0].name:
        seconds = [command.name.split()[1] for command in commands]
        described = "; ".join(
            f"{second}: {command.summary}"
            for second, command in zip(seconds, commands, strict=True)
        )
        hint = " | ".join(seconds)
    else:
        described, hint = commands[0].summary, " ".join(map(_hint, commands[0].options))
    usage = {"usage_hint": hint[:1000]} if hint else {}
    whole = {"command": f"/{prefix}{name}", "description": described[:2000]}
    return whole | usage | {"should_escape": True}


def _hint(option: Option) -> str:
    """How an option is written: `level:easy`, in brackets when it may be left out."""
    if option.required and option.kind == "text" and not option.choices:
        return f"<{option.summary}>"
    shown = f"{option.name}:{_values(option)}"
    return shown if option.required else f"[{shown}]"


def _values(option: Option) -> str:
    if 0 < len(option.choices) <= 5:
        return "|".join(choice.value for choice in option.choices)
    if option.least is not None and option.most is not None:
        return f"{option.least:g}-{option.most:g}"
    return {"yes-no": "yes|no", "channel": "#channel", "role": "@group"}.get(option.kind, "…")


def _shortcuts(commands: Sequence[Command]) -> Iterator[JsonDict]:
    for command in commands:
        for kind, name in (("message", command.menu), ("global", command.shortcut)):
            if name:
                yield {
                    "name": name,
                    "type": kind,
                    "callback_id": command.name,
                    "description": command.summary[:150],
                }
