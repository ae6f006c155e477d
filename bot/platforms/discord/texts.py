"""Blocks that are words on Discord: code, facts, tables and progress beside plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import assert_never

from bot.chat.reply import (
    Block,
    Buttons,
    Code,
    Facts,
    File,
    Picture,
    Progress,
    Select,
    Table,
    Text,
)
from bot.platforms.discord.words import BREAK, escape, markdown

NARROW = 44
"""Columns of monospace that a phone shows without breaking a line."""
_ONE_LINE = 70
"""Characters of facts that stand beside each other."""
_CELLS = 12
"""Cells of a progress bar."""


@lru_cache(maxsize=256)  # a block is measured before it is written, more than once
def written(block: Block) -> str:  # noqa: PLR0911 - one line for each kind of block
    """The block in Discord's Markdown; nothing for what is no words."""
    match block:
        case Text(text):
            return markdown(text)
        case Code():
            return _code(block)
        case Table():
            return _table(block)
        case Facts(pairs):
            return _facts(pairs)
        case Progress(done, label):
            return _progress(done, label)
        case File(name=name, summary=summary):
            return _fact(escape(name), escape(summary))
        case Picture() | Buttons() | Select():
            return ""
        case _:
            assert_never(block)


def _code(block: Code) -> str:
    """A fenced block; fences inside it are broken up."""
    return f"```{block.language}\n{block.source.replace('``', f'`{BREAK}`')}\n```"


def _facts(pairs: Sequence[tuple[str, str]]) -> str:
    """Labels and values: on one line where that is short, else a line each."""
    shown = [_fact(escape(label), escape(value)) for label, value in pairs]
    beside = sum(map(len, shown)) <= _ONE_LINE and "\n" not in "".join(shown)
    return ("\u2002·\u2002" if beside else "\n").join(shown)


def _fact(label: str, value: str) -> str:
    return f"**{label}** {value}" if label and value else f"**{label or value}**"


def _progress(done: float, label: str) -> str:
    """A bar, how much that is in per cent, and what is happening."""
    full = int(done * _CELLS)
    bar = "▰" * full + "▱" * (_CELLS - full)
    return f"{bar} **{int(done * 100)} %**\n{escape(label)}".rstrip()


def _table(table: Table) -> str:
    """Aligned columns where a phone has room for them, else a bullet for each row."""
    rows = [table.header, *table.rows]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) <= NARROW:
        return _code(Code("\n".join(_aligned(rows, widths))))
    return "\n".join([*_list_header(table), *(_bullet(table.header, row) for row in table.rows)])


def _aligned(rows: Sequence[tuple[str, ...]], widths: Sequence[int]) -> Iterator[str]:
    header, *further = rows
    rule = tuple("─" * width for width in widths)
    for row in (header, rule, *further):
        cells = (c + " " * (width - _width(c)) for c, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _list_header(table: Table) -> list[str]:
    """What the bullets begin with, of two columns also what they go on with, and columns without a cell."""
    first, *rest = table.header
    cells = [any(row[column] for row in table.rows) for column in range(1, len(table.header))]
    unsaid = [
        name for name, filled in zip(rest, cells, strict=True) if len(rest) == 1 or not filled
    ]
    named = [escape(name) for name in (first, *unsaid) if name]
    return [f"**{': '.join(named)}**"] if named else []


def _bullet(header: tuple[str, ...], row: tuple[str, ...]) -> str:
    first, *rest = map(escape, row)
    title = f"**{first or '—'}**"
    if len(rest) == 1 and rest[0]:
        return f"- {title}: {rest[0]}"
    named = (f"{escape(name)}: {cell}" for name, cell in zip(header[1:], rest, strict=True) if cell)
    return f"- {title}\n  {' · '.join(named)}".rstrip()


def _width(text: str) -> int:
    """Columns in monospace: East Asian wide characters take two, combining marks none."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))
