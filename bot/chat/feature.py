"""How a feature says which commands, actions and forms are its own."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.chat.event import (
    Action,
    ActionChosen,
    CommandUsed,
    FormSent,
    Person,
    Place,
    Power,
    TextSent,
)
from bot.chat.reply import Block, Choice, Reply

NAME = re.compile(r"[a-z][a-z-]{0,31}( [a-z][a-z-]{0,31})?")
"""One or two words: a slash command, or a group and a command in it (Discord's bounds)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form; with choices it is a select, else a line or a paragraph of text."""

    name: str
    label: str
    required: bool = True
    kind: Literal["line", "paragraph"] = "line"
    placeholder: str = ""
    longest: int = 300
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """Up to five questions asked at once; sent, they come back with the same action."""

    title: str
    fields: tuple[Field, ...]
    action: Action
    send: str = "Send"

    def __post_init__(self) -> None:
        if not 1 <= len(self.fields) <= 5:
            raise ValueError("a form has one to five fields (Discord's bound)")


Suggest = Callable[[str], Awaitable[Sequence[Choice]]]
"""What to offer for the letters typed so far; at most 25 choices, best first, at once."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a command may be given.

    Text is cut at `longest`; numbers lie in `least` … `most`. With `choices` nothing else is taken;
    with `suggest` any text is, and choices are offered while it is typed.
    """

    name: str
    summary: str
    kind: Literal["text", "whole", "number", "yes-no", "channel", "role"] = "text"
    required: bool = False
    choices: tuple[Choice, ...] = ()
    suggest: Suggest | None = None
    longest: int = 300
    least: float | None = None
    most: float | None = None


CommandHandler = Callable[[CommandUsed], Awaitable[Reply]]
ActionHandler = Callable[[ActionChosen], Awaitable[Reply]]
FormOpener = Callable[[ActionChosen], Awaitable[Form | Reply]]
FormHandler = Callable[[FormSent], Awaitable[Reply]]
TextHandler = Callable[[TextSent], Awaitable[Reply]]
HomeLines = Callable[[Person, Place], Awaitable[Sequence[Block]]]
"""What a feature has to say on a person's home page, at once; nothing, where there is nothing."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command, described once; every platform builds its own form of it, and /help, from this."""

    name: str
    summary: str
    handler: CommandHandler
    options: tuple[Option, ...] = ()
    audience: Literal["everyone", "asker"] = "asker"
    """Who sees that it is being worked on, and most likely the reply."""
    needs: frozenset[Power] = frozenset()
    """Who may use it; checked by the router for each event, whatever a platform showed."""
    owners: bool = False
    """Whether whoever made a channel may use it there too, for which it takes no further power."""
    menu: str = ""
    """Its name in the menu on a message, where it takes the words of the message as its first text."""
    shortcut: str = ""
    """Its name among a platform's shortcuts, where it is used without options."""

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not one or two words of a-z and -")

    @property
    def first_text(self) -> Option | None:
        """The option that takes the words of a message; None where no option takes any."""
        return next((option for option in self.options if option.kind == "text"), None)


@dataclass(frozen=True, slots=True)
class FormFlow:
    """A form that a button opens, and what is done with what people send."""

    open: FormOpener
    """Answers within a second, since a platform opens a form as its first response or not at all."""
    send: FormHandler


@dataclass(frozen=True, slots=True)
class Feature:
    """Everything the router needs to know about a feature; its name begins each of its actions."""

    name: str
    commands: tuple[Command, ...] = ()
    actions: Mapping[str, ActionHandler] = field(default_factory=dict)
    forms: Mapping[str, FormFlow] = field(default_factory=dict)
    text: TextHandler | None = None
    """What happens with text that is no command; one feature at most has it."""
    home: HomeLines | None = None
