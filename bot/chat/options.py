"""What a command was given, held against what it declares: a payload can hold anything."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from bot.chat.errors import ChatError
from bot.chat.event import OptionValue
from bot.chat.feature import Command, Option
from bot.chat.markup import clean

_MAX_ID = 100
"""Characters of the id of a channel or role; Discord's have 20."""
_KINDS = {
    "text": "a text",
    "whole": "a whole number, such as 3",
    "number": "a number, such as 0.5",
    "yes-no": "yes or no",
    "channel": "a channel",
    "role": "a role",
}


def checked(command: Command, given: Mapping[str, object]) -> dict[str, OptionValue]:
    """The options as the command may have them, texts clean and no longer than declared.

    Raises:
        ChatError: one is missing, unknown, of another kind or out of bounds; it says which.
    """
    if given.keys() - {option.name for option in command.options}:
        raise ChatError(f"/{command.name} has other options now; /help {command.name} lists them.")
    values = {
        option.name: _value(option, given[option.name])
        for option in command.options
        if given.get(option.name) is not None
    }
    for option in command.options:
        if option.required and values.get(option.name, "") == "":
            raise ChatError(f"/{command.name} needs {option.name}: {option.summary}.")
    return values


def _value(option: Option, value: object) -> OptionValue:
    read = _read(option, value)
    if option.choices and str(read) not in {choice.value for choice in option.choices}:
        labels = ", ".join(choice.label for choice in option.choices[:25])
        raise ChatError(f"{option.name} is one of: {labels}.")
    return read


def _read(option: Option, value: object) -> OptionValue:
    match option.kind, value:
        case "yes-no", bool():
            return value
        case "text", str():
            return clean(value).strip()[: option.longest]
        case (("channel" | "role"), str()) if 1 <= len(value) <= _MAX_ID and value.isprintable():
            return value
        case "whole", int(number) if not isinstance(value, bool):
            return _within_bounds(option, number)
        case "number", (int() | float()) as number if not isinstance(value, bool):
            return _within_bounds(option, number)
        case _:
            raise ChatError(f"{option.name} is {_KINDS[option.kind]}.")


def _within_bounds(option: Option, number: float) -> float:
    least = -inf if option.least is None else option.least
    most = inf if option.most is None else option.most
    if not least <= number <= most or number in (inf, -inf):
        raise ChatError(f"{option.name} is {bounds(option) or _KINDS[option.kind]}.")
    return number


def figure(number: float) -> str:
    """A number as people write it: 0.25, 1,024."""
    return f"{number:,.16g}"


def bounds(option: Option) -> str:
    """The numbers that an option takes, in words; empty where it takes any."""
    least, most = option.least, option.most
    if least is None:
        return "" if most is None else f"{figure(most)} or less"
    return f"{figure(least)} or more" if most is None else f"from {figure(least)} to {figure(most)}"
