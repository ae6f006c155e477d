"""Facts, tables and rows of small things, laid out for the columns there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

_NARROWEST_CELL = 8
"""Columns below which a cell is no longer read with pleasure."""

_BETWEEN = "   "
_SHORT_FACT = 28
"""Columns up to which facts stand side by side."""


def packed(items: Sequence[Text], width: int) -> list[Text]:
    """As many items on a line as fit, each of them whole."""
    lines: list[Text] = []
    for item in items:
        if lines and lines[-1].cell_len + len(_BETWEEN) + item.cell_len <= width:
            lines[-1].append(_BETWEEN).append_text(item)
        else:
            lines.append(item)
    return lines


def facts(pairs: Sequence[Sequence[str]], width: int) -> Iterable[RenderableType]:
    """Short ones side by side; else one below the other with their values aligned."""
    items = [Text.assemble((f"{name}: ", "dim"), value) for name, value in pairs]
    if all(item.cell_len <= _SHORT_FACT for item in items):
        return packed(items, width)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(max_width=max(width // 3, _NARROWEST_CELL), overflow="fold")
    grid.add_column(overflow="fold")
    for name, value in pairs:
        grid.add_row(Text(name, "dim"), Text(value))
    return [grid]


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> Iterable[RenderableType]:
    """A table where its columns fit, else each row as facts under each other."""
    if len(header) * (_NARROWEST_CELL + 2) > width and not _fits(header, rows, width):
        return _records(header, rows, width)
    drawn = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for name in header:
        drawn.add_column(Text(name), overflow="fold")
    for row in rows:
        drawn.add_row(*map(Text, row))
    return [drawn]


def _fits(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> bool:
    columns = zip(header, *rows, strict=True)
    return sum(max(map(cell_len, column)) + 3 for column in columns) <= width


def _records(
    header: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> Iterable[RenderableType]:
    for number, row in enumerate(rows):
        if number:
            yield Text()
        yield from facts(list(zip(header, row, strict=True)), width)
