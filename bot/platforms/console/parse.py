"""A typed line to the event it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.chat.errors import ChatError
from bot.chat.event import ActionChosen, CommandUsed, Person, Place, TextSent
from bot.chat.feature import Command
from bot.chat.limits import chosen
from bot.platforms.console.options import nearest, read_options
from bot.platforms.console.render import JsonDict

_KEY = re.compile(r"\[?([a-z]{1,2})\]?\s*(\d{0,3})", re.IGNORECASE | re.ASCII)
"""A letter, as typed or as shown, and for a select the number of the line."""
LEAVE = frozenset({"quit", "exit"})


@dataclass(frozen=True, slots=True)
class Control:
    """Something on a card that a letter stands for: a button, or a select with its values."""

    key: str
    label: str
    action: str
    labels: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leave:
    """The person wants to go."""


@dataclass(frozen=True, slots=True)
class ListCommands:
    """The person wants to see the commands whose names begin like this."""

    begun: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """The person chose a select without saying which line of it."""

    control: Control


Typed = CommandUsed | ActionChosen | TextSent | Leave | ListCommands | Open


@dataclass(frozen=True, slots=True)
class Desk:
    """What a line is read against: who types it and where, the commands, and the letters on the cards."""

    who: Person
    where: Place
    commands: Sequence[Command] = ()
    controls: Mapping[str, Control] = field(default_factory=dict)
    """Those of the newest card that has any."""
    outdated: frozenset[str] = frozenset()
    """Letters of older cards."""


def parse(line: str, desk: Desk, event_id: str) -> Typed | None:
    """What the line means; None for an empty one.

    Raises:
        ChatError: a command, an option or a letter does not fit; the text says how to write it.
    """
    line = line.strip()
    if not line:
        return None
    if line.startswith("/"):
        return _command(line[1:].strip(), desk, event_id)
    return _press(line, desk, event_id) or TextSent(
        id=event_id, who=desk.who, where=desk.where, text=line
    )


def controls(card: JsonDict) -> dict[str, Control]:
    """What can be chosen on a rendered card, by letter."""
    found = (control for block in card["blocks"] for control in _controls(block))
    return {control.key: control for control in found if control.key}


def press(control: Control, value: str | None, desk: Desk, event_id: str) -> ActionChosen:
    """The event of a pressed button, or of a select's line with this value."""
    action, values = chosen(control.action, () if value is None else (value,))
    return ActionChosen(id=event_id, who=desk.who, where=desk.where, action=action, values=values)


def match_command(text: str, commands: Sequence[Command]) -> tuple[Command, str] | None:
    """The command that `text` begins with, the longest name first, and what comes after it."""
    for command in sorted(commands, key=lambda one: len(one.name), reverse=True):
        pattern = r"\s+".join(map(re.escape, command.name.split())) + r"(?!\S)"
        if found := re.match(pattern, text, re.IGNORECASE):
            return command, text[found.end() :]
    return None


def _controls(block: JsonDict) -> Iterator[Control]:
    match block["type"]:
        case "buttons":
            for one in block["choices"]:
                yield Control(one["key"], one["label"], one["action"])
        case "select":
            labels = tuple(choice["label"] for choice in block["choices"])
            values = tuple(choice["value"] for choice in block["choices"])
            yield Control(block["key"], block["prompt"], block["action"], labels, values)
        case _:
            pass


def _command(text: str, desk: Desk, event_id: str) -> Typed:
    if text.lower() in LEAVE:
        return Leave()
    if found := match_command(text, desk.commands):
        command, rest = found
        options = read_options(command, rest)
        return CommandUsed(
            id=event_id, who=desk.who, where=desk.where, name=command.name, options=options
        )
    names = [command.name for command in desk.commands]
    begun = " ".join(text.lower().split())
    if not begun or any(name.startswith(begun) for name in names):
        return ListCommands(begun)
    raise _no_such_command(begun, [*names, *LEAVE])


def _no_such_command(text: str, names: Sequence[str]) -> ChatError:
    words = text.split()
    meant = nearest(" ".join(words[:2]), names) or nearest(words[0], names)
    offer = f"Did you mean /{meant}?" if meant else "/ lists the commands."
    return ChatError(f"There is no command /{words[0][:40]}. {offer}")


def _press(line: str, desk: Desk, event_id: str) -> ActionChosen | Open | None:
    """What a letter (and a number) does on the newest card; None where the line is something else."""
    found = _KEY.fullmatch(line)
    key = found[1].lower() if found else ""
    control = desk.controls.get(key)
    if found and control:
        return _use(control, found[2], desk, event_id)
    if key in desk.outdated or (len(line) == 1 and key and desk.controls):
        raise ChatError(f"The newest card has no [{key}]. {_offer(desk.controls)}")
    return None


def _use(control: Control, number: str, desk: Desk, event_id: str) -> ActionChosen | Open:
    if control.values and number:
        return press(control, read_line(control, number), desk, event_id)
    if number:
        raise ChatError(
            f"[{control.key}] {control.label} takes no number: write only {control.key}."
        )
    return Open(control) if control.values else press(control, None, desk, event_id)


def read_line(control: Control, text: str) -> str:
    """The value of the select's line with this number, or with this label.

    Raises:
        ChatError: there is no such line.
    """
    count = len(control.values)
    number = int(text) if re.fullmatch(r"\s*\d{1,3}\s*", text) else 0
    if 1 <= number <= count:
        return control.values[number - 1]
    by_label = dict(zip(map(str.lower, control.labels), control.values, strict=True))
    if text.strip().lower() in by_label:
        return by_label[text.strip().lower()]
    some = f"from 1 to {count}" if count > 1 else "1"
    raise ChatError(f"{control.label}: write a number {some}.")


def _offer(controls: Mapping[str, Control]) -> str:
    if not controls:
        return "Nothing can be chosen on it."
    return f"It has {', '.join(f'[{key}] {control.label}' for key, control in controls.items())}."
