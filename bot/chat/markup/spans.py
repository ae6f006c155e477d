"""What a text is made of once it is read: lines of spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one style; "\\n" in them is a line break that was meant."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    link: str | None = None
    """An http(s) address, shown beside the words and never behind them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, a heading, an item of a list or a paragraph of a quote."""

    kind: Literal["paragraph", "heading", "bullet", "number", "quote"]
    spans: tuple[Span, ...]
    level: int = 0
    """1 to 3 for a heading; else how deep it lies in lists: 0 for an item of an outer list, 1 for an item of a
    list in that item, and also 1 for a further paragraph of the outer item."""
    number: int = 0
    """The number of an item of a numbered list."""


def seen(spans: Iterable[Span]) -> str:
    """Spans as plain text, with the addresses of links in sight."""
    return "".join(
        f"{s.text} ({s.link})" if s.link not in (None, s.text) else s.text for s in spans
    )


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans with neighbours of the same style made one, and empty ones left out."""
    return tuple(_joined(span for span in spans if span.text))


def trimmed(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans joined, without spaces at the ends of the line."""
    words = list(joined(spans))
    while words and not words[0].code and (first := words[0].text.lstrip()) != words[0].text:
        words[0:1] = [replace(words[0], text=first)] if first else []
    while words and not words[-1].code and (last := words[-1].text.rstrip()) != words[-1].text:
        words[-1:] = [replace(words[-1], text=last)] if last else []
    return tuple(words)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    for _, same in groupby(spans, key=_style):
        first, *others = same
        yield (
            replace(first, text="".join(span.text for span in (first, *others)))
            if others
            else first
        )


def _style(span: Span) -> tuple[bool, bool, bool, bool, str | None]:
    return span.bold, span.italic, span.code, span.strike, span.link
