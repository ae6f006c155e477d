"""Lines written as our small Markdown, so that `lines` reads them back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from bot.chat.markup.literal import escape, literal, within_words
from bot.chat.markup.reading import lines
from bot.chat.markup.spans import Line, Span, seen, trimmed


def write(text: Iterable[Line]) -> str:
    """The Markdown of a Text that shows these lines; a style that cannot be written is left out, a word never."""
    indents: list[int] = []
    written = ""
    before: Line | None = None
    for line in text:
        del indents[line.level if line.kind != "heading" else 0 :]
        mark = _mark(line, before)
        written += _gap(before, line) + " " * sum(indents) + mark + _words(line.spans)
        if line.kind in ("bullet", "number"):
            indents.append(len(mark))
        before = line
    return written


def _mark(line: Line, before: Line | None) -> str:
    match line.kind:
        case "bullet":
            return "- "
        case "number":
            return f"{line.number}{_delimiter(line, before)} "
        case "heading":
            return "#" * line.level + " "
        case "quote":
            return "> "
        case "paragraph":
            return ""


def _delimiter(line: Line, before: Line | None) -> str:
    """A point; a parenthesis where the numbers start anew, which makes it another list."""
    anew = before is not None and before.kind == "number" and before.level == line.level
    return ")" if anew and before is not None and line.number != before.number + 1 else "."


def _gap(before: Line | None, line: Line) -> str:
    if before is None:
        return ""
    items = ("bullet", "number")
    return "\n" if before.kind in items and line.kind in items else "\n\n"


def _words(spans: Sequence[Span]) -> str:
    """Spans as Markdown, checked by reading it; else their words alone, with the addresses in sight."""
    wanted = trimmed(spans)
    markdown = _wrapped(wanted, list(_WRAPPERS))
    return markdown if lines(markdown) == (Line("paragraph", wanted),) else literal(seen(wanted))


def _wrapped(spans: Sequence[Span], styles: list[str]) -> str:
    """The spans with the marks of the outermost style around all neighbours that share it."""
    if not styles:
        return "".join(_code(s.text) if s.code else within_words(s.text) for s in spans)
    first, *rest = styles
    groups = groupby(spans, key=lambda span: getattr(span, first))
    return "".join(
        _WRAPPERS[first](_wrapped(list(group), rest), value)
        if value
        else _wrapped(list(group), rest)
        for value, group in groups
    )


def _link(words: str, address: str) -> str:
    return f"[{words}](<{escape(address)}>)"


_WRAPPERS: dict[str, Callable[[str, str], str]] = {
    "link": _link,
    "strike": lambda words, _: f"~~{words}~~",
    "bold": lambda words, _: f"**{words}**",
    "italic": lambda words, _: f"*{words}*",
}


def _code(source: str) -> str:
    longest = max((len(run) for run in re.findall("`+", source)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if source.startswith(("`", " ")) or source.endswith(("`", " ")) else ""
    return f"{fence}{pad}{source}{pad}{fence}"
