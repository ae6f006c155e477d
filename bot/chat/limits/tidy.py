"""A reply with clean strings and nothing empty in it, so that renderers need not look."""

from __future__ import annotations

import re
from dataclasses import replace
from math import isnan
from typing import assert_never

from bot.chat import markup
from bot.chat.reply import (
    Block,
    Button,
    Buttons,
    Choice,
    Code,
    Facts,
    File,
    Picture,
    Progress,
    Reply,
    Select,
    Table,
    Text,
)

_NO_LANGUAGE = re.compile(r"[^\w+#.-]")
_UNFIT = re.compile(r'[/\\:*?"<>|]')
"""What some system takes for more than a part of a file's name."""


def tidy(reply: Reply) -> Reply:
    """Clean every string, and leave out blocks without words; a reply never ends up empty."""
    title = one_line(reply.title)
    blocks = tuple(neat for block in reply.blocks if (neat := _tidy(block)))
    return replace(reply, title=title, blocks=blocks if blocks or title else (Text("…"),))


def one_line(text: str) -> str:
    """The words of a text on one line."""
    return " ".join(markup.clean(text).split())


def _tidy(block: Block) -> Block | None:  # noqa: PLR0911 - a line per block
    match block:
        case Text():
            return _text(block)
        case Code():
            return _code(block)
        case Facts(pairs):
            neat = tuple((one_line(name), markup.clean(value).strip()) for name, value in pairs)
            return Facts(kept) if (kept := tuple(pair for pair in neat if any(pair))) else None
        case Table():
            return _table(block)
        case Picture() | File():
            return _file(block)
        case Progress(done, label):
            share = 0.0 if isnan(done) else min(max(done, 0.0), 1.0)
            return Progress(share, one_line(label))
        case Buttons() | Select():
            return _control(block)
        case _:
            assert_never(block)


def _text(text: Text) -> Text | None:
    markdown = markup.clean(text.markdown).strip("\n")
    return Text(markdown) if markup.plain(markdown).strip() else None


def _code(code: Code) -> Code | None:
    source = markup.clean(code.source).strip("\n").expandtabs(4)
    return Code(source, _NO_LANGUAGE.sub("", code.language)) if source.strip() else None


def _table(table: Table) -> Table | None:
    header = tuple(map(one_line, table.header))
    rows = tuple(tuple(map(one_line, row)) for row in table.rows)
    return Table(header, rows) if any(map(any, (header, *rows))) else None


def _file(block: Picture | File) -> Block:
    match block:
        case Picture(key, alt):
            return Picture(key, one_line(alt) or "Picture")
        case File(key, name, summary):
            return File(key, _UNFIT.sub("_", one_line(name)) or "file", one_line(summary))
        case _:
            assert_never(block)


def _control(block: Buttons | Select) -> Block | None:
    match block:
        case Buttons(choices):
            return Buttons(tuple(map(_button, choices))) if choices else None
        case Select(prompt, choices, action, chosen):
            lines = tuple(Choice(_label(c.label), c.value, one_line(c.summary)) for c in choices)
            known = chosen if any(chosen == choice.value for choice in choices) else None
            return Select(one_line(prompt) or "Choose", lines, action, known)
        case _:
            assert_never(block)


def _button(button: Button) -> Button:
    return replace(button, label=_label(button.label))


def _label(label: str) -> str:
    return one_line(label) or "…"
