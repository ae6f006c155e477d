"""What to offer while a line is typed: commands, names of options, and their values."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.chat.errors import ChatError
from bot.chat.feature import Command, Option
from bot.chat.markup import clean
from bot.chat.platform import Conversation
from bot.chat.reply import Choice
from bot.platforms.console.options import Given, split
from bot.platforms.console.parse import match_command

_YES_NO = (Choice("yes", "yes"), Choice("no", "no"))


@dataclass(frozen=True, slots=True)
class Offer:
    """Words to put in the place of the last `instead_of` characters, with what a person reads of them."""

    text: str
    instead_of: int
    label: str
    summary: str = ""


async def offers(line: str, conversation: Conversation) -> AsyncIterator[Offer]:
    """What the line before the cursor may go on with, best first; nothing where it is no command."""
    if not line.startswith("/"):
        return
    text = line[1:]
    for offer in _commands(text, conversation.commands):
        yield offer
    found = match_command(text, conversation.commands)
    if found and found[1]:
        command, rest = found
        async for offer in _values(command, rest, conversation):
            yield offer
        for offer in _names(command, rest):
            yield offer


def _commands(text: str, commands: Sequence[Command]) -> Iterator[Offer]:
    begun = " ".join(text.lower().split()) + (" " if text[-1:].isspace() else "")
    for command in commands:
        if command.name.startswith(begun):
            after = " " if command.options else ""
            yield Offer(f"{command.name}{after}", len(text), f"/{command.name}", command.summary)


async def _values(command: Command, rest: str, conversation: Conversation) -> AsyncIterator[Offer]:
    given = _given(command, rest)
    if not given:
        return
    option, typed = given[-1].option, rest[given[-1].start :].lstrip()
    if option.suggest:
        for choice in await conversation.suggest(command.name, option.name, typed.lstrip('"“')):
            text = _quoted(clean(choice.label), command)
            yield Offer(text, len(typed), clean(choice.label), clean(choice.summary))
    for choice in _fitting(option, typed):
        yield Offer(choice.value, len(typed), choice.label, choice.summary)


def _given(command: Command, rest: str) -> list[Given]:
    try:
        return split(command, rest)
    except ChatError:
        return []


def _fitting(option: Option, typed: str) -> Iterable[Choice]:
    """The choices that have the typed letters in them, those that begin with them first."""
    choices = option.choices or (_YES_NO if option.kind == "yes-no" else ())
    wanted = typed.lower()
    fitting = [one for one in choices if wanted in f"{one.value} {one.label}".lower()]
    return sorted(fitting, key=lambda one: not one.value.lower().startswith(wanted))


def _names(command: Command, rest: str) -> Iterator[Offer]:
    """The options that are not written yet and begin like the word under the cursor."""
    word = re.search(r"\S*$", rest)
    begun = word[0].lower() if word else ""
    is_first = rest.strip().lower() == begun
    written = set() if is_first else {one.option.name for one in _given(command, rest)}
    for option in command.options:
        if option.name.startswith(begun) and option.name not in written:
            summary = option.summary if option.required else f"{option.summary} (optional)"
            yield Offer(f"{option.name}: ", len(begun), f"{option.name}:", summary)


def _quoted(text: str, command: Command) -> str:
    """The text so that no word in it is taken for the name of an option."""
    names = "|".join(re.escape(option.name) for option in command.options)
    hidden = re.search(rf"(?<!\S)({names}):", text, re.IGNORECASE)
    return f'"{text}"' if hidden and '"' not in text else text
