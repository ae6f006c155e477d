"""The words after a slash command, read as the options it declares.

`/quiz topic:training count:5`, in any order; a text needs no name and no quotes: `/ask what is dropout`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from bot.chat.errors import ChatError
from bot.chat.event import OptionValue
from bot.chat.feature import Command, Option
from bot.platforms.slack.incoming import unescaped, words

_YES = {"yes": True, "true": True, "on": True, "y": True, "1": True}
_NO = {"no": False, "false": False, "off": False, "n": False, "0": False}
_QUOTES = {'"': '"', "“": "”", "„": "“", "'": "'"}
_MARKS = {
    "channel": re.compile(r"<#(\w+)(?:\|[^>]*)?>"),
    "role": re.compile(r"<!subteam\^(\w+)(?:\|[^>]*)?>"),
}
_IDS = {"channel": re.compile(r"[CG][A-Z0-9]{2,}"), "role": re.compile(r"S[A-Z0-9]{2,}")}
_UNPICKED = {
    "channel": "Write the channel with # and pick it from the list that Slack shows.",
    "role": "Write the group with @ and pick it from the list that Slack shows.",
}
_WHOLE = re.compile(r"[+-]?\d{1,16}")
_NUMBER = re.compile(r"(?i)[+-]?(\d{1,15}\.?\d{0,15}|\.\d{1,15})(e[+-]?\d{1,3})?")
Given = dict[str, OptionValue]


def read(
    called: str, text: str, commands: Sequence[Command], prefix: str = ""
) -> tuple[str, Given]:
    """Name and options of the command that was used.

    Raises:
        ChatError: there is no such command, or it takes other options; shows how it is written.
    """
    root, rest = called.removeprefix("/").removeprefix(prefix), text.strip()
    group = [command for command in commands if command.name.split()[0] == root]
    if not group:
        raise ChatError(f"/{root} is no command of mine. /help lists what there is.")
    command = next((one for one in group if one.name == root), None)
    if command is None:
        word, _, rest = rest.partition(" ")
        command = next((one for one in group if one.name == f"{root} {word.lower()}"), None)
    if command is None:
        raise ChatError(_say("Please write one of these", group, prefix))
    return command.name, _options(command, rest.strip(), prefix)


def usage(command: Command, prefix: str = "") -> str:
    """How a command is written, such as `/quiz topic:… count:…`; what it needs comes first."""
    options = sorted(command.options, key=lambda option: not option.required)
    return " ".join([f"/{prefix}{command.name}", *(_example(option) for option in options)])


def _example(option: Option) -> str:
    match option.kind:
        case "yes-no":
            value = "yes"
        case "whole" | "number":
            value = f"{option.least if option.least is not None else 1:g}"
        case "channel":
            value = "#channel"
        case "role":
            value = "@group"
        case "text":
            value = option.choices[0].value if option.choices else "…"
        case _:
            assert_never(option.kind)
    return f"{option.name}:{value}"


def _say(what: str, commands: Sequence[Command], prefix: str) -> str:
    return f"{what}: {' or '.join(usage(command, prefix) for command in commands)}"


def _options(command: Command, text: str, prefix: str) -> Given:
    given: Given = {}
    loose = _loose(command, text, given, prefix)
    target = _free_text(command, given)
    if loose and target:
        given[target.name] = words(_unquoted(loose))
        return given
    for word in loose.split():
        name, value = _guessed(command, word, given, prefix)
        given[name] = value
    return given


def _loose(command: Command, text: str, given: Given, prefix: str) -> str:
    """Read what stands behind a name into `given`; return the words that stand behind none."""
    names = "|".join(re.escape(option.name) for option in command.options)
    before, *pairs = re.split(rf"(?i)(?:^|(?<=\s))({names}):\s*", text) if names else [text]
    loose = [before.strip()]
    by_name = {option.name: option for option in command.options}
    for name, value in zip(pairs[::2], pairs[1::2], strict=True):
        option = by_name[name.lower()]
        if option.name in given:
            raise ChatError(_say(f"{option.name} is there twice. Write", [command], prefix))
        given[option.name], over = _value(option, value.strip())
        loose.append(over)
    return " ".join(filter(None, loose))


def _free_text(command: Command, given: Given) -> Option | None:
    """The option that takes words without a name: the last text that is needed, else the only text."""
    texts = [option for option in command.options if option.kind == "text" and not option.choices]
    needed = [option for option in texts if option.required]
    target = needed[-1] if needed else texts[0] if len(texts) == 1 else None
    return target if target and target.name not in given else None


def _guessed(command: Command, word: str, given: Given, prefix: str) -> tuple[str, OptionValue]:
    """The one option that a word without a name can be for."""
    fits = [
        (option.name, value)
        for option in command.options
        if option.name not in given
        for value in _fitting(option, word)
    ]
    if len(fits) != 1:
        shown = unescaped(word)[:40]
        raise ChatError(_say(f"I do not know what “{shown}” is for. Write", [command], prefix))
    return fits[0]


def _fitting(option: Option, word: str) -> Iterator[OptionValue]:
    """What a bare word means for an option, where it can mean anything."""
    if option.choices:
        value, over = _chosen(option, word)
        if not over and value in {choice.value for choice in option.choices}:
            yield value
    elif option.kind == "yes-no" and word.lower() == option.name:
        yield True
    elif (option.kind == "whole" and _WHOLE.fullmatch(word)) or (
        option.kind in _MARKS and _MARKS[option.kind].fullmatch(word)
    ):
        yield _read(option, word)


def _value(option: Option, text: str) -> tuple[OptionValue, str]:
    """What stands behind an option's name, as its kind, and the words that do not belong to it.

    What cannot be read stays a text, which the router refuses with the option's bounds.
    """
    if option.choices:
        return _chosen(option, _unquoted(text))
    if option.kind == "text":
        return words(_unquoted(text)), ""
    first, _, over = text.partition(" ")
    return _read(option, first), over.strip()


def _read(option: Option, word: str) -> OptionValue:
    """A word as the option's kind; as it is, where it is none."""
    match option.kind:
        case "yes-no":
            return (_YES | _NO).get(word.lower(), word)
        case "whole" if _WHOLE.fullmatch(word):
            return int(word)
        case "number" if _NUMBER.fullmatch(word):
            return float(word)
        case "channel" | "role":
            found = _MARKS[option.kind].fullmatch(word)
            if found is None and not _IDS[option.kind].fullmatch(word):
                raise ChatError(_UNPICKED[option.kind])
            return found[1] if found else word
        case _:
            return word


def _chosen(option: Option, text: str) -> tuple[OptionValue, str]:
    """The choice that the text begins with, by its value or label, and the words after it."""
    shown = unescaped(text)
    longest_first = sorted(option.choices, key=lambda choice: -len(choice.label))
    for choice in longest_first:
        for name in (choice.label, choice.value):
            if re.match(rf"(?i){re.escape(name)}(?!\S)", shown):
                return _read(option, choice.value), shown[len(name) :].strip()
    first, _, over = shown.partition(" ")
    return first, over.strip()


def _unquoted(text: str) -> str:
    closing = _QUOTES.get(text[:1])
    return text[1:-1] if closing and len(text) > 1 and text.endswith(closing) else text
