"""Blocks cut where nothing breaks: text at words, code at lines, tables and facts at rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.chat import markup
from bot.chat.limits.labels import MORE
from bot.chat.markup import Line, Span
from bot.chat.reply import Block, Code, Facts, Progress, Table, Text

Fits = Callable[[Block], bool]

_LONG_WORD, _LONG_LINE, _LONG_SPAN = 60, 200, 200
"""Characters from which a word, a line of code, a link or `code` in a text may be cut inside."""
_CLEAN = 0.75
"""A text ends with a whole line where that leaves so much of what there is room for."""
_WORD = re.compile(rf"\s*\S{{1,{_LONG_WORD}}}")
_CODE_LINE = re.compile(rf".{{1,{_LONG_LINE}}}\n?|\n")


def shorten(block: Block, fits: Fits) -> Block | None:
    """The longest start of a block that fits, with an ellipsis; None where not even a word does."""
    if fits(block):
        return block
    cuts, most = _best(block, lambda part: fits(_marked(part)))
    return _marked(cuts.start(most)) if most else None


def split(block: Block, fits: Fits) -> tuple[Block | None, Block | None]:
    """The longest start of a block that fits, and the rest; together they have all its words.

    A table whose first row does not fit goes on as facts, and facts as text. The start is None
    where nothing fits, the rest where everything does.
    """
    if fits(block):
        return block, None
    cuts, most = _best(block, fits)
    return (cuts.start(most), cuts.rest(most)) if most else (None, block)


@dataclass(frozen=True, slots=True)
class _Cuts:
    """The ways to cut a block in two: `start(n)` and `rest(n)` for n from 1 to `count`."""

    count: int
    start: Callable[[int], Block]
    rest: Callable[[int], Block]
    clean: tuple[int, ...] = ()
    """Those of them between two lines of a text, in rising order."""


def _best(block: Block, fits: Fits) -> tuple[_Cuts, int]:
    """The cut that leaves most in the start, in the block or, if there is none, in a looser one."""
    cuts = _cuts(block)
    most = _clean(cuts, _most(cuts.count, lambda n: fits(cuts.start(n))))
    looser = None if most else _loosened(block)
    return _best(looser, fits) if looser else (cuts, most)


def _clean(cuts: _Cuts, most: int) -> int:
    """The last cut between lines where little is lost by it, else the last one."""
    between = [n for n in cuts.clean if most * _CLEAN <= n <= most]
    return between[-1] if between else most


def _most(count: int, holds: Callable[[int], bool]) -> int:
    """The highest n up to `count` that holds, where each below it does; of high ones about the highest.

    Small n are tried first, and a few per cent are not looked for: to write the start of a text and to measure it takes
    milliseconds.
    """
    low, high = 0, 1
    while high <= count and holds(high):
        low, high = high, high * 2
    high = min(high, count + 1)
    while high - low > 1 + low // 30:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _cuts(block: Block) -> _Cuts:
    match block:
        case Text(markdown):
            return _text_cuts(markup.lines(markdown))
        case Code(source, language):
            ends = [match.end() for match in _CODE_LINE.finditer(source)][:-1]
            return _Cuts(
                len(ends),
                lambda n: Code(source[: ends[n - 1]].rstrip("\n"), language),
                lambda n: Code(source[ends[n - 1] :], language),
            )
        case Table(header, rows):
            return _Cuts(
                len(rows) - 1, lambda n: Table(header, rows[:n]), lambda n: Table(header, rows[n:])
            )
        case Facts(pairs):
            return _Cuts(len(pairs) - 1, lambda n: Facts(pairs[:n]), lambda n: Facts(pairs[n:]))
        case _:
            return _Cuts(0, lambda _: block, lambda _: block)


def _text_cuts(lines: tuple[Line, ...]) -> _Cuts:
    ends = [(at, end) for at, line in enumerate(lines) for end in _ends(line)]
    clean = tuple(n for n in range(1, len(ends)) if ends[n][0] > ends[n - 1][0])

    def start(n: int) -> Text:
        at, end = ends[n - 1]
        return Text(markup.write((*lines[:at], _part(lines[at], 0, end))))

    def rest(n: int) -> Text:
        at, end = ends[n - 1]
        inside = end < sum(len(span.text) for span in lines[at].spans)
        further = (_continued(lines[at], end),) if inside else ()
        return Text(markup.write((*further, *lines[at + 1 :])))

    return _Cuts(len(ends) - 1, start, rest, clean)


def _ends(line: Line) -> Iterator[int]:
    """Where a line may be cut, in characters of its words; its end comes last."""
    text = "".join(span.text for span in line.spans)
    whole = set(_inside_whole_spans(line))
    ends = (match.end() for match in _WORD.finditer(text))
    yield from (end for end in ends if end < len(text.rstrip()) and end not in whole)
    yield len(text)


def _inside_whole_spans(line: Line) -> Iterator[int]:
    """The places inside links and `code`, which stay whole unless they are very long."""
    start = 0
    for span in line.spans:
        end = start + len(span.text)
        if (span.code or span.link) and len(span.text) <= _LONG_SPAN:
            yield from range(start + 1, end)
        start = end


def _part(line: Line, start: int, end: int) -> Line:
    """Some of a line's characters, in their styles."""
    spans: list[Span] = []
    at = 0
    for span in line.spans:
        words = span.text[max(start - at, 0) : max(end - at, 0)]
        at += len(span.text)
        spans += [replace(span, text=words)] if words else []
    return replace(line, spans=tuple(spans))


def _continued(line: Line, start: int) -> Line:
    """The rest of a line, which begins no second item of a list."""
    words = "".join(span.text for span in line.spans)
    start += len(words[start:]) - len(words[start:].lstrip())
    rest = _part(line, start, len(words))
    return replace(rest, kind="paragraph") if line.kind in ("bullet", "number") else rest


def _loosened(block: Block) -> Block | None:
    """The same words in a block that can be cut more finely."""
    match block:
        case Table(header, rows):
            return Facts(
                tuple(
                    pair
                    for row in rows or (("",) * len(header),)
                    for pair in zip(header, row, strict=True)
                )
            )
        case Facts(pairs):
            return Text(markup.write(_fact(*pair) for pair in pairs))
        case Progress(label=label):
            return Text(markup.literal(label))
        case _:
            return None


def _fact(name: str, value: str) -> Line:
    label = (Span(name, bold=True), Span(": ")) if name else ()
    return Line("paragraph", (*label, Span(value)))


def _marked(block: Block) -> Block:
    """The block with a sign that it goes on."""
    match block:
        case Text(markdown):
            return Text(f"{markdown} {MORE}")
        case Code(source, language):
            return Code(f"{source}\n{MORE}", language)
        case Table(header, rows):
            return Table(header, (*rows, (MORE,) * len(header)))
        case _:
            return block
