"""What the bot says, before any platform has a say in how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Literal

from bot.chat.event import Action, Person

MAX_ACTIONS = 100
"""Buttons and select options of one reply; as many as four of Discord's menus hold.

Those of the feature "pages" are not counted: `limits.fit` adds them.
"""
MAX_FILES = 10
"""Pictures and files of one message on Discord."""
MAX_MENUS = 10
"""Menus of at most 25 lines, as Discord takes them; with at most 100 lines in all they fit into one message."""
MAX_VALUE = 100
"""Characters of a select's value on Discord."""


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs in our small Markdown: bold, italic, `code`, links, lists, quotes, small headings.

    Words that are not ours (a person's, a document's, a model's) go through `markup.literal` first.
    """

    markdown: str


@dataclass(frozen=True, slots=True)
class Code:
    """A block of source code or program output."""

    source: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Short labels and values, side by side where there is room; plain text, no Markdown."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a header; plain text, no Markdown."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError(f"every row needs {len(self.header)} cells, as the header has")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image in the blob store, with the words for those who cannot see it."""

    key: str
    alt: str

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a picture needs words for those who cannot see it")


@dataclass(frozen=True, slots=True)
class File:
    """A file in the blob store to be kept, under the name it is saved as, with what is in it."""

    key: str
    name: str
    summary: str


@dataclass(frozen=True, slots=True)
class Button:
    """One choice. The label is for people; the action is for us."""

    label: str
    action: Action
    style: Literal["plain", "primary", "danger"] = "plain"
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    """Choices beside each other."""

    choices: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a select; `value` comes back with the event."""

    label: str
    value: str
    summary: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.value) <= MAX_VALUE:
            raise ValueError(f"the value {self.value!r} has not 1 to {MAX_VALUE} characters")


@dataclass(frozen=True, slots=True)
class Select:
    """A menu from which one line is picked; `prompt` stands in it until then."""

    prompt: str
    choices: tuple[Choice, ...]
    action: Action
    chosen: str | None = None

    def __post_init__(self) -> None:
        values = {choice.value for choice in self.choices}
        if not values or len(values) < len(self.choices):
            raise ValueError("a select needs at least one choice, and each a value of its own")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is, `done` from 0 to 1, and what is happening."""

    done: float
    label: str


Block = Text | Code | Facts | Table | Picture | File | Buttons | Select | Progress


@dataclass(frozen=True, slots=True)
class Role:
    """A group of people that a place knows, such as a role on Discord."""

    id: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message; `title` is plain text."""

    title: str = ""
    blocks: tuple[Block, ...] = ()
    audience: Literal["everyone", "asker"] = "everyone"
    update: bool = False
    """Whether this takes the place of the message that held the button."""
    notify: tuple[Person | Role, ...] = ()
    """The only people (or one role) who are pinged; whatever the text says, nobody else is."""
    tone: Literal["plain", "good", "bad"] = "plain"
    """The colour at the edge, which only repeats what the words say."""

    def __post_init__(self) -> None:
        own = [action for action, _ in actions(self) if action.feature != "pages"]
        if len(own) > MAX_ACTIONS:
            raise ValueError(f"a reply takes at most {MAX_ACTIONS} buttons and select options")
        if sum(_menus(block) for block in self.blocks) > MAX_MENUS:
            raise ValueError(f"a reply takes at most {MAX_MENUS} menus of 25 lines")
        if sum(isinstance(block, Picture | File) for block in self.blocks) > MAX_FILES:
            raise ValueError(f"a reply takes at most {MAX_FILES} pictures and files")


def _menus(block: Block) -> int:
    if not isinstance(block, Select) or block.action.feature == "pages":
        return 0
    return ceil(len(block.choices) / 25)


def actions(reply: Reply) -> Iterator[tuple[Action, str]]:
    """Everything that can be chosen in a reply: each button's action, each select's with its value."""
    for block in reply.blocks:
        match block:
            case Buttons(choices):
                yield from ((button.action, "") for button in choices)
            case Select(choices=choices, action=action):
                yield from ((action, choice.value) for choice in choices)
            case _:
                pass
