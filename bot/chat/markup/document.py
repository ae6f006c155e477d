"""Our documents' Markdown as blocks of a reply: texts, source code, tables and pictures of formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby

from bot.chat.markup.dollars import DOCUMENT
from bot.chat.markup.inline import Formula
from bot.chat.markup.latex import is_one_line, side_by_side, unicode
from bot.chat.markup.reading import (
    Fence,
    Grid,
    Paragraph,
    Part,
    Passage,
    line_of,
    parts,
)
from bot.chat.markup.spans import Line, Span, seen
from bot.chat.markup.writing import write
from bot.chat.reply import Block, Code, Picture, Table, Text

Pictures = Callable[[str], str | None]
"""The key of the picture of a formula in the blob store, or None where there is none."""


def blocks(markdown: str, pictures: Pictures) -> tuple[Block, ...]:
    """A document as blocks, in its order; every word of it is in one of them, and no LaTeX.

    A formula on a line of its own is a line of a Text where it reads well as one; else its picture, with the LaTeX
    as the words for it; else, without a picture, a Code block. A formula among words is always words.
    """
    shown = (item for part in parts(markdown, DOCUMENT) for item in _shown(part, pictures))
    return tuple(_gathered(shown))


def _gathered(shown: Iterator[Line | Block]) -> Iterator[Block]:
    """Lines that follow each other as one Text."""
    for text, group in groupby(shown, key=lambda item: isinstance(item, Line)):
        if text:
            yield Text(write(item for item in group if isinstance(item, Line)))
        else:
            yield from (item for item in group if not isinstance(item, Line))


def _shown(part: Part, pictures: Pictures) -> Iterator[Line | Block]:
    match part:
        case Fence(source, language):
            yield Code(source, language)
        case Grid(rows):
            header, *others = map(_cells, rows)
            yield Table(header, tuple(others))
        case Passage():
            yield from _passage(part, pictures)


def _passage(passage: Passage, pictures: Pictures) -> Iterator[Line | Block]:
    """The words of a passage, parted where a formula on its own stands between them."""
    for display, group in groupby(passage.pieces, key=_stands_alone):
        if not display:
            line = line_of(replace(passage, pieces=tuple(map(_worded, group))))
            yield from [line] if line.spans else ()
        else:
            yield from (
                _display(x.latex, passage, pictures) for x in group if isinstance(x, Formula)
            )


def _stands_alone(piece: Span | Formula) -> bool:
    return isinstance(piece, Formula) and piece.display


def _display(latex: str, passage: Passage, pictures: Pictures) -> Line | Block:
    equations = side_by_side(latex)
    if all(map(is_one_line, equations)):
        text = "\n".join(map(unicode, equations))
        return line_of(replace(passage, pieces=(Span(text),)))
    key = pictures(latex)
    return Picture(key, latex) if key else Code(unicode(latex, between_rows="\n"))


def _cells(row: tuple[Paragraph, ...]) -> tuple[str, ...]:
    return tuple(" ".join(seen(map(_worded, cell)).split()) for cell in row)


def _worded(piece: Span | Formula) -> Span:
    """A formula among words as words; a lone letter in italics, so that it is not taken for a word."""
    if isinstance(piece, Span):
        return piece
    text = unicode(piece.latex)
    return replace(
        piece.style,
        text=text,
        italic=piece.style.italic or (text.isascii() and text.isalpha() and len(text) == 1),
    )
