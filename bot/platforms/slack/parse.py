"""Slack's payloads to events. No SDK here.

https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/reference/events
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.chat.event import (
    Action,
    ActionChosen,
    CommandUsed,
    Event,
    FormSent,
    Person,
    Place,
    TextSent,
    direct,
)
from bot.chat.feature import Command
from bot.chat.limits import chosen
from bot.platforms.slack.command_text import read
from bot.platforms.slack.ids import unmarked
from bot.platforms.slack.incoming import words
from bot.platforms.slack.origin import PLATFORM, Origin

Payload = Mapping[str, Any]

_ORDINARY = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""Subtypes of messages that a person wrote just now; all others tell of edits, joins and the like."""


def command(payload: Payload, commands: Sequence[Command], prefix: str) -> CommandUsed:
    """A slash command.

    Raises:
        ChatError: the words after the command are not what it takes; says what is.
    """
    name, options = read(payload["command"], payload.get("text", ""), commands, prefix)
    return CommandUsed(**common(payload), name=name, options=options)


def shortcut(payload: Payload, commands: Sequence[Command]) -> CommandUsed:
    """A shortcut: on a message it asks what the message says, a global one has no options."""
    name = payload["callback_id"]
    takes = next((each.first_text for each in commands if each.name == name), None)
    text = words((payload.get("message") or {}).get("text", ""))
    options = {takes.name: text} if takes and payload["type"] == "message_action" else {}
    return CommandUsed(**common(payload), name=name, options=options)


def action(payload: Payload) -> ActionChosen:
    """A button that was pressed, or a line picked from a menu."""
    pressed = payload["actions"][0]
    picked = tuple(_picked(pressed))
    meant, values = chosen(unmarked(pressed["action_id"]), picked)
    return ActionChosen(**common(payload), action=meant, values=values)


def submission(payload: Payload) -> FormSent:
    """A form that was sent.

    Sent again as it was, because our acknowledgement was lost, it is the same event although Slack gives it another
    trigger_id.
    """
    view = payload["view"]
    values = dict(_answers(view["state"]["values"]))
    sent = json.dumps([view["callback_id"], view.get("private_metadata"), values])
    shared = common(payload) | {
        "id": f"{PLATFORM}:{view['id']}:{view.get('hash', '')}:{_digest(sent)}"
    }
    return FormSent(**shared, action=Action.decode(view["callback_id"]), values=values)


def text(envelope: Payload) -> TextSent | None:
    """Words to the bot, by mention or in a direct message; None for all that is not a person's new message."""
    event = envelope["event"]
    alone, bot = event.get("channel_type") == "im", bot_user(envelope)
    if not (alone or event["type"] == "app_mention") or not _is_said(event, bot):
        return None
    thread = event.get("thread_ts") or ("" if alone else event["ts"])
    where = Place(PLATFORM, community(envelope), event["channel"], thread, private=alone)
    return TextSent(
        id=f"{PLATFORM}:{envelope['event_id']}",
        who=Person(PLATFORM, event["user"], "", where.community),
        where=where,
        text=words(event.get("text", ""), bot or ("" if alone else _mentioned(event))),
    )


def arrival(envelope: Payload) -> Event:
    """Somebody opened the app: who, and where they are alone with the bot."""
    opened = envelope["event"]
    who = Person(PLATFORM, opened["user"], "", community(envelope))
    return Event(id=f"{PLATFORM}:{envelope['event_id']}", who=who, where=direct(who))


def origin(payload: Payload) -> Origin:
    """Where a command, shortcut, press or form came from, for its answer."""
    view = payload.get("view") or {}
    if view.get("type") == "modal":
        return Origin.unpack(view.get("private_metadata", ""))
    container, channel = payload.get("container") or {}, payload.get("channel") or {}
    return Origin(
        channel=payload.get("channel_id") or channel.get("id", ""),
        thread=_thread(payload),
        response_url=payload.get("response_url", ""),
        message=container.get("message_ts", ""),
        unseen=bool(container.get("is_ephemeral")),
        at_home=view.get("type") == "home",
    )


def community(payload: Payload) -> str:
    """The workspace it was installed in, or the organization where it was installed for all of one."""
    for one in payload.get("authorizations") or ():
        return str(one["enterprise_id"] if one.get("is_enterprise_install") else one["team_id"])
    enterprise = payload.get("enterprise_id") or (payload.get("enterprise") or {}).get("id")
    if enterprise and str(payload.get("is_enterprise_install")).lower() == "true":
        return str(enterprise)
    user = payload.get("user") or {}
    return str(
        payload.get("team_id") or (payload.get("team") or {}).get("id") or user.get("team_id", "")
    )


def bot_user(envelope: Payload) -> str:
    """The user that the bot is in this workspace; empty where the event does not say."""
    return next(
        (one["user_id"] for one in envelope.get("authorizations") or () if one.get("is_bot")), ""
    )


def person(payload: Payload) -> Person:
    """Who did it."""
    user = payload.get("user") or {"id": payload["user_id"], "name": payload.get("user_name", "")}
    name = user.get("name") or user.get("username", "")
    return Person(PLATFORM, user["id"], name, community(payload))


def common(payload: Payload) -> dict[str, Any]:
    """What the events of commands, shortcuts, presses and forms have in common."""
    who, came = person(payload), origin(payload)
    event_id = f"{PLATFORM}:{payload['trigger_id']}"
    channel = came.channel or f"@{who.id}"
    where = Place(PLATFORM, who.community, channel, came.thread, private=not came.channel)
    return {
        "id": event_id,
        "who": who,
        "where": where,
        "answer_id": came.answer_id(who.id, _digest(event_id)),
    }


def _thread(payload: Payload) -> str:
    """The thread a message stands in; one that only has a thread below it stands in none."""
    message, container = payload.get("message") or {}, payload.get("container") or {}
    thread = container.get("thread_ts") or message.get("thread_ts") or ""
    return "" if thread in (container.get("message_ts"), message.get("ts")) else str(thread)


def _is_said(event: Payload, bot: str) -> bool:
    """Whether a person wrote it just now: no bot, no edit, no deletion."""
    by_person = event.get("user", bot) != bot and not event.get("bot_id")
    return by_person and event.get("subtype") in _ORDINARY and "edited" not in event


def _mentioned(event: Payload) -> str:
    """Who is mentioned first, which is the bot where the event does not say who that is."""
    found = re.search(r"<@(\w+)", event.get("text", ""))
    return found[1] if found else ""


def _picked(pressed: Payload) -> Iterator[str]:
    """The values of what was chosen; a button has none."""
    options = [pressed.get("selected_option"), *(pressed.get("selected_options") or ())]
    yield from (option["value"] for option in options if option)


def _answers(values: Mapping[str, Mapping[str, Payload]]) -> Iterator[tuple[str, str]]:
    for fields in values.values():
        for name, field in fields.items():
            yield name, next(_picked(field), None) or field.get("value") or ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
