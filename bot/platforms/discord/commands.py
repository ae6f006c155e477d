"""Commands as Discord's application commands. No SDK here: client.py sends them.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.chat.event import Power
from bot.chat.feature import Command, Option
from bot.chat.reply import Choice
from bot.platforms.discord.components import MAX_CHOICES, JsonDict, short
from bot.platforms.discord.parse import (
    MANAGE_GUILD,
    MANAGE_MESSAGES,
    MENU,
    SUBCOMMAND,
)

MAX_LETTERS = 8000
"""Letters of a command, those of its options and choices among them."""

_KINDS = {"text": 3, "whole": 4, "yes-no": 5, "channel": 7, "role": 8, "number": 10}
_WRITTEN_IN = [0, 5]
"""Kinds of channels that are offered: of text, and of announcements."""
_EVERYWHERE = {"contexts": [0, 1, 2], "integration_types": [0, 1]}
"""In servers, direct messages and group chats; installed by a server or by a person."""
_SERVERS = {"contexts": [0], "integration_types": [0]}
_BITS: dict[Power, int] = {"manage": MANAGE_GUILD, "moderate": MANAGE_MESSAGES}


def app_commands(commands: Sequence[Command]) -> list[JsonDict]:
    """What Discord is told once of every command, and of the menus on messages.

    Names and numbers were checked with the declarations, `bot.chat.declarations`.

    Raises:
        ValueError: a command has more letters than Discord takes.
    """
    by_root = sorted(commands, key=_root)
    payloads = [_payload(root, tuple(group)) for root, group in groupby(by_root, _root)]
    for payload in payloads:
        if (letters := _letters(payload)) > MAX_LETTERS:
            raise ValueError(f"/{payload['name']} has {letters} letters, Discord: {MAX_LETTERS}")
    menus = [{"type": MENU, "name": c.menu} | _EVERYWHERE for c in commands if c.menu]
    return [*payloads, *menus]


def digest(payloads: Sequence[JsonDict]) -> str:
    """What tells one set of commands from another."""
    return hashlib.sha256(json.dumps(payloads, sort_keys=True).encode()).hexdigest()


def suggestions(option: Option, choices: Sequence[Choice]) -> list[tuple[str, str | float]]:
    """Name and value of the choices of an option, as many as Discord lists."""
    read = {"whole": int, "number": float}.get(option.kind, str)
    return [(short(choice.label, 100), read(choice.value)) for choice in choices[:MAX_CHOICES]]


def declared(commands: Sequence[Command], name: str, option: str) -> Option | None:
    """An option of a command; None where either is gone since Discord was told of it."""
    options = next((command.options for command in commands if command.name == name), ())
    return next((known for known in options if known.name == option), None)


def _root(command: Command) -> str:
    return command.name.split(" ")[0]


def _payload(root: str, group: Sequence[Command]) -> JsonDict:
    if len(group) == 1 and group[0].name == root:
        return _called(root, group[0]) | _who(group)
    members = [_called(c.name.split(" ")[1], c) | {"type": SUBCOMMAND} for c in group]
    summary = short(f"{root.capitalize()}: {', '.join(member['name'] for member in members)}", 100)
    return {"type": 1, "name": root, "description": summary, "options": members} | _who(group)


def _called(name: str, command: Command) -> JsonDict:
    options = sorted(command.options, key=lambda option: not option.required)
    return {
        "type": 1,
        "name": name,
        "description": short(command.summary, 100),
        "options": [_option(option) for option in options],
    }


def _who(group: Sequence[Command]) -> JsonDict:
    """Whom Discord shows it to: Discord knows that of a group, the router of each command in it."""
    needs = {command.needs for command in group}
    if len(needs) > 1 or needs == {frozenset()}:
        return _EVERYWHERE
    bits = sum(_BITS[power] for power in next(iter(needs)))
    return _SERVERS | {"default_member_permissions": str(bits)}


def _option(option: Option) -> JsonDict:
    return {
        "type": _KINDS[option.kind],
        "name": option.name,
        "description": short(option.summary, 100),
        "required": option.required,
    } | dict(_bounds(option))


def _bounds(option: Option) -> Iterator[tuple[str, object]]:
    if option.suggest or len(option.choices) > MAX_CHOICES:
        yield "autocomplete", True
    elif option.choices:
        listed = suggestions(option, option.choices)
        yield "choices", [{"name": name, "value": value} for name, value in listed]
    if option.kind == "channel":
        yield "channel_types", _WRITTEN_IN
    if option.kind == "text":
        yield "max_length", min(option.longest, 6000)
    if option.kind in ("whole", "number"):
        if option.least is not None:
            yield "min_value", option.least
        if option.most is not None:
            yield "max_value", option.most


def _letters(payload: JsonDict) -> int:
    """Letters of the names, descriptions and values in it, which Discord counts together."""
    own = sum(len(str(payload.get(key, ""))) for key in ("name", "description", "value"))
    inner = [*payload.get("options", ()), *payload.get("choices", ())]
    return own + sum(map(_letters, inner))
