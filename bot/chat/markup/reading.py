"""Markdown read into lines: paragraphs, headings, items and quotes, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.chat.markup.inline import Formula, pieces
from bot.chat.markup.literal import clean
from bot.chat.markup.spans import Line, Span, joined, trimmed


def new_reader() -> MarkdownIt:
    """A reader of our Markdown, to which rules can be added."""
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return reader.disable("reference")  # "[1]: words" would vanish


_READER = new_reader()


@dataclass(frozen=True, slots=True)
class Fence:
    """Source code, whether between fences or indented."""

    source: str
    language: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a table, the header first."""

    rows: tuple[tuple[Paragraph, ...], ...]


Paragraph = tuple[Span | Formula, ...]
Kind = Literal["paragraph", "heading", "bullet", "number", "quote"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A line whose formulas are still to be put into words."""

    kind: Kind
    pieces: Paragraph
    level: int = 0
    number: int = 0


Part = Passage | Fence | Grid


@lru_cache(maxsize=128)
def lines(markdown: str) -> tuple[Line, ...]:
    """Every line of a Text; soft line breaks are joined, meant ones are "\\n" in a span. It never raises."""
    read = (line for part in parts(markdown, _READER) for line in _lines(part))
    return tuple(line for line in read if line.spans)


def plain(markdown: str) -> str:
    """The words only, for alternative texts, titles and notifications."""
    words = (span.text for line in lines(markdown) for span in (*line.spans, Span(" ")))
    return " ".join("".join(words).split())


def parts(markdown: str, reader: MarkdownIt) -> Iterator[Part]:
    """What a document is made of, in its order."""
    walk = _Walk()
    for token in reader.parse(clean(markdown)):
        yield from walk.step(token)


def line_of(passage: Passage) -> Line:
    """The line of a passage that has no formulas (any more)."""
    spans = trimmed(piece for piece in passage.pieces if isinstance(piece, Span))
    return Line(passage.kind, spans, passage.level, passage.number)


def _lines(part: Part) -> Iterator[Line]:
    match part:
        case Passage():
            yield line_of(part)
        case Fence(source):
            code = [Span(row, code=True) for row in source.split("\n")]
            yield Line("paragraph", joined(x for span in code for x in (Span("\n"), span))[1:])
        case Grid(rows):
            for row in rows:
                cells = (piece for cell in row for piece in (Span(" | "), *cell))
                yield line_of(Passage("paragraph", tuple(cells)[1:]))


@dataclass(slots=True)
class _Walk:
    """Where in lists, quotes, headings and tables the reading is."""

    lists: list[int | None] = field(default_factory=list)
    """The number of the next item of each list around here; None where it has bullets."""
    fresh: bool = False
    """Whether an item has begun that has no words yet."""
    quotes: int = 0
    heading: int = 0
    rows: list[list[Paragraph]] = field(default_factory=list)
    """The table around here; empty outside one."""

    def step(self, token: Token) -> Iterator[Part]:
        """Note where the token leads, or give what it says."""
        if token.type == "table_close":
            yield Grid(tuple(map(tuple, self.rows)))
            self.rows = []
        elif token.nesting:
            self._move(token)
        elif token.type in ("fence", "code_block"):
            language = (token.info.split() or [""])[0]
            yield from (
                [Fence(token.content.rstrip("\n"), language)] if token.content.strip() else ()
            )
        elif token.type == "inline" and self.rows:
            self.rows[-1].append(tuple(pieces(token.children or ())))
        elif token.type == "inline":
            yield self._passage(tuple(pieces(token.children or ())))
        elif token.type == "formula":
            yield self._passage((Formula(token.content, display=True),))

    def _move(self, token: Token) -> None:
        match token.tag:
            case "ul" | "ol" if token.nesting > 0:
                self.lists.append(_first_number(token))
            case "ul" | "ol":
                self.lists.pop()
            case "li":
                self._item(token)
            case "blockquote":
                self.quotes += token.nesting
            case "tr" if token.nesting > 0:
                self.rows.append([])
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6" as tag:
                self.heading = min(int(tag[1]), 3) if token.nesting > 0 else 0
            case _:
                pass

    def _item(self, token: Token) -> None:
        self.fresh = token.nesting > 0
        number = self.lists[-1]
        if token.nesting < 0 and number is not None:
            self.lists[-1] = number + 1

    def _passage(self, content: Paragraph) -> Passage:
        fresh, self.fresh = self.fresh, False
        if self.heading:
            return Passage("heading", content, self.heading)
        depth = len(self.lists)
        if fresh:
            number = self.lists[-1]
            kind: Kind = "bullet" if number is None else "number"
            return Passage(kind, content, depth - 1, number or 0)
        return Passage("quote" if self.quotes else "paragraph", content, depth)


def _first_number(token: Token) -> int | None:
    if token.tag == "ul":
        return None
    start = token.attrGet("start")
    return 1 if start is None else int(start)
