"""Our small Markdown as Slack's rich text.

Rich text says in fields what is bold, a link or a ping, so that no word in it can be any of these.
https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal

from bot.chat.markup import Line, Span, lines
from bot.chat.markup.spans import seen
from bot.platforms.slack.parts import JsonDict, section, words

_ADDRESS = re.compile(
    r"https?://[\w-]+(\.[\w-]+)*(:\d{1,5})?([/?#][!#-&(-;=?-\[\]_a-z~]*)?", re.ASCII
)
_MAX_ADDRESS = 2_000
_MAX_INDENT = 8
_SHORT = 90
"""Characters of a paragraph that is one line in a window of usual width."""
_STYLES = ("bold", "italic", "strike", "code")


def elements(markdown: str) -> list[JsonDict]:
    """Paragraphs, lists and quotes, in the order of the text."""
    shown: list[JsonDict] = []
    for kind, run in groupby(lines(markdown), key=_kind):
        match kind:
            case "words":
                gap = [words("\n")] if shown else []
                shown.append(section([*gap, *_paragraphs(list(run))]))
            case "items":
                shown += _lists(run)
            case "quote":
                shown.append({"type": "rich_text_quote", "elements": _joined(run)})
    return shown


def _kind(line: Line) -> Literal["words", "items", "quote"]:
    if line.kind in ("bullet", "number") or (line.kind == "paragraph" and line.level):
        return "items"
    return "quote" if line.kind == "quote" else "words"


def _paragraphs(run: Sequence[Line]) -> Iterator[JsonDict]:
    """Paragraphs with an empty line between them, but not between short ones, such as answers to choose from.

    What a heading stands over follows it at once.
    """
    short = len(run) > 2 and all(len(seen(line.spans)) <= _SHORT for line in run)
    before: Line | None = None
    for line in run:
        if before:
            yield words("\n" if short or before.kind == "heading" else "\n\n")
        yield from spans(line.spans, bold=line.kind == "heading")
        before = line


def _joined(run: Iterable[Line]) -> list[JsonDict]:
    parts = [part for line in run for part in (words("\n"), *spans(line.spans))]
    return parts[1:]


def _lists(run: Iterable[Line]) -> list[JsonDict]:
    """Lists, a new one wherever depth or kind changes; a further paragraph of an item stays in it."""
    shown: list[JsonDict] = []
    for line in run:
        last = shown[-1] if shown else None
        if line.kind == "paragraph":
            item = [*([words("\n")] if last else []), *spans(line.spans)]
            if last and last["type"] == "rich_text_list":
                last["elements"][-1]["elements"] += item
            else:
                shown.append(section(item))
        elif last and _continues(last, line):
            last["elements"].append(section(spans(line.spans)))
        else:
            shown.append(_list(line))
    return shown


def _list(line: Line) -> JsonDict:
    ordered = line.kind == "number"
    indent = {"indent": min(line.level, _MAX_INDENT)} if line.level else {}
    offset = {"offset": line.number - 1} if ordered and line.number > 1 else {}
    return {
        "type": "rich_text_list",
        "style": "ordered" if ordered else "bullet",
        "elements": [section(spans(line.spans))],
    } | (indent | offset)


def _continues(last: JsonDict, line: Line) -> bool:
    """Whether an item is the next of a list."""
    new = _list(line)
    if last["type"] != new["type"] or last["style"] != new["style"]:
        return False
    alike = last.get("indent") == new.get("indent")
    following = last.get("offset", 0) + len(last["elements"]) + 1
    return alike and (line.kind == "bullet" or line.number == following)


def spans(line: Sequence[Span], *, bold: bool = False) -> list[JsonDict]:
    """The words of a line; an address stands beside its words, never behind them."""
    return [part for span in line for part in _span(span, bold)]


def _span(span: Span, bold: bool) -> Iterator[JsonDict]:
    style = {name: getattr(span, name) for name in _STYLES} | ({"bold": True} if bold else {})
    if span.link is None:
        yield words(span.text, **style)
    elif span.link == span.text:
        yield link(span.link)
    else:
        yield words(span.text, **style)
        yield from (words(" ("), link(span.link), words(")"))


def link(address: str) -> JsonDict:
    """An address that can be opened; only words where Slack might not take it for one."""
    if len(address) <= _MAX_ADDRESS and _ADDRESS.fullmatch(address):
        return {"type": "link", "url": address}
    return words(address)
