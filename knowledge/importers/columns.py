"""Columns divided by tabs, which no chat shows, as a Markdown table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from knowledge.importers.pieces import Piece


def with_tables(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with every two or more lines of equally many columns turned into a table."""
    written: list[Piece] = []
    for columns, run in groupby(pieces, key=_columns):
        lines = list(run)
        written += _table(lines, columns) if columns > 1 and len(lines) > 1 else lines
    return written


def _columns(piece: Piece) -> int:
    inside = piece.text.strip()
    return inside.count("\t") + 1 if piece.kind == "text" and not piece.glued else 0


def _table(lines: Sequence[Piece], columns: int) -> list[Piece]:
    rows = [replace(piece, text=_row(piece.text.strip().split("\t"))) for piece in lines]
    rule = replace(lines[0], text=_row(["---"] * columns))
    return [rows[0], rule, *rows[1:]]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.strip().replace("|", "\\|") for cell in cells) + " |"
