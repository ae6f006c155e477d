"""The features' declarations put together, and what is wrong with them, before anybody talks to the bot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import get_args

from bot.chat.event import Power
from bot.chat.feature import Command, Feature, Option

MAX_COMMANDS, MAX_OPTIONS = 100, 25
"""First words of all commands; options of a command, or commands with the same first word (Discord's bounds)."""
MAX_SUMMARY = 100
"""Characters of the summary of a command or option on Discord."""
MAX_ENTRY = 24
"""Characters of the name of a shortcut on Slack; Discord's bound for one in a message's menu is 32."""
_OPTION = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_PART = re.compile(r"[a-z][a-z0-9_-]{0,23}")
"""Names of features and verbs: short, so that an action has room for its argument."""


class DeclarationError(ValueError):
    """Features that cannot be offered together; every fault is listed."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("The features cannot be offered:\n" + "\n".join(faults))


def check(features: Sequence[Feature]) -> None:
    """Check that the features can be told apart and shown on every platform.

    Raises:
        DeclarationError: they cannot; it names each feature, command, option or verb at fault.
    """
    commands = [command for feature in features for command in feature.commands]
    faults = [
        *(f"two features are named {name!r}" for name in _twice(f.name for f in features)),
        *(fault for feature in features for fault in _feature_faults(feature)),
        *_command_faults(commands),
        *(fault for command in commands for fault in _option_faults(command)),
        *_entry_faults(commands),
    ]
    texts = [feature.name for feature in features if feature.text]
    if len(texts) > 1:
        faults.append(f"only one feature can answer text that is no command, not {texts}")
    if faults:
        raise DeclarationError(faults)


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _feature_faults(feature: Feature) -> Iterator[str]:
    verbs = [*feature.actions, *feature.forms]
    for name in (feature.name, *verbs):
        if not _PART.fullmatch(name):
            yield f"{feature.name!r}: {name!r} is no name of a feature or verb (a-z, 0-9, - and _)"
    for verb in _twice(verbs):
        yield f"{feature.name!r}: {verb!r} is both an action and a form"


def _command_faults(commands: Sequence[Command]) -> Iterator[str]:
    names = [command.name for command in commands]
    yield from (f"two commands are named /{name}" for name in _twice(names))
    groups = Counter(name.split()[0] for name in dict.fromkeys(names))
    for name in names:
        if " " not in name and groups[name] > 1:
            yield f"/{name} is a command and also the first word of others"
    for group, count in groups.items():
        if count > MAX_OPTIONS:
            yield f"/{group} has {count} commands, more than {MAX_OPTIONS}"
    if len(groups) > MAX_COMMANDS:
        yield f"there are {len(groups)} commands, more than {MAX_COMMANDS}"


def _option_faults(command: Command) -> Iterator[str]:
    where = f"/{command.name}"
    if len(command.options) > MAX_OPTIONS:
        yield f"{where} has {len(command.options)} options, more than {MAX_OPTIONS}"
    for name in _twice(option.name for option in command.options):
        yield f"{where} has two options named {name!r}"
    for power in command.needs - set(get_args(Power)):
        yield f"{where} needs {power!r}, which nobody has"
    if not 1 <= len(command.summary) <= MAX_SUMMARY:
        yield f"{where}: its summary has not 1 to {MAX_SUMMARY} characters"
    for option in command.options:
        yield from (f"{where}, option {option.name!r}: {fault}" for fault in _faults(option))


def _entry_faults(commands: Sequence[Command]) -> Iterator[str]:
    """What is wrong with entries in menus and among shortcuts."""
    for name in _twice(name for c in commands for name in (c.menu, c.shortcut) if name):
        yield f"two menus or shortcuts are named {name!r}"
    for command in commands:
        where = f"/{command.name}"
        if max(len(command.menu), len(command.shortcut)) > MAX_ENTRY:
            yield f"{where}: its menu or shortcut has more than {MAX_ENTRY} characters"
        if command.menu and not command.first_text:
            yield f"{where} is in the menu on messages and takes no text"
        if command.shortcut and any(option.required for option in command.options):
            yield f"{where} is a shortcut and cannot be used without options"


def _faults(option: Option) -> Iterator[str]:
    if not _OPTION.fullmatch(option.name):
        yield "a name has 1 to 32 of a-z, 0-9, - and _, and begins with a letter"
    if not 1 <= len(option.summary) <= MAX_SUMMARY:
        yield f"its summary has not 1 to {MAX_SUMMARY} characters"
    if option.choices and option.suggest:
        yield "it has choices and suggestions; one of them has to go"
    if len({choice.value for choice in option.choices}) < len(option.choices):
        yield "two of its choices have the same value"
    if not 1 <= option.longest <= 6_000:
        yield "its text has no length from 1 to 6,000 (Discord's bound)"
    if option.least is not None and option.most is not None and option.least > option.most:
        yield "no number is within its bounds"
