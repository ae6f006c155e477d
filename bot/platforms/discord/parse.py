"""Payload of a Discord interaction or message to an event. No SDK here.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.chat.event import (
    Action,
    ActionChosen,
    ChatEvent,
    CommandUsed,
    FormSent,
    Person,
    Place,
    Power,
    TextSent,
)
from bot.chat.feature import Command
from bot.chat.limits import chosen
from bot.platforms.discord.ids import unmarked

Payload = Mapping[str, Any]

PLATFORM = "discord"

COMMAND, PRESS, TYPED, FORM = 2, 3, 4, 5
SUBCOMMAND, MENU = 1, 3
_THREADS = (10, 11, 12)
_BOT_DM = 1

MANAGE_GUILD = 1 << 5
MANAGE_MESSAGES = 1 << 13
_ADMINISTRATOR = 1 << 3
_MANAGERS = _ADMINISTRATOR | MANAGE_GUILD
_MODERATORS = _MANAGERS | MANAGE_MESSAGES


def interaction(payload: Payload, commands: Sequence[Command]) -> ChatEvent | None:
    """The event of a command, menu, button, select or form; None for what is none of these."""
    common = _common(payload)
    data = payload.get("data") or {}
    match payload["type"]:
        case 2 if data.get("type") == MENU:
            return _menu(common, data, commands)
        case 2:
            name, options = called(data)
            given = {option["name"]: option["value"] for option in options}
            return CommandUsed(**common, name=name, options=given)
        case 3:
            picked = tuple(map(str, data.get("values", ())))
            action, values = chosen(unmarked(data["custom_id"]), picked)
            return ActionChosen(**common, action=action, values=values)
        case 5:
            answers = dict(_answers(data.get("components", ())))
            return FormSent(**common, action=Action.decode(data["custom_id"]), values=answers)
        case _:
            return None


def text(payload: Payload, bot_id: str) -> TextSent:
    """The event of a message to the bot, without the mention that brought it here."""
    words = re.sub(rf"<@!?{re.escape(bot_id)}>", " ", payload.get("content", ""))
    return TextSent(
        id=f"{PLATFORM}:{payload['id']}",
        who=person(payload["author"]),
        where=place(payload),
        powers=_powers(int((payload.get("member") or {}).get("permissions", 0))),
        text=words.strip(),
    )


def typed(payload: Payload) -> tuple[str, str, str]:
    """Command, option and the letters typed so far, of an autocompletion."""
    name, options = called(payload["data"])
    focused = next(option for option in options if option.get("focused"))
    return name, focused["name"], str(focused.get("value", ""))


def called(data: Payload) -> tuple[str, Sequence[Payload]]:
    """Name and options of a command; of one in a group, both words and its own options."""
    options = data.get("options", ())
    if options and options[0]["type"] == SUBCOMMAND:
        return f"{data['name']} {options[0]['name']}", options[0].get("options", ())
    return data["name"], options


def person(user: Payload) -> Person:
    """Who did it, by the name others see."""
    return Person(PLATFORM, user["id"], user.get("global_name") or user["username"])


def place(payload: Payload) -> Place:
    """Where it was; a thread is a part of its channel."""
    channel = payload.get("channel") or {}
    here = payload["channel_id"]
    guild = payload.get("guild_id") or ""
    if channel.get("type") in _THREADS:
        return Place(PLATFORM, guild, channel.get("parent_id") or here, here)
    return Place(PLATFORM, guild, here, private=_is_private(payload))


def _is_private(payload: Payload) -> bool:
    """A direct message with the bot; between other people, or in a group, others read along."""
    if payload.get("guild_id"):
        return False
    return bool(payload.get("context", _BOT_DM) == _BOT_DM)


def _common(payload: Payload) -> dict[str, Any]:
    member = payload.get("member") or {}
    return {
        "id": f"{PLATFORM}:{payload['id']}",
        "who": person(member.get("user") or payload["user"]),
        "where": place(payload),
        "powers": _powers(int(member.get("permissions", 0))),
        "language": payload.get("locale", "en").split("-")[0],
        "answer_id": f"token/{payload['application_id']}/{payload['token']}",
    }


def _powers(permissions: int) -> frozenset[Power]:
    powers: dict[Power, int] = {"manage": _MANAGERS, "moderate": _MODERATORS}
    return frozenset(power for power, bits in powers.items() if permissions & bits)


def _menu(common: dict[str, Any], data: Payload, commands: Sequence[Command]) -> CommandUsed | None:
    """The menu on a message gives its words to the command; None where that is gone since Discord was told of it."""
    message = data["resolved"]["messages"][data["target_id"]]
    command = next((known for known in commands if known.menu == data["name"]), None)
    if command is None or command.first_text is None:
        return None
    words = message.get("content", "")
    return CommandUsed(**common, name=command.name, options={command.first_text.name: words})


def _answers(components: Sequence[Payload]) -> Iterator[tuple[str, str]]:
    """Name and value of every field, whether in a label or in a row."""
    for component in components:
        inner = [component["component"]] if "component" in component else []
        yield from _answers([*inner, *component.get("components", ())])
        if "custom_id" in component:
            chosen = component.get("values") or [component.get("value") or ""]
            yield component["custom_id"], str(chosen[0])
