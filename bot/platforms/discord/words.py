"""Our small Markdown as Discord's.

Whatever the words are, they stay words: nothing pings, nothing formats, no link hides its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.chat.markup import Line, Span, lines

BREAK = "\u200b"
"""A space of no width: it parts what Discord would otherwise read together."""

_SPECIAL = re.compile(r"([\\*_~`|<>\[\]])")
_AT_LINE_START = re.compile(r"(?m)^(\s*)([#+-]|\d+(?=[.)]))")
_EVERYBODY = re.compile(r"@(?=everyone|here)")
_ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?)\]}'\"*_~|`]")
_SCHEME = re.compile(r"(https?:/)(?=/)")
"""The start of an address that goes on with nothing; marks after it would be taken for its host."""
_STYLED = ("*", "~", "`")


def escape(text: str) -> str:
    """The same words on Discord: nothing in them pings or formats; addresses stay whole."""
    parts: list[str] = []
    end = 0
    for address in _ADDRESS.finditer(text):
        parts += [_inert(text[end : address.start()]), f"<{address.group()}>"]
        end = address.end()
    return _AT_LINE_START.sub(_mark, "".join([*parts, _inert(text[end:])]))


def _inert(text: str) -> str:
    text = _EVERYBODY.sub(f"@{BREAK}", _SPECIAL.sub(r"\\\1", text))
    return _SCHEME.sub(rf"\1{BREAK}", text)


def _mark(start: re.Match[str]) -> str:
    """No heading, list or small print begins here; a backslash before a digit would be shown."""
    space, mark = start.groups()
    return f"{space}{mark}{BREAK}" if mark[0].isdigit() else f"{space}\\{mark}"


def markdown(text: str) -> str:
    """Our Markdown as Discord's."""
    shown: list[str] = []
    before: Line | None = None
    for line in lines(text):
        shown += [_gap(before, line), _line(line)] if before else [_line(line)]
        before = line
    return "".join(shown)


def _gap(before: Line, line: Line) -> str:
    """Discord gives headings and lists room of their own; only paragraphs need an empty line."""
    alike = before.kind == line.kind != "paragraph"
    listed = line.kind in ("bullet", "number") or (line.kind == "paragraph" and line.level)
    return "\n" if alike or listed or before.kind == "heading" else "\n\n"


def _line(line: Line) -> str:
    first, further = _prefixes(line)
    return first + _spans(line.spans).replace("\n", f"\n{further}")


def _prefixes(line: Line) -> tuple[str, str]:
    """What stands before the line, and before what follows a hard break in it."""
    indent = "  " * line.level
    match line.kind:
        case "heading":
            return "### ", ""
        case "bullet":
            return f"{indent}- ", f"{indent}  "
        case "number":
            return f"{indent}{line.number}. ", f"{indent}  "
        case "quote":
            return "> ", "> "
        case "paragraph":
            return indent, indent


def _spans(spans: Iterable[Span]) -> str:
    shown = ""
    for text in map(_span, spans):
        meet = shown.endswith(_STYLED) and text.startswith(_STYLED)
        shown += f"{BREAK}{text}" if meet else text
    return shown


def _span(span: Span) -> str:
    """One run of words; spaces stand outside its marks, where Discord wants them."""
    words = span.text.strip()
    if not words:
        return span.text
    before, after = span.text.split(words, 1)
    marks = "**" * span.bold + "*" * span.italic + "~~" * span.strike
    return f"{before}{marks}{_linked(span, words)}{marks[::-1]}{after}"


def _linked(span: Span, words: str) -> str:
    shown = _code(words) if span.code else escape(words)
    if span.link is None:
        return shown
    address = re.sub(r"[\s<>]", "", span.link)
    return f"<{address}>" if words == span.link else f"{shown} (<{address}>)"


def _code(words: str) -> str:
    """Code among words; a backtick in it takes two around it."""
    words = words.replace("\n", " ")
    return f"`` {words.replace('``', f'`{BREAK}`')} ``" if "`" in words else f"`{words}`"
