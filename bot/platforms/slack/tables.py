"""Tables on Slack: its table block, of which a message has one at most; else aligned columns or a list.

https://docs.slack.dev/reference/block-kit/blocks/table-block
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.chat.reply import Table
from bot.platforms.slack.parts import JsonDict, rich_text, section, words

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 100, 20, 10_000
"""Rows with the header, columns, and characters of all cells together."""
_NARROW = 60
"""Columns of monospace that stand beside each other in a window of usual width."""
_NUMBER = re.compile(r"[-+−]?\d[\d.,:]*(\s?(%|[^\W\d_]{1,3}))?")
"""A number, a time of day, or a number with its unit."""


def table(block: Table) -> JsonDict | None:
    """The table block; None where the table is too large for it."""
    rows = (block.header, *block.rows)
    characters = sum(len(cell) for row in rows for cell in row)
    if len(rows) > MAX_ROWS or len(block.header) > MAX_COLUMNS or characters > MAX_CELLS:
        return None
    columns = list(zip(*block.rows, strict=True)) or [()] * len(block.header)
    return {
        "type": "table",
        "column_settings": [_settings(column) for column in columns],
        "rows": [
            [_rich(cell, bold=True) for cell in block.header],
            *([_cell(cell) for cell in row] for row in block.rows),
        ],
    }


def as_words(block: Table) -> JsonDict:
    """The same table without a table block: aligned where it is narrow, else an item for each row."""
    rows = [block.header, *block.rows]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) <= _NARROW:
        return preformatted("\n".join(_aligned(rows, widths)))
    title = section([words(" · ".join(filter(None, block.header)) or "…", bold=True)])
    items = [section(_item(block.header, row)) for row in block.rows]
    listed = {"type": "rich_text_list", "style": "bullet", "elements": items}
    return rich_text([title, listed] if items else [title])


def preformatted(source: str, language: str = "") -> JsonDict:
    """Words in monospace, as they are."""
    named = {"language": language} if language else {}
    code = {"type": "rich_text_preformatted", "elements": [words(source)]}
    return rich_text([code | named])


def _settings(column: Sequence[str]) -> JsonDict:
    """Numbers stand to the right; words may take more than one line."""
    filled = [cell for cell in column if cell]
    numbers = bool(filled) and all(map(_NUMBER.fullmatch, filled))
    return {"align": "right"} if numbers else {"is_wrapped": True}


def _cell(text: str) -> JsonDict:
    return {"type": "raw_text", "text": text} if text else _rich(text)


def _rich(text: str, *, bold: bool = False) -> JsonDict:
    """A cell in a style, or without words, which Slack wants to have a space."""
    return rich_text([section([words(text or " ", bold=bold)])])


def _aligned(rows: Sequence[tuple[str, ...]], widths: Sequence[int]) -> Iterator[str]:
    header, *further = rows
    for row in (header, tuple("─" * width for width in widths), *further):
        cells = (c + " " * (width - _width(c)) for c, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _item(header: Sequence[str], row: Sequence[str]) -> list[JsonDict]:
    """The first cell in bold, and each other one with the name of its column."""
    first, *rest = row
    named = zip(header[1:], rest, strict=True)
    said = " · ".join(f"{name}: {cell}" if name else cell for name, cell in named if cell)
    return [words(first or "—", bold=True), *([words(f"\n{said}")] if said else [])]


def _width(text: str) -> int:
    """Columns in monospace: East Asian wide characters take two, combining marks none."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))
