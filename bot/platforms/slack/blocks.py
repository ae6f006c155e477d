"""Blocks of a reply as Slack's blocks.

https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import assert_never

from bot.chat import markup
from bot.chat.limits import Size
from bot.chat.reply import (
    Block,
    Button,
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
from bot.platforms.slack import parts
from bot.platforms.slack.facts import facts, small_print
from bot.platforms.slack.parts import JsonDict, length, rich_text, section, words
from bot.platforms.slack.rich import elements
from bot.platforms.slack.tables import as_words, preformatted, table

_CELLS = 12
"""Cells of a progress bar."""
_BESIDE = 300
"""Characters of a plain text that a single button stands beside, not under."""
_LANGUAGES = ("python", "json")
"""Those that Slack names as ones it colours."""


def body(reply: Reply, *, tables: bool) -> Iterator[JsonDict]:
    """The blocks of a reply that fits; the first table is a table block, on a surface that has them."""
    if reply.title:
        yield parts.header(reply.title)
    blocks = deque(reply.blocks)
    while blocks:
        block, following = blocks.popleft(), blocks[0] if blocks else None
        match block, following:
            case Text(markdown), Buttons((button,)) if _is_plain(markdown):
                blocks.popleft()
                yield _beside(markdown, button)
            case Facts(pairs), _ if _ends_words(blocks) and (small := small_print(pairs)):
                yield small
            case Table() as wanted, _ if tables and (real := table(wanted)):
                tables = False
                yield real
            case _:
                yield _block(block)


@lru_cache(maxsize=256)  # a block is measured more than once before it is sent
def measure(block: Block) -> Size:
    """What a block takes of a message: characters of JSON, but of controls none, and blocks."""
    if isinstance(block, Buttons | Select):
        return Size(0, 1)
    shown = [_block(block)]
    real = table(block) if isinstance(block, Table) else None
    return Size(max(length(shown), length([real]) if real else 0), 1)


def _block(block: Block) -> JsonDict:
    match block:
        case Buttons(choices):
            return parts.actions(map(parts.button, choices))
        case Select():
            return parts.actions([parts.select(block)])
        case Picture(key, alt):
            return {"type": "image", "slack_file": {"id": key}, "alt_text": alt}
        case Text() | Code() | Facts() | Table() | File() | Progress():
            return _words(block)
        case _:
            assert_never(block)


def _words(block: Text | Code | Facts | Table | File | Progress) -> JsonDict:  # noqa: PLR0911 - a line per block
    match block:
        case Text(markdown):
            return rich_text(elements(markdown) or [section([words("…")])])
        case Code(source, language):
            return preformatted(source, language if language in _LANGUAGES else "")
        case Facts(pairs):
            return facts(pairs)
        case Table():
            return as_words(block)
        case File(name=name, summary=summary):
            return facts([(name, summary)])
        case Progress(done, label):
            return rich_text([section(_progress(done, label))])
        case _:
            assert_never(block)


def _progress(done: float, label: str) -> list[JsonDict]:
    """A bar, how much that is in per cent, and what is happening."""
    full = int(done * _CELLS)
    bar = "▰" * full + "▱" * (_CELLS - full)
    said = [words(f"\n{label}")] if label else []
    return [words(f"{bar} "), words(f"{int(done * 100)} %", bold=True), *said]


def _is_plain(markdown: str) -> bool:
    """Whether a text is one short paragraph without any style."""
    match markup.lines(markdown):
        case (markup.Line("paragraph", (markup.Span() as span,), 0),):
            short = len(span.text) <= _BESIDE and "\n" not in span.text
            return short and span == markup.Span(span.text)
        case _:
            return False


def _beside(markdown: str, button: Button) -> JsonDict:
    """A short text with a button at its side."""
    text = parts.plain(markup.plain(markdown), _BESIDE)
    return {"type": "section", "text": text, "accessory": parts.button(button)}


def _ends_words(following: Iterable[Block]) -> bool:
    """Whether nothing but controls follows."""
    return all(isinstance(block, Buttons | Select) for block in following)
