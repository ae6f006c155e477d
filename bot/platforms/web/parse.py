"""What a browser sent as an event; nothing in it is believed before it is read here."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat import limits, markup
from bot.chat.errors import ChatError
from bot.chat.event import (
    ActionChosen,
    ChatEvent,
    CommandUsed,
    FormSent,
    OptionValue,
    Person,
    Place,
    Power,
    TextSent,
)
from bot.chat.feature import Command, Option
from bot.chat.options import bounds
from bot.platforms.web.channels import SHARED, Channel, reachable

LONGEST_TEXT = 4_000
_ID = re.compile(r"[\w-]{8,64}", re.ASCII)
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


class OptionError(ChatError):
    """An option that cannot be read; the words are shown beside it."""

    def __init__(self, option: str, words: str) -> None:
        super().__init__(words)
        self.option = option


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent something, from where, and what they may do there."""

    who: Person
    where: Place
    powers: frozenset[Power] = frozenset()


def parse(payload: Mapping[str, object], sender: Sender, commands: Sequence[Command]) -> ChatEvent:
    """The event in a payload.

    Raises:
        OptionError: a value of a command is missing, out of bounds or of another kind.
        ChatError: the page sent something that is no event of ours.
    """
    match payload:
        case {"kind": "command", "name": str(name), "options": dict(raw)}:
            command = next((one for one in commands if one.name == name), None)
            channels = reachable(sender.where)
            options = read_options(command.options, raw, channels) if command else {}
            name = markup.clean(name)[:65]
            return CommandUsed(**_common(payload, sender), name=name, options=options)
        case {"kind": "text", "text": str(text)} if text.strip():
            return TextSent(**_common(payload, sender), text=_words(text))
        case {"kind": "action", "action": str(action), "values": list(values)}:
            chosen, picked = limits.chosen(action, tuple(str(value) for value in values[:25]))
            return ActionChosen(**_common(payload, sender), action=chosen, values=picked)
        case {"kind": "form", "action": str(action), "values": dict(values)}:
            opened_by, _ = limits.chosen(action, ())
            filled = {str(name): _words(str(text)) for name, text in list(values.items())[:5]}
            return FormSent(**_common(payload, sender), action=opened_by, values=filled)
        case _:
            raise _unreadable()


def read_options(
    options: Sequence[Option], raw: Mapping[str, object], channels: Sequence[Channel] = SHARED
) -> dict[str, OptionValue]:
    """The values that were given, each of its option's kind and within its bounds; `channels` can be named.

    Raises:
        OptionError: a value is missing, out of bounds or of another kind.
    """
    given = {option.name: _words(str(raw.get(option.name) or "")) for option in options}
    for option in options:
        if option.required and not given[option.name]:
            raise OptionError(option.name, "Please fill this in.")
    return {one.name: _read(one, given[one.name], channels) for one in options if given[one.name]}


def shown_options(payload: Mapping[str, object]) -> dict[str, str]:
    """The values of a command as its sender saw them; words for people, nothing to go by."""
    shown = payload.get("shown")
    pairs = shown.items() if isinstance(shown, dict) else ()
    return {str(name): _words(str(words)) for name, words in pairs}


def shown_label(payload: Mapping[str, object]) -> str:
    """What stood on the button, menu line or form; words for people, nothing to go by."""
    return " ".join(_words(str(payload.get("label") or "")).split())[:80]


def _read(option: Option, typed: str, channels: Sequence[Channel]) -> OptionValue:
    if option.choices:
        return _chosen(option, typed)
    match option.kind:
        case "whole" | "number":
            return _number(option, typed)
        case "yes-no":
            return _yes_no(option, typed)
        case "channel":
            return _channel(option, typed.removeprefix("#"), channels)
        case "role" | "text":
            words = typed.removeprefix("@") if option.kind == "role" else typed
            return words[: option.longest]


def _chosen(option: Option, typed: str) -> OptionValue:
    for choice in option.choices:
        if typed.casefold() in {choice.value.casefold(), choice.label.casefold()}:
            return choice.value
    offered = ", ".join(choice.label for choice in option.choices)
    raise OptionError(option.name, f"Please choose one of: {offered}.")


def _channel(option: Option, name: str, channels: Sequence[Channel]) -> str:
    for one in channels:
        if name in {one.slug, one.title}:
            return one.slug
    offered = ", ".join(f"#{one.title}" for one in channels)
    raise OptionError(option.name, f"Please choose one of: {offered}.")


def _number(option: Option, typed: str) -> int | float:
    try:
        number = int(typed) if option.kind == "whole" else float(typed)
    except ValueError:
        number = math.nan
    least = -math.inf if option.least is None else option.least
    most = math.inf if option.most is None else option.most
    if not math.isfinite(number) or not least <= number <= most:
        raise OptionError(option.name, f"Please give {number_hint(option)}.")
    return number


def number_hint(option: Option) -> str:
    """What a number option takes: "a whole number from 1 to 20"."""
    kind = "a whole number" if option.kind == "whole" else "a number"
    words = bounds(option)
    between = " " if words.startswith("from") else ", "
    return f"{kind}{between}{words}" if words else kind


def _yes_no(option: Option, typed: str) -> bool:
    answer = _YES_NO.get(typed.casefold())
    if answer is None:
        raise OptionError(option.name, "Please answer yes or no.")
    return answer


def _common(payload: Mapping[str, object], sender: Sender) -> dict[str, Any]:
    """The fields of every event. An id counts for its person only: nobody can use up another's."""
    key = payload.get("id")
    if not isinstance(key, str) or not _ID.fullmatch(key):
        raise _unreadable()
    event_id = f"web:{sender.who.id}:{key}"
    return {
        "id": event_id,
        "answer_id": f"{event_id}:answer",
        "who": sender.who,
        "where": sender.where,
        "powers": sender.powers,
    }


def _words(text: str) -> str:
    return markup.clean(text).strip()[:LONGEST_TEXT]


def _unreadable() -> ChatError:
    return ChatError("The page sent something unreadable. Please load it again.")
