"""How much a message takes, and how that is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from bot.chat.markup import literal
from bot.chat.reply import (
    Block,
    Buttons,
    Code,
    Facts,
    File,
    Picture,
    Progress,
    Reply,
    Select,
    Table,
    Text,
)


@dataclass(frozen=True, slots=True)
class Size:
    """What a renderer writes for a block: characters of text, and components with nested ones."""

    text: int = 0
    components: int = 0

    def within(self, most: Size) -> bool:
        """Whether neither is more than in another size."""
        return self.text <= most.text and self.components <= most.components


def plain_size(block: Block) -> Size:
    """The size where every special character is escaped and tables stand in a fixed-width font."""
    match block:
        case Buttons(choices):
            return Size(0, 1 + len(choices))
        case Select():
            return Size(0, 2)
        case _:
            return Size(_characters(block), 1)


def _characters(block: Text | Code | Facts | Table | Picture | File | Progress) -> int:  # noqa: PLR0911 - a line per block
    match block:
        case Text(markdown):
            return len(markdown)
        case Code(source):
            return len(source) + source.count("`") + 10
        case Facts(pairs):
            return sum(len(literal(name + value)) + 8 for name, value in pairs)
        case Table(header, rows):
            widths = [max(map(len, column)) + 3 for column in zip(header, *rows, strict=True)]
            return (sum(widths) + 1) * (len(rows) + 2) + 10
        case Progress(label=label):
            return len(literal(label)) + 30
        case Picture():
            return 0
        case File(name=name, summary=summary):
            return len(literal(name + summary)) + 10
        case _:
            assert_never(block)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one message takes. The defaults are for platforms of our own, which take much."""

    text: int = 20_000
    """Characters of the whole message, as `measure` counts them."""
    block: int = 20_000
    """Characters of one block."""
    components: int = 400
    """Components of the whole message, nested ones counted."""
    title: int = 256
    label: int = 80
    """Characters of a button's label."""
    row: int = 5
    """Buttons beside each other."""
    options: int = 100
    """Lines of a menu."""
    option: int = 100
    """Characters of a menu's prompt, and of the label and the summary of each of its lines."""
    alt: int = 1_000
    """Characters of a picture's words."""
    measure: Callable[[Block], Size] = plain_size

    def total(self, blocks: Iterable[Block]) -> Size:
        """The size of blocks together."""
        sizes = [self.measure(block) for block in blocks]
        return Size(sum(size.text for size in sizes), sum(size.components for size in sizes))

    def holds(self, reply: Reply) -> bool:
        """Whether a reply, laid out, can be shown as it is."""
        size = self.total((*heading(reply.title), *reply.blocks))
        return (
            size.within(Size(self.text, self.components))
            and len(reply.title) <= self.title
            and all(map(self._holds, reply.blocks))
        )

    def _holds(self, block: Block) -> bool:
        match block:
            case Buttons(choices):
                return all(len(button.label) <= self.label for button in choices)
            case Select(prompt, choices):
                words = [prompt, *(word for c in choices for word in (c.label, c.summary))]
                return all(len(word) <= self.option for word in words)
            case Picture(alt=alt):
                return len(alt) <= self.alt
            case _:
                return self.measure(block).text <= self.block


def heading(title: str) -> tuple[Text, ...]:
    """The title as the block it is measured as."""
    return (Text(f"## {literal(title)}"),) if title else ()
