"""What stands after a command, read as the options it declares."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import assert_never

from bot.chat.errors import ChatError
from bot.chat.event import OptionValue
from bot.chat.feature import Command, Option
from bot.chat.reply import Choice

_NAME = re.compile(r"(?<!\S)([a-zA-Z][\w-]*):")
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
_YES_NO = {
    **dict.fromkeys(("yes", "y", "true", "on"), True),
    **dict.fromkeys(("no", "n", "false", "off"), False),
}


@dataclass(frozen=True, slots=True)
class Given:
    """An option that was written or begun; its text stands in the line from `start` on."""

    option: Option
    text: str
    start: int


def read_options(command: Command, text: str) -> dict[str, OptionValue]:
    """The options in `text`: pairs of `name: value`; words before the first pair need no name.

    Raises:
        ChatError: one is missing, unknown, out of bounds or of another kind; it says how to write it.
    """
    _refuse_misspelt_names(command, text)
    given = {one.option.name: unquoted(one.text) for one in split(command, text)}
    for option in command.options:
        if option.required and not given.get(option.name):
            raise ChatError(
                f"/{command.name} needs {option.name}: {option.summary}. {usage(command)}"
            )
    return {
        option.name: _value(option, given[option.name])
        for option in command.options
        if given.get(option.name)
    }


def split(command: Command, text: str) -> list[Given]:
    """Cut `text` at the names of the options; a name that comes again is a word like any other.

    Raises:
        ChatError: the command takes no options, and there are words.
    """
    heads = list(_heads(command, text))
    if text[: heads[0][1] if heads else len(text)].strip():
        first = _unnamed(command)
        heads = [(first, 0, 0), *(head for head in heads if head[0] is not first)]
    ends = [*(start for _, start, _ in heads[1:]), len(text)][: len(heads)]
    return [
        Given(option, text[start:end].strip(), start)
        for (option, _, start), end in zip(heads, ends, strict=True)
    ]


def unquoted(text: str) -> str:
    """The words between quotation marks where all of the text stands between them."""
    return text[1:-1].strip() if _QUOTED.fullmatch(text) else text


def usage(command: Command) -> str:
    """How the command is written, in one sentence."""
    parts = [f"/{command.name}", *map(_pattern, command.options)]
    return f"Write: {' '.join(parts)}"


def nearest(word: str, words: Sequence[str]) -> str | None:
    """The word that was most likely meant, where one is close."""
    return next(iter(get_close_matches(word.lower(), words, 1, cutoff=0.7)), None)


def _heads(command: Command, text: str) -> Iterator[tuple[Option, int, int]]:
    """Each option with where its name starts and where its value starts, the first time only."""
    waiting = {option.name: option for option in command.options}
    for name, start, end in _names(text):
        if option := waiting.pop(name, None):
            yield option, start, end


def _names(text: str) -> Iterator[tuple[str, int, int]]:
    """Everything outside quotation marks that looks like `name:`."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for match in _NAME.finditer(text):
        if not any(start < match.start() < end for start, end in quoted):
            yield match[1].lower(), match.start(), match.end()


def _unnamed(command: Command) -> Option:
    """The option that words without a name are for: the first text, else the first of all."""
    if not command.options:
        raise ChatError(f"/{command.name} takes no options. {usage(command)}")
    return next((option for option in command.options if option.kind == "text"), command.options[0])


def _refuse_misspelt_names(command: Command, text: str) -> None:
    known = [option.name for option in command.options]
    for name, _, end in _names(text):
        meant = nearest(name, known)
        if meant and name not in known and text[end : end + 1].strip() == "":
            raise ChatError(
                f"/{command.name} has no option {name}; did you mean {meant}? "
                f"Words that end in a colon go between quotation marks. {usage(command)}"
            )


def _pattern(option: Option) -> str:
    text = f"{option.name}: {_sort(option)}"
    return text if option.required else f"[{text}]"


def _sort(option: Option) -> str:
    match option.kind:
        case _ if option.choices:
            shown = [choice.value for choice in option.choices]
            return "|".join(shown if len(shown) <= 6 else [*shown[:6], "…"])
        case "whole" | "number" if option.least is not None and option.most is not None:
            return f"{option.least:g}–{option.most:g}"
        case "yes-no":
            return "yes|no"
        case _:
            return "…"


def _value(option: Option, text: str) -> OptionValue:
    if option.choices:
        return read_choice(option.name, option.choices, text)
    match option.kind:
        case "text":
            return text[: option.longest]
        case "whole" | "number":
            return _number(option, text)
        case "yes-no":
            if text.lower() not in _YES_NO:
                raise ChatError(f"{option.name} is yes or no.")
            return _YES_NO[text.lower()]
        case "channel" | "role":
            raise ChatError(
                f"A console has no channels or roles: {option.name} works on Discord and Slack."
            )
        case _:
            assert_never(option.kind)


def read_choice(name: str, choices: Sequence[Choice], text: str) -> str:
    """The value of the choice that `text` names, by its value or its label.

    Raises:
        ChatError: there is no such choice; it says which one is nearest, or which there are.
    """
    known = {word.lower(): one.value for one in choices for word in (one.label, one.value)}
    if text.lower() in known:
        return known[text.lower()]
    meant = nearest(text, list(known))
    offer = f"did you mean {meant}?" if meant else f"it takes {_listed(choices)}."
    raise ChatError(f"{name} has no choice “{text[:60]}”; {offer}")


def _listed(choices: Sequence[Choice]) -> str:
    shown = [choice.value for choice in choices[:12]]
    return ", ".join([*shown, "…"] if len(choices) > len(shown) else shown)


def _number(option: Option, text: str) -> int | float:
    try:
        value = int(text) if option.kind == "whole" else float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        example = "a whole number, such as 3" if option.kind == "whole" else "a number, such as 0.5"
        raise ChatError(f"{option.name} is {example}.")
    low, high = option.least, option.most
    if (low is not None and value < low) or (high is not None and value > high):
        raise ChatError(f"{option.name} is {_bounds(low, high)}.")
    return value


def _bounds(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"from {low:g} to {high:g}"
    return f"at least {low:g}" if low is not None else f"at most {high:g}"
